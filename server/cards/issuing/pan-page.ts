import type { Secret } from '../../kernel/secret.ts'

const SHOWN_SECONDS = 60

export interface ShownCard {
  readonly holderName: string
  readonly pan: Secret<string>
  /** MMYY */
  readonly expiry: string
  readonly cvv: Secret<string>
}

/**
 * The page by itself: no file, font or image from elsewhere. After a minute its script takes the data out of the page; where
 * scripts do not run, the style hides them.
 */
export function panPage({ holderName, pan, expiry, cvv }: ShownCard, nonce: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>Card details</title>
<style nonce="${nonce}">${STYLE}</style>
</head>
<body>
<main aria-label="Card details">
  <p class="label">Card number</p>
  <p class="pan secret" id="pan-value">${pan.reveal()}</p>
  <div class="row">
    <div><p class="label">Expires</p><p class="secret" id="expiry-value">${expiry.slice(0, 2)}/${expiry.slice(2)}</p></div>
    <div><p class="label">CVV</p><p class="secret" id="cvv-value">${cvv.reveal()}</p></div>
  </div>
  <p class="holder">${escapeHtml(holderName)}</p>
  <div class="time" aria-hidden="true"></div>
  <p class="note" role="status">Shown once, for ${SHOWN_SECONDS} seconds.</p>
</main>
<script nonce="${nonce}">${SCRIPT}</script>
</body>
</html>
`
}

const STYLE = `
:root { color-scheme: light dark; font-family: system-ui, sans-serif; }
body { margin: 0; padding: 1rem; display: grid; place-items: center; }
main { box-sizing: border-box; width: 100%; max-width: 22rem; padding: 1.5rem; border-radius: 1rem; color: #f4f6fb;
  background: linear-gradient(135deg, #1d2b53, #0f766e); box-shadow: 0 .5rem 1.5rem #0003; }
p { margin: 0; }
.label { font-size: .75rem; opacity: .75; }
.secret { font: 600 1.125rem ui-monospace, monospace; letter-spacing: .06em; min-height: 1.5em; user-select: all;
  animation: hide 0s ${SHOWN_SECONDS}s forwards; }
.pan { font-size: 1.35rem; }
.row { display: flex; gap: 2.5rem; margin: 1rem 0; }
.holder { text-transform: uppercase; letter-spacing: .04em; }
.time { height: 3px; margin: 1rem 0 .5rem; border-radius: 2px; background: #ffffffb0; transform-origin: left;
  animation: shrink ${SHOWN_SECONDS}s linear forwards; }
.note { font-size: .75rem; opacity: .75; }
@keyframes hide { to { visibility: hidden; } }
@keyframes shrink { to { transform: scaleX(0); } }
`

/** By the clock, not by a timer alone: a page that slept must not show the data when it wakes. */
const SCRIPT = `
const end = Date.now() + ${SHOWN_SECONDS}000
function check() {
  if (Date.now() < end) return
  for (const id of ['pan-value', 'expiry-value', 'cvv-value']) document.getElementById(id).textContent = ''
  document.querySelector('.note').textContent = 'No longer shown. Ask for a new link.'
}
setInterval(check, 500)
for (const event of ['pageshow', 'visibilitychange']) addEventListener(event, check)
`

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
