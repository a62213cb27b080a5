import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { expect, test } from 'vitest'
import { pages } from './harness/pages.ts'

test.each(pages().map((page) => [basename(page.file.pathname), page] as const))(
  'docs/%s says what the code does (npm run docs writes it)',
  async (_name, { file, text }) => {
    expect(await readFile(file, 'utf8')).toBe(text)
  },
)
