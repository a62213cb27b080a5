import type { Manual, Page } from './manual.ts'

/** llms.txt: the index for machines, a line per page. @param href where they find the page as markdown. */
export function llmsText(manual: Manual, href: (page: Page) => string): string {
  const line = (page: Page) => `- [${page.title}](${href(page)}): ${page.about}`
  const groups = manual.groups.map(({ title, pages }) => `## ${title}\n\n${pages.map(line).join('\n')}`)
  return `# Holdfast

> ${manual.index.about}

Every page is markdown under its name below /docs (/docs/wallets.md). The calls with their fields are the OpenAPI 3.1 document /openapi.json.
Errors have \`code\`, \`message\`, \`next_step\`, \`trace_id\`; amounts are exact decimals, never floats.

${groups.join('\n\n')}
`
}

/** As the platform serves it. */
export function servedLlmsText(manual: Manual): string {
  return llmsText(manual, ({ name }) => `/docs/${name}.md`)
}

/** As it stands in the repository. */
export function committedLlmsText(manual: Manual): string {
  return llmsText(manual, ({ file }) => file)
}
