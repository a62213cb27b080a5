import GithubSlugger from 'github-slugger'
import MarkdownIt from 'markdown-it'

export interface Heading {
  readonly level: number
  readonly text: string
  /** The anchor, the same as the repository's own pages give it. */
  readonly id: string
}

export interface Rendered {
  readonly html: string
  readonly headings: readonly Heading[]
  /** As they stand in the markdown. */
  readonly links: readonly string[]
}

/** What the platform serves beside the pages: named in their text, these are links. */
const SERVED = new Set(['/docs/api', '/openapi.json', '/llms.txt'])

type Tokens = ReturnType<typeof markdown.parse>

const markdown = createMarkdown()

/** A page as HTML. Tags in its text stay text. @param linkTo where a link of it leads. */
export function renderMarkdown(text: string, linkTo: (link: string) => string): Rendered {
  const tokens = markdown.parse(text, {})
  const headings = nameHeadings(tokens)
  const links = directLinks(tokens, linkTo)
  return { html: markdown.renderer.render(tokens, markdown.options, {}), headings, links }
}

function createMarkdown() {
  const made = new MarkdownIt({ html: false })
  const { escapeHtml } = made.utils
  made.renderer.rules.heading_close = (tokens, at) => {
    const end = `</${tokens[at]?.tag}>\n`
    if (end === '</h1>\n') return end
    const id = escapeHtml(String(tokens[at - 2]?.attrGet('id')))
    const label = escapeHtml(tokens[at - 1]?.content ?? '')
    return ` <a class="anchor" href="#${id}" aria-label="Link to: ${label}">#</a>${end}`
  }
  // What is wider than the page scrolls by itself, by keyboard too.
  made.renderer.rules.table_open = () =>
    '<div class="table" role="group" aria-label="Table" tabindex="0"><table>\n'
  made.renderer.rules.table_close = () => '</table></div>\n'
  const block = (content: string, kind: string) =>
    `<pre class="${kind}" tabindex="0"><code>${escapeHtml(content)}</code></pre>\n`
  made.renderer.rules.code_block = (tokens, at) => block(tokens[at]?.content ?? '', 'code')
  made.renderer.rules.fence = (tokens, at) =>
    block(tokens[at]?.content ?? '', tokens[at - 1]?.info === 'sh' ? 'output' : 'code')
  made.renderer.rules.code_inline = (tokens, at) => {
    const content = tokens[at]?.content ?? ''
    const code = `<code>${escapeHtml(content)}</code>`
    return SERVED.has(content) ? `<a href="${content}">${code}</a>` : code
  }
  return made
}

function nameHeadings(tokens: Tokens): Heading[] {
  const slugger = new GithubSlugger()
  return tokens.flatMap((token, at) => {
    if (token.type !== 'heading_open') return []
    const text = (tokens[at + 1]?.children ?? []).map(({ content }) => content).join('')
    const id = slugger.slug(text)
    token.attrSet('id', id)
    return [{ level: Number(token.tag.slice(1)), text, id }]
  })
}

function directLinks(tokens: Tokens, linkTo: (link: string) => string): string[] {
  const opened = tokens.flatMap(({ children }) => children ?? []).filter(({ type }) => type === 'link_open')
  return opened.map((token) => {
    const link = String(token.attrGet('href'))
    token.attrSet('href', linkTo(link))
    return link
  })
}
