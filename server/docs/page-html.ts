import type { Manual, Page } from './manual.ts'
import type { Heading, Rendered } from './render-markdown.ts'

/** A page needs so many sections before a list of them helps. */
const SECTIONS_MIN = 3

/** A whole page: the manual's navigation around the text. It runs no script. @param page null: what is no page of the manual. */
export function pageHtml(manual: Manual, page: Page | null, { html, headings }: Rendered): string {
  const title = headings[0]?.text ?? 'Holdfast'
  const links = navigation(manual, page)
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}${page?.name === '' ? '' : ' · Holdfast'}</title>
${page === null ? '' : `<meta name="description" content="${escapeHtml(page.about)}">\n<link rel="alternate" type="text/markdown" href="${markdownHref(page)}">`}
<link rel="stylesheet" href="/docs/style.css">
<link rel="icon" href="data:,">
</head>
<body>
<a class="skip" href="#text">To the text</a>
<header><a class="brand" href="/docs">Holdfast <span>docs</span></a><a href="/docs/api">API reference</a></header>
<details class="menu"><summary>Contents</summary><nav aria-label="Contents">${links}</nav></details>
<div class="columns">
<nav class="side" aria-label="All pages">${links}</nav>
<main id="text" tabindex="-1">
${html}${page === null ? '' : `<footer><a href="${markdownHref(page)}">This page as markdown</a></footer>`}
</main>
${sections(headings)}
</div>
</body>
</html>
`
}

function navigation({ index, groups }: Manual, current: Page | null): string {
  const entry = (page: Page) =>
    `<li><a href="${hrefOf(page)}"${page === current ? ' aria-current="page"' : ''}>${escapeHtml(page.title)}</a></li>`
  const lists = groups.map(
    ({ title, pages }) => `<h2>${escapeHtml(title)}</h2><ul>${pages.map(entry).join('')}</ul>`,
  )
  const first = `<ul>${entry({ ...index, title: 'Where to begin' })}<li><a href="/docs/api">API reference</a></li></ul>`
  return first + lists.join('')
}

function sections(headings: readonly Heading[]): string {
  const shown = headings.filter(({ level }) => level === 2)
  if (shown.length < SECTIONS_MIN) return ''
  const list = shown.map(({ id, text }) => `<li><a href="#${id}">${escapeHtml(text)}</a></li>`).join('')
  return `<nav class="sections" aria-label="On this page"><h2>On this page</h2><ul>${list}</ul></nav>`
}

export function hrefOf({ name }: Page): string {
  return name === '' ? '/docs' : `/docs/${name}`
}

/** Where the page is to be had as markdown. */
export function markdownHref({ name }: Page): string {
  return `/docs/${name === '' ? 'index' : name}.md`
}

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}
