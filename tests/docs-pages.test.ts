import { readdir, readFile } from 'node:fs/promises'
import { posix } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { committedLlmsText } from '../server/docs/llms-text.ts'
import { type Manual, type Page, pagesOf, readManual, resolveLink } from '../server/docs/manual.ts'
import { type Rendered, renderMarkdown } from '../server/docs/render-markdown.ts'

const ROOT = new URL('../', import.meta.url)

let manual: Manual
let rendered: ReadonlyMap<string, Rendered>
beforeAll(async () => {
  manual = await readManual()
  rendered = new Map(
    pagesOf(manual).map((page) => [page.file, renderMarkdown(page.markdown, (link) => link)]),
  )
})

test('every page of docs/ stands in the index once, so everything is reached from there', async () => {
  const files = (await readdir(new URL('docs/', ROOT))).map((name) => posix.join('docs', name))
  const listed = pagesOf(manual).map(({ file }) => file)
  expect([...listed].sort()).toEqual([...new Set([...files, 'ARCHITECTURE.md', 'SECURITY.md'])].sort())
  const names = pagesOf(manual).map(({ name }) => name)
  expect(new Set(names).size).toBe(names.length)
})

test('no link among the pages is broken, in the repository and at /docs, nor any anchor', async () => {
  const broken: string[] = []
  for (const page of pagesOf(manual))
    for (const link of rendered.get(page.file)?.links ?? [])
      if (!(await leadsSomewhere(page, link))) broken.push(`${page.file}: ${link}`)
  expect(broken).toEqual([])
})

async function leadsSomewhere(from: Page, link: string): Promise<boolean> {
  if (URL.canParse(link)) return link.startsWith('https://')
  const [path = '', anchor] = link.split('#')
  const file = path === '' ? from.file : resolveLink(from.file, path)
  const target = rendered.get(file)
  if (target === undefined) return file === 'tools/verify-reserves.mjs'
  return anchor === undefined || target.headings.some(({ id }) => id === anchor)
}

test('the README leads to pages that are there', async () => {
  const { links } = renderMarkdown(await readFile(new URL('README.md', ROOT), 'utf8'), (link) => link)
  const targets = links.filter((link) => link.endsWith('.md'))
  expect(targets).toContain('docs/README.md')
  expect(targets.filter((link) => !rendered.has(link))).toEqual([])
})

test('no page names another in its text without leading there', () => {
  const named = pagesOf(manual).flatMap(({ file, markdown }) =>
    markdown.split('\n').flatMap((line) => {
      if (line.startsWith('    ') || file === 'docs/README.md') return []
      return [...line.replaceAll(/\[[^\]]*\]\([^)]*\)/g, '').matchAll(/\bdocs\/[a-z-]+\.md\b/g)].map(
        ([name]) => `${file}: ${name}`,
      )
    }),
  )
  expect(named).toEqual([])
})

test('every page begins with its one title', () => {
  for (const [file, { headings }] of rendered) {
    expect([file, headings[0]?.level]).toEqual([file, 1])
    expect([file, headings.filter(({ level }) => level === 1).length]).toEqual([file, 1])
  }
})

test('llms.txt has a line for every page of the index, npm run docs writes it', async () => {
  expect(await readFile(new URL('llms.txt', ROOT), 'utf8')).toBe(committedLlmsText(manual))
})
