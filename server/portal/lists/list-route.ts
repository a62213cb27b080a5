import { type TObject, type TSchema, Type } from 'typebox'
import type { Reader } from '../../kernel/database.ts'
import {
  dateRangeFields,
  enumField,
  formA,
  malformed,
  pageFields,
  readDateRange,
  readPage,
} from '../../kernel/http/fields.ts'
import { type ReadRoute, readRoute } from '../../kernel/http/route.ts'
import { isId, newId } from '../../kernel/ids.ts'
import { isRefusal, type Refusal, refuse } from '../../kernel/refusal.ts'
import { csvFile } from '../csv/csv.ts'
import type { Column, List } from './list.ts'
import { countRows, hasMoreThan, isIndexed, type ListRow, type Question, readRows } from './read-list.ts'

const CSV_BATCH = 1_000
/** What is sorted by hand is read whole for each page. */
const SORTED_ROWS_MAX = 100_000
const SEARCH_CHARACTERS_MAX = 100

/** The call of a list: filtered, sorted and paged here; or, with `format=csv`, all of it as a file. */
export function listRoute(list: List): ReadRoute {
  return readRoute({
    method: 'GET',
    path: `/portal/api/lists/${list.name}`,
    access: { person: true, ...list.access },
    summary: list.summary,
    refusals: ['VALUE_NOT_ALLOWED', 'LIST_TOO_LONG'],
    tag: 'Portal lists',
    query: querySchema(list),
    answer: Type.Object({
      number_of_elements: Type.Integer(),
      next_page: Type.Union([Type.Integer(), Type.Null()]),
      total_pages: Type.Integer(),
      total_elements: Type.Integer(),
      items: Type.Array(Type.Object(itemFields(list))),
      as_of: Type.String({ description: 'For the other pages: so that nothing moves on to them meanwhile' }),
    }),
    async read(db, { companyId, query, now }) {
      const question = readQuestion(list, companyId, query)
      if (isRefusal(question)) return question
      const page = readPage(query)
      if (isRefusal(page)) return page
      if (!isIndexed(list, question) && (await hasMoreThan(db, list, question, SORTED_ROWS_MAX)))
        return refuse('LIST_TOO_LONG', { max: String(SORTED_ROWS_MAX) })
      const { format } = query as { format?: 'json' | 'csv' }
      if (format === 'csv') {
        const header = Object.keys(itemFields(list))
        return csvFile(list.name, { header, batches: readBatches(db, list, question), now })
      }
      const [total, rows] = await Promise.all([
        countRows(db, list, question),
        readRows(db, list, question, { size: page.size, from: page }),
      ])
      const shown = await showRows(db, list, companyId, rows)
      return { ...formA(shown, total, page, 'items'), as_of: question.asOf ?? newId() }
    },
  })
}

function querySchema(list: List): TObject {
  const own = Object.entries(list.columns).flatMap(
    ([name, { filter, type, isNeeded }]): [string, TSchema][] => {
      if (filter === undefined) return []
      if (filter !== 'exact') return [[name, Type.Optional(Type.Array(enumField(filter)))]]
      const value = type === 'boolean' ? Type.Boolean() : Type.String()
      return [[name, isNeeded === true ? value : Type.Optional(value)]]
    },
  )
  return Type.Object({
    ...Object.fromEntries(own),
    search: Type.Optional(Type.String({ description: 'Part of a text' })),
    sort: Type.Optional(
      Type.String({ description: `${sortable(list).join(', ')}; with a minus in front the other way round` }),
    ),
    ...(list.time === undefined ? {} : dateRangeFields),
    ...pageFields,
    as_of: Type.Optional(Type.String({ description: 'As the first page answered it' })),
    format: Type.Optional({
      ...enumField(['json', 'csv']),
      description: 'csv: everything that fits, as a file',
    }),
  })
}

function itemFields(list: List): Record<string, TSchema> {
  const own = Object.entries(list.columns).map(([name, { answer }]) => [name, answer] as const)
  return { ...Object.fromEntries(own), ...list.beside?.answers }
}

function sortable(list: List): string[] {
  return Object.entries(list.columns).flatMap(([name, { isUnsorted }]) => (isUnsorted === true ? [] : [name]))
}

function readQuestion(list: List, companyId: string, query: Record<string, unknown>): Question | Refusal {
  const range = readDateRange(query)
  if (isRefusal(range)) return range
  const sort = typeof query.sort === 'string' ? query.sort.trim() : ''
  const column = sort.replace(/^-/, '')
  if (column !== '' && !sortable(list).includes(column))
    return refuse('VALUE_NOT_ALLOWED', { field: 'sort', allowed: sortable(list).join(', ') })
  const asOf = typeof query.as_of === 'string' && query.as_of !== '' ? query.as_of : null
  if (asOf !== null && !isId(asOf)) return malformed('as_of must be as the first page answered it')
  const filters = Object.entries(list.columns).filter(([, { filter }]) => filter !== undefined)
  return {
    companyId,
    filters: Object.fromEntries(filters.map(([name]) => [name, query[name]])),
    search: typeof query.search === 'string' ? query.search.trim().slice(0, SEARCH_CHARACTERS_MAX) : '',
    range,
    asOf,
    sort: { column: column === '' ? null : column, isDescending: column === '' || sort.startsWith('-') },
  }
}

async function showRows(db: Reader, list: List, companyId: string, rows: readonly ListRow[]) {
  const own = rows.map(({ values }) =>
    Object.fromEntries(
      Object.entries(list.columns).map(([name, column]) => [name, show(column, values[name])]),
    ),
  )
  if (list.beside === undefined || rows.length === 0) return own
  const beside = await list.beside.read(
    db,
    companyId,
    rows.map(({ row_id }) => row_id),
  )
  return own.map((row, index) => ({ ...row, ...beside[index] }))
}

function show(column: Column, value: unknown): unknown {
  return column.show === undefined || value === null ? value : column.show(value as never)
}

async function* readBatches(db: Reader, list: List, question: Question): AsyncGenerator<unknown[][]> {
  let rows = await readRows(db, list, question, { size: CSV_BATCH, from: { offset: 0 } })
  for (let last = rows.at(-1); last !== undefined; last = rows.at(-1)) {
    const shown = await showRows(db, list, question.companyId, rows)
    yield shown.map((row) => Object.entries(row).map(([name, value]) => cell(list, name, value)))
    if (rows.length < CSV_BATCH) return
    rows = await readRows(db, list, question, { size: CSV_BATCH, from: { after: last } })
  }
}

function cell(list: List, name: string, value: unknown): unknown {
  return list.beside !== undefined && name in list.beside.answers ? list.beside.csv(value) : value
}
