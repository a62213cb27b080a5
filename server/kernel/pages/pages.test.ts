import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type ErrorEntry, errors } from '../errors.ts'
import { pages } from './pages.ts'

test.each(pages().map((page) => [basename(page.file.pathname), page] as const))(
  'docs/%s says what the code does (npm run docs writes it)',
  async (_name, { file, text }) => {
    expect(await readFile(file, 'utf8')).toBe(text)
  },
)

describe('the registry of errors', () => {
  test.each(Object.entries(errors) as [string, ErrorEntry][])(
    '%s has a status of the contract, a text, and says what to do',
    (_name, { status, code, message, next }) => {
      expect([302, 400, 401, 404, 409, 412, 429, 500]).toContain(status)
      expect(code).toMatch(/^[A-Z_]+$/)
      expect(message).not.toBe('')
      expect(next).toMatch(/\.$/)
    },
  )
})
