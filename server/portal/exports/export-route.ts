import { type TObject, type TSchema, Type } from 'typebox'
import { operationOf } from '../../kernel/http/operation.ts'
import { type ReadRoute, readRoute } from '../../kernel/http/route.ts'
import { isRefusal, type Refusal } from '../../kernel/refusal.ts'
import { csvFile } from '../csv/csv.ts'

/** A list of the contract, as a file. */
export interface Export {
  readonly name: string
  /** Of the contract's call. */
  readonly path: string
  /** What stands in the file: `data.token.symbol` is a member of a member. */
  readonly columns: readonly string[]
}

const PAGE_SIZE = '100'
/** What is newest first is moved on by what comes in meanwhile: so many rows are known again. */
const REMEMBERED_ROWS = 1_000
/** Pages are found by counting from the newest: beyond this a narrower time is the better question. */
const ROWS_MAX = 50_000

/** Asks the contract's own call page by page, as the person who asks for the file: the same filters, the same answers. */
export function exportRoute({ name, path, columns }: Export, source: ReadRoute): ReadRoute {
  const { access } = source
  if (!('level' in access) || access.level === undefined)
    throw new Error(`${path} is opened by no level: nobody could say who may read its file`)
  const parameters = [...path.matchAll(/\{\w+\}/g)].map(([parameter]) => `/${parameter}`)
  return readRoute({
    method: 'GET',
    path: `/portal/api/exports/${name}${parameters.join('')}`,
    access: { person: true, level: access.level, operation: operationOf(source) },
    summary: `${source.summary}: as a CSV file, at most ${ROWS_MAX} rows`,
    ...(source.refusals === undefined ? {} : { refusals: source.refusals }),
    tag: 'Portal lists',
    query: Type.Object(unpaged(source.query)),
    answer: Type.String(),
    answerType: 'text/csv',
    async read(db, call) {
      const ask = (place: object) =>
        source.read(db, { ...call, query: { ...call.query, ...place, size: PAGE_SIZE } })
      const first = await ask({})
      // What is refused is refused before the file begins.
      if (isRefusal(first)) return first
      const batches = readBatches(first as Answered, ask, columns)
      return csvFile(name, { header: columns, batches, now: call.now })
    },
  })
}

/** Without what says which page. */
function unpaged(query: TObject | undefined): Record<string, TSchema> {
  const { size, page_number, paging_state_token, ...own } = query?.properties ?? {}
  return own
}

/** Both forms of lists that the contract has: pages by number, and pages by a token. */
interface Answered {
  readonly items?: readonly object[]
  readonly movements?: readonly object[]
  readonly next_page?: number | null
  readonly paging_state_token?: string | null
}

async function* readBatches(
  first: Answered,
  ask: (place: object) => Promise<unknown | Refusal>,
  columns: readonly string[],
): AsyncGenerator<unknown[][]> {
  const seen = new Set<string>()
  let count = 0
  for (let page: Answered | null = first; page !== null && count < ROWS_MAX; page = await next(page, ask)) {
    const fresh = (page.items ?? page.movements ?? []).filter((row) => remember(seen, JSON.stringify(row)))
    count += fresh.length
    yield fresh.map((row) => columns.map((column) => memberOf(row, column)))
  }
}

async function next(
  page: Answered,
  ask: (place: object) => Promise<unknown | Refusal>,
): Promise<Answered | null> {
  const { next_page: number, paging_state_token: token } = page
  if (number == null && token == null) return null
  const answer = await ask(number == null ? { paging_state_token: token } : { page_number: String(number) })
  if (isRefusal(answer)) throw new Error(`a later page was refused: ${answer.name}`)
  return answer as Answered
}

/** @returns whether it is new. */
function remember(seen: Set<string>, row: string): boolean {
  if (seen.has(row)) return false
  seen.add(row)
  if (seen.size > REMEMBERED_ROWS) seen.delete(seen.values().next().value ?? row)
  return true
}

function memberOf(row: object, column: string): unknown {
  return column
    .split('.')
    .reduce<unknown>(
      (value, name) => (value === null ? null : (value as Record<string, unknown>)?.[name]),
      row,
    )
}
