import { readFile } from 'node:fs/promises'
import { basename, posix } from 'node:path'

const ROOT = new URL('../../', import.meta.url)
/** The one list of all pages: its headings are the groups, its lists their pages. Whoever adds a page adds a line there. */
const INDEX_FILE = 'docs/README.md'

export interface Page {
  /** Where it stands in the repository. */
  readonly file: string
  /** Below /docs; empty for the index. */
  readonly name: string
  readonly title: string
  /** One line, of the index. */
  readonly about: string
  readonly markdown: string
}

export interface Group {
  readonly title: string
  readonly pages: readonly Page[]
}

/** The pages of docs/ as the index orders them. */
export interface Manual {
  readonly index: Page
  readonly groups: readonly Group[]
}

export async function readManual(): Promise<Manual> {
  const markdown = await readText(INDEX_FILE)
  const [title = '', about = ''] = markdown.split('\n\n').map((part) => part.replace(/^# /, ''))
  return {
    index: { file: INDEX_FILE, name: '', title, about, markdown },
    groups: await Promise.all(markdown.split(/^## /m).slice(1).map(readGroup)),
  }
}

async function readGroup(section: string): Promise<Group> {
  const lines = [...section.matchAll(/^- \[(.+?)\]\((.+?)\): (.+)$/gm)]
  return {
    title: section.split('\n', 1)[0] ?? '',
    pages: await Promise.all(
      lines.map(async ([, title = '', link = '', about = '']) => {
        const file = resolveLink(INDEX_FILE, link)
        return {
          file,
          name: basename(file, '.md').toLowerCase(),
          title,
          about,
          markdown: await readText(file),
        }
      }),
    ),
  }
}

/** Every page, the index first. */
export function pagesOf({ index, groups }: Manual): readonly Page[] {
  return [index, ...groups.flatMap(({ pages }) => pages)]
}

/** The file in the repository that a relative link of `from` means. */
export function resolveLink(from: string, link: string): string {
  return posix.join(posix.dirname(from), link)
}

export function readText(file: string): Promise<string> {
  return readFile(new URL(file, ROOT), 'utf8')
}
