import type { Refusal } from '../refusal.ts'
import { malformed } from './fields.ts'
import { textProblem } from './json-body.ts'

/** The parameters of a URL's query, each with every value it was given. */
export type QueryTexts = ReadonlyMap<string, readonly string[]>

/** Reads `a=1&b=2,3`; a plus is a blank. Percent-encoding that is no UTF-8 is refused. */
export function parseQuery(url: string): QueryTexts | Refusal {
  const start = url.indexOf('?')
  const texts = new Map<string, string[]>()
  if (start < 0) return texts
  for (const pair of url.slice(start + 1).split('&')) {
    if (pair === '') continue
    const equals = pair.indexOf('=')
    const name = decode(equals < 0 ? pair : pair.slice(0, equals))
    const value = decode(equals < 0 ? '' : pair.slice(equals + 1))
    if (name === null || value === null)
      return malformed('The query is not percent-encoded UTF-8: write % as %25')
    const problem = textProblem(name) ?? textProblem(value)
    if (problem !== null) return problem
    const known = texts.get(name)
    if (known === undefined) texts.set(name, [value])
    else known.push(value)
  }
  return texts
}

function decode(text: string): string | null {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return null
  }
}
