import { createHash } from 'node:crypto'
import type { SiteAnswer } from '../kernel/http/site.ts'
import { servedLlmsText } from './llms-text.ts'
import { type Manual, type Page, pagesOf, readText, resolveLink } from './manual.ts'
import { hrefOf, markdownHref, pageHtml } from './page-html.ts'
import { renderMarkdown } from './render-markdown.ts'

/** What pages link to that is no page: by its place in the repository, its address. */
const FILES: ReadonlyMap<string, string> = new Map([
  ['tools/verify-reserves.mjs', '/docs/verify-reserves.mjs'],
])

/** Text and style alone: a page runs nothing, and loads nothing from elsewhere. */
const CONTENT_SECURITY_POLICY =
  "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

const NOT_FOUND = `# There is no such page

Look for it in the contents, or begin with [the index](README.md).
`

export interface ServedManual {
  /** By its address. */
  readonly answers: ReadonlyMap<string, SiteAnswer>
  readonly missing: SiteAnswer
}

/** All that is served of the manual, ready to be sent. */
export async function serveManual(manual: Manual): Promise<ServedManual> {
  const links = linksOf(manual)
  const answers = new Map<string, SiteAnswer>()
  for (const page of pagesOf(manual)) {
    const rendered = renderMarkdown(page.markdown, (link) => links.direct(page, link, hrefOf))
    answers.set(hrefOf(page), answer('text/html', pageHtml(manual, page, rendered)))
    answers.set(markdownHref(page), answer('text/markdown', links.directAll(page)))
  }
  for (const [file, address] of FILES) answers.set(address, answer('text/plain', await readText(file)))
  answers.set('/docs/style.css', answer('text/css', await readText('server/docs/style.css')))
  answers.set('/llms.txt', answer('text/plain', servedLlmsText(manual)))
  const missing = renderMarkdown(NOT_FOUND, (link) => links.direct(manual.index, link, hrefOf))
  return { answers, missing: { ...answer('text/html', pageHtml(manual, null, missing)), status: 404 } }
}

function linksOf(manual: Manual) {
  const pages = new Map(pagesOf(manual).map((page) => [page.file, page]))
  /** Links are written for the repository; here they lead to what is served. Other addresses stay. */
  function direct(from: Page, link: string, href: (page: Page) => string): string {
    const [path = '', ...anchor] = link.split('#')
    if (path === '' || URL.canParse(path)) return link
    const file = resolveLink(from.file, path)
    const page = pages.get(file)
    const address = page === undefined ? FILES.get(file) : href(page)
    return address === undefined ? link : [address, ...anchor].join('#')
  }
  const directAll = (page: Page) =>
    page.markdown.replace(
      /\]\(([^)\s]+)\)/g,
      (_all, link: string) => `](${direct(page, link, markdownHref)})`,
    )
  return { direct, directAll }
}

function answer(type: string, bytes: string): SiteAnswer {
  return {
    status: 200,
    headers: {
      'content-type': `${type}; charset=utf-8`,
      'content-security-policy': CONTENT_SECURITY_POLICY,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'same-origin',
      'cache-control': 'no-cache',
      etag: `"${createHash('sha256').update(bytes).digest('base64url')}"`,
    },
    bytes,
  }
}
