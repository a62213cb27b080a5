import type { Logger } from '../../kernel/log.ts'
import type { Ask } from './http.ts'
import { type Fields, isFields, list, text, Unreadable } from './read.ts'

/** The most that a page may have. */
const PAGE = 100

/**
 * What a list of the partner holds, newest first, a page after the other until one is not full: nothing else says where it ends.
 * What cannot be read is told to the operator, and does not hide what stands behind it.
 */
export async function* readPages<T>(
  ask: Ask,
  log: Logger,
  request: { readonly path: string; readonly query: Readonly<Record<string, string>> },
  read: (item: unknown) => T,
): AsyncGenerator<T, void, undefined> {
  const { path } = request
  const seen = new Set<string>()

  function readOne(item: unknown): T[] {
    try {
      return [read(item)]
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error
      const id = isFields(item) ? item.id : null
      log.error({ path, id, problem: error.message }, 'something in a list of the partner cannot be read')
      return []
    }
  }

  function readPage(answer: Fields): { readonly items: T[]; readonly last: string | null } {
    const data = list(answer.data, 'data')
    const oldest = data.at(-1)
    const last = data.length < PAGE || !isFields(oldest) ? null : text(oldest, 'id')
    // It would go on for ever.
    if (last !== null && seen.has(last)) throw new Unreadable('the list goes in a circle')
    return { items: data.flatMap(readOne), last }
  }

  for (let after: string | null = null; ; ) {
    const query: Record<string, string> = { ...request.query, limit: String(PAGE) }
    if (after !== null) query.starting_after = after
    const { items, last } = await ask({ method: 'GET', path, query }, readPage)
    yield* items
    if (last === null) return
    seen.add(last)
    after = last
  }
}
