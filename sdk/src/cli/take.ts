import { UsageError } from './failure.ts'

const LIMIT = 20

/** The first of a list that may be long. */
export async function take<T>(items: AsyncIterable<T>, limitText: string | undefined): Promise<T[]> {
  const limit = limitText === undefined ? LIMIT : Number(limitText)
  if (!Number.isInteger(limit) || limit < 1) throw new UsageError('--limit must be a whole number from 1')
  const taken: T[] = []
  for await (const item of items) {
    taken.push(item)
    if (taken.length === limit) break
  }
  return taken
}
