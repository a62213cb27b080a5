import { invalidQuery } from './problem.ts'
import type { ApiAnswer } from './route.ts'

const LIMIT = 10
const LIMIT_MAX = 100

/** A page of a list, the newest first. `records` come the oldest first. */
export function listAnswer<T extends { readonly id: string }>(
  records: readonly T[],
  query: URLSearchParams,
  show: (record: T) => unknown,
): ApiAnswer {
  const limit = readLimit(query, LIMIT, LIMIT_MAX)
  const [after, before] = [query.get('starting_after'), query.get('ending_before')]
  if (after !== null && before !== null) throw invalidQuery(['starting_after', 'ending_before'])
  const newest = records.toReversed()
  const place = (id: string, name: string) => {
    const found = newest.findIndex((one) => one.id === id)
    if (found === -1) throw invalidQuery([name])
    return found
  }
  const page =
    before !== null
      ? newest.slice(0, place(before, 'ending_before')).slice(-limit)
      : newest.slice(after === null ? 0 : place(after, 'starting_after') + 1).slice(0, limit)
  return { status: 200, body: { count: page.length, data: page.map(show) } }
}

export function readLimit(query: URLSearchParams, usual: number, max: number): number {
  const text = query.get('limit')
  if (text === null) return usual
  const limit = /^\d{1,4}$/.test(text) ? Number(text) : 0
  if (limit < 1 || limit > max) throw invalidQuery(['limit'])
  return limit
}
