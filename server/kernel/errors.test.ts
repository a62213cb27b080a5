import { describe, expect, test } from 'vitest'
import { type ErrorEntry, errors } from './errors.ts'

/** Never answered to a page of the portal: only keys, the card network and the banking partner meet them. */
const FOR_PROGRAMS_ALONE: ReadonlySet<string> = new Set([
  'KEY_INVALID',
  'KEY_ADDRESS',
  'KEY_LEVEL',
  'NETWORK_DENIED',
  'PARTNER_SIGNATURE',
])

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

  /** What is written for programs: calls, headers, settings, and names of fields, but for those a value is put in place of. */
  const FOR_PROGRAMS =
    /\b(GET|POST|PUT|PATCH|DELETE)\b|\/[a-z-]+\/|x-api|\bheader\b|HOLDFAST_|[a-z]+_[a-z]+|[a-z][A-Z]|\bpath\b|\bevent\b/

  test.each(
    (Object.entries(errors) as [string, ErrorEntry][]).filter(([name]) => !FOR_PROGRAMS_ALONE.has(name)),
  )('%s speaks to people of what they see on a page', (_name, { people, ...entry }) => {
    const { message, next } = { ...entry, ...people }
    expect(`${message} ${next}`.replace(/\{\w+\}/g, '')).not.toMatch(FOR_PROGRAMS)
    expect(next).toMatch(/\.$|^$/)
  })
})
