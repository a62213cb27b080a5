import { randomBytes } from 'node:crypto'
import type { Reply } from '../http/server.ts'

/** Markup that is safe to put into a page. */
export class Html {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

type Part = Html | string | number | null | readonly Html[]

/** Markup whose values are escaped, unless they are markup themselves. */
export function html(texts: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return new Html(texts.map((text, index) => text + textOf(parts[index] ?? null)).join(''))
}

function textOf(part: Part): string {
  if (part === null) return ''
  if (part instanceof Html) return part.text
  if (Array.isArray(part)) return part.map((one: Html) => one.text).join('')
  return escapeHtml(String(part))
}

function escapeHtml(text: string): string {
  const entities: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  }
  return text.replace(/[&<>"']/g, (one) => entities[one] ?? one)
}

export interface Page {
  readonly title: string
  /** Whose page it plays. */
  readonly house: string
  readonly body: Html
  /** Absent: the page runs no script. */
  readonly script?: string
  /** Where its form may lead away to. */
  readonly leadsTo?: string | null
  /** Others may show it in a frame. */
  readonly framed?: true
  readonly status?: number
}

/** A page by itself: no file, font or image from elsewhere, and no script but its own. */
export function page({ title, house, body, script, leadsTo, framed, status = 200 }: Page): Reply {
  const nonce = randomBytes(16).toString('base64')
  const policy = [
    "default-src 'none'",
    `style-src 'nonce-${nonce}'`,
    ...(script === undefined ? [] : [`script-src 'nonce-${nonce}'`]),
    `form-action 'self'${leadsTo == null ? '' : ` ${new URL(leadsTo).origin}`}`,
    "base-uri 'none'",
    `frame-ancestors ${framed ? '*' : "'none'"}`,
  ]
  const text = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title}</title>
<style nonce="${nonce}">${new Html(STYLE)}</style>
</head>
<body>
<header><strong>${house}</strong><span>Simulation: no real money</span></header>
<main>
<h1>${title}</h1>
${body}
</main>
${script === undefined ? null : html`<script nonce="${nonce}">${new Html(script)}</script>`}
</body>
</html>
`.text
  return {
    status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': policy.join('; '),
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    },
    body: text,
  }
}

export function redirectTo(url: string): Reply {
  return { status: 303, headers: { location: url, 'cache-control': 'no-store' } }
}

/** Pairs of a word and what it says. */
export function facts(pairs: readonly (readonly [name: string, value: string])[]): Html {
  return html`<dl>${pairs.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`
}

/** What went wrong or well; read aloud. */
export function notice(kind: 'good' | 'bad', text: string): Html {
  return html`<p class="notice ${kind}" role="${kind === 'bad' ? 'alert' : 'status'}">${text}</p>`
}

/** Fields of a form that was sent. */
export function readForm(body: string): Readonly<Record<string, string>> {
  return Object.fromEntries(new URLSearchParams(body))
}

const STYLE = `
:root { color-scheme: light dark; --ink: light-dark(#1b2333, #e9edf5); --soft: light-dark(#5b6478, #a7b0c3);
  --ground: light-dark(#f3f5f9, #10141d); --card: light-dark(#fff, #1a2030); --line: light-dark(#cdd3df, #39435a);
  --main: light-dark(#0b5c55, #5fd4c4); --on-main: light-dark(#fff, #06201d); --bad: light-dark(#a3242b, #ff9a9a);
  --good: light-dark(#17663a, #7fdca4); }
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; background: var(--ground); color: var(--ink);
  font: 1rem/1.5 system-ui, sans-serif; }
header { display: flex; flex-wrap: wrap; justify-content: space-between; gap: .25rem 1rem; padding: .75rem 1rem;
  border-bottom: 1px solid var(--line); background: var(--card); }
header span { color: var(--soft); font-size: .875rem; }
main { width: 100%; max-width: 34rem; margin: 1.5rem auto; padding: 1.25rem; border: 1px solid var(--line);
  border-radius: .75rem; background: var(--card); }
h1 { margin: 0 0 1rem; font-size: 1.375rem; line-height: 1.25; text-wrap: balance; }
h2 { margin: 1.5rem 0 .5rem; font-size: 1rem; }
p { margin: 0 0 1rem; }
.soft { color: var(--soft); font-size: .875rem; }
.amount { font-size: 1.75rem; font-weight: 600; font-variant-numeric: tabular-nums; }
.key { font: 600 1.25rem ui-monospace, monospace; overflow-wrap: anywhere; user-select: all; }
dl { margin: 0 0 1rem; }
dl div { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 1rem; padding: .375rem 0;
  border-bottom: 1px solid var(--line); }
dt { color: var(--soft); }
dt::first-letter { text-transform: uppercase; }
main > :last-child { margin-bottom: 0; }
dd { margin: 0; overflow-wrap: anywhere; text-align: right; }
form { display: grid; gap: .875rem; margin: 0 0 1rem; }
label { display: grid; gap: .25rem; font-size: .875rem; color: var(--soft); }
label.check { grid-template-columns: auto 1fr; align-items: start; gap: .625rem; font-size: 1rem; color: var(--ink); }
input, select { width: 100%; min-height: 2.75rem; padding: .5rem .75rem; border: 1px solid var(--line); border-radius: .5rem;
  background: var(--ground); color: var(--ink); font: inherit; font-size: 1rem; }
input[type=checkbox] { width: 1.25rem; min-height: 1.25rem; height: 1.25rem; margin: .125rem 0; accent-color: var(--main); }
.pair { display: grid; grid-template-columns: 1fr 1fr; gap: .875rem; }
button, a.button { display: block; width: 100%; min-height: 2.75rem; padding: .625rem 1rem; border: 1px solid var(--main);
  border-radius: .5rem; background: var(--main); color: var(--on-main); font: inherit; font-weight: 600; text-align: center;
  text-decoration: none; cursor: pointer; }
button.plain, a.plain { background: transparent; color: var(--main); }
button.no { border-color: var(--bad); background: transparent; color: var(--bad); }
:focus-visible { outline: 3px solid var(--main); outline-offset: 2px; }
.notice { padding: .75rem 1rem; border-left: 4px solid var(--good); border-radius: .25rem; background: var(--ground); }
.notice.bad { border-color: var(--bad); }
ul { margin: 0 0 1rem; padding-left: 1.25rem; }
`
