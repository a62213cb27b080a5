import { type RawBuilder, sql } from 'kysely'
import type { Reader } from '../../kernel/database.ts'
import type { DateRange } from '../../kernel/http/fields.ts'
import { isId } from '../../kernel/ids.ts'
import type { Column, List, SqlType } from './list.ts'

/** Null stands before everything else. */
const LOWEST: Readonly<Record<SqlType, string>> = {
  text: '',
  uuid: '00000000-0000-0000-0000-000000000000',
  numeric: '-Infinity',
  integer: '-2147483648',
  boolean: 'false',
  timestamptz: '-infinity',
}

export interface Question {
  readonly companyId: string
  /** Of the columns with a filter, by name. */
  readonly filters: Readonly<Record<string, unknown>>
  readonly search: string
  readonly range: DateRange
  /** An id: what was written later is left out. */
  readonly asOf: string | null
  readonly sort: { readonly column: string | null; readonly isDescending: boolean }
}

/** A row as PostgreSQL gives it: the columns by their names, and its place in the order. */
export interface ListRow {
  readonly row_id: string
  readonly place: string
  readonly values: Readonly<Record<string, unknown>>
}

export async function countRows(db: Reader, list: List, question: Question): Promise<number> {
  const { rows } = await sql<{ total: bigint }>`
    SELECT count(*) AS total ${list.rows(question.companyId)} ${conditions(list, question)}`.execute(db)
  return Number(rows[0]?.total ?? 0n)
}

export async function hasMoreThan(
  db: Reader,
  list: List,
  question: Question,
  count: number,
): Promise<boolean> {
  const { rows } = await sql`
    SELECT 1 ${list.rows(question.companyId)} ${conditions(list, question)} LIMIT 1 OFFSET ${count}`.execute(
    db,
  )
  return rows.length > 0
}

/** What an index gives in order, however long the list. */
export function isIndexed(list: List, { sort }: Question): boolean {
  return sort.column === null || list.columns[sort.column]?.sortedBy === 'id'
}

/** A page by its number, or what comes after a row. */
export type From = { readonly offset: number } | { readonly after: Pick<ListRow, 'row_id' | 'place'> }

export async function readRows(
  db: Reader,
  list: List,
  question: Question,
  { size, from }: { readonly size: number; readonly from: From },
): Promise<ListRow[]> {
  const { sort } = question
  const column = sort.column === null || isIndexed(list, question) ? undefined : list.columns[sort.column]
  const order = column === undefined ? list.id : lowestFirst(column)
  const direction = sort.isDescending ? sql`DESC` : sql`ASC`
  const names = Object.keys(list.columns)
  const values = Object.values(list.columns).map(
    (own, index) => sql`${exact(own)} AS ${sql.ref(`c${index}`)}`,
  )
  const { rows } = await sql<Record<string, unknown> & { row_id: string; place: string }>`
    SELECT ${list.id}::text AS row_id, (${order})::text AS place, ${sql.join(values)}
    ${list.rows(question.companyId)} ${conditions(list, question)}
    ${'after' in from ? beyond(from.after, { list, order, type: column?.type ?? 'uuid', isDescending: sort.isDescending }) : sql``}
    ORDER BY ${order} ${direction}, ${list.id} ${direction}
    LIMIT ${size} OFFSET ${'offset' in from ? from.offset : 0}`.execute(db)
  return rows.map(({ row_id, place, ...row }) => ({
    row_id,
    place,
    values: Object.fromEntries(names.map((name, index) => [name, row[`c${index}`]])),
  }))
}

/** Decimals come as their text: the driver knows whole numbers alone. */
function exact({ value, type }: Column): RawBuilder<unknown> {
  return type === 'numeric' ? sql`trim_scale(${value})::text` : value
}

function lowestFirst({ value, type }: Column): RawBuilder<unknown> {
  return sql`coalesce(${value}, ${LOWEST[type]}::${sql.raw(type)})`
}

/** By place and id, so that nothing is left out or comes twice while others add and remove. */
function beyond(
  { place, row_id: id }: Pick<ListRow, 'row_id' | 'place'>,
  by: { list: List; order: RawBuilder<unknown>; type: SqlType; isDescending: boolean },
): RawBuilder<unknown> {
  const compared = by.isDescending ? sql`<` : sql`>`
  return sql`AND (${by.order}, ${by.list.id}) ${compared} (${place}::${sql.raw(by.type)}, ${id}::uuid)`
}

function conditions(list: List, { filters, search, range, asOf }: Question): RawBuilder<unknown> {
  const all: RawBuilder<unknown>[] = []
  for (const [name, wanted] of Object.entries(filters)) {
    const column = list.columns[name]
    if (column !== undefined && wanted !== undefined) all.push(sql`AND ${matches(column, wanted)}`)
  }
  if (search !== '') {
    const searched = Object.values(list.columns).filter(({ isSearched }) => isSearched === true)
    const pattern = `%${search.replace(/[\\%_]/g, '\\$&')}%`
    const any = searched.map(({ value }) => sql`(${value})::text ILIKE ${pattern}`)
    all.push(sql`AND (${sql.join(any, sql` OR `)})`)
  }
  if (list.time !== undefined && range.from !== null) all.push(sql`AND ${list.time} >= ${range.from}`)
  if (list.time !== undefined && range.to !== null) all.push(sql`AND ${list.time} <= ${range.to}`)
  if (asOf !== null) all.push(sql`AND ${list.id} <= ${asOf}::uuid`)
  return sql.join(all, sql` `)
}

function matches({ value, type }: Column, wanted: unknown): RawBuilder<unknown> {
  if (Array.isArray(wanted)) return sql`(${value}) = ANY(${wanted}::text[])`
  if (type !== 'uuid') return sql`(${value}) = ${wanted}::${sql.raw(type)}`
  return typeof wanted === 'string' && isId(wanted) ? sql`(${value}) = ${wanted}::uuid` : sql`false`
}
