import type { CompiledQuery } from 'kysely'
import type pg from 'pg'

const TEXTS_MAX = 1_000
const names = new Map<string, string>()

/**
 * A statement that each connection parses and plans once: for large ones that are sent over and over. The same text has the same
 * name.
 */
export function prepared({ sql: text, parameters }: CompiledQuery): pg.QueryConfig {
  const name = names.get(text) ?? `purchases_${names.size}`
  if (names.size < TEXTS_MAX) names.set(text, name)
  return names.has(text) ? { name, text, values: [...parameters] } : { text, values: [...parameters] }
}
