import { describe, expect, test } from 'vitest'
import { type ErrorEntry, errors } from './errors.ts'

describe('the registry of errors', () => {
  test.each(Object.entries(errors) as [string, ErrorEntry][])(
    '%s has a status of the contract, a text, and says what to do',
    (_name, { status, code, message, next }) => {
      expect([302, 400, 401, 403, 404, 409, 412, 429, 500]).toContain(status)
      expect(code).toMatch(/^[A-Z_]+$/)
      expect(message).not.toBe('')
      expect(next).toMatch(/\.$/)
    },
  )
})
