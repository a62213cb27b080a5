import type { Answer, CallName, Input } from '../api/call.ts'
import { listCsv } from '../api/csv.ts'
import { useRead } from '../api/use-read.ts'
import type { ListSource } from './list-table.tsx'
import type { ListSearch } from './use-list-search.ts'

type ListCall = Extract<CallName, `GET /portal/api/lists/${string}`>
export type ListName = ListCall extends `GET /portal/api/lists/${infer Name}` ? Name : never
export type ListRow<N extends ListName> = Answer<`GET /portal/api/lists/${N}`>['items'][number]

/** The parameters of its own: those for the page and the order come from the address. */
type Filters<N extends ListName> = {
  readonly [K in Exclude<
    keyof NonNullable<Input<`GET /portal/api/lists/${N}`>['query']>,
    keyof ListSearch['asked'] | 'format'
  >]?: string | undefined
}

/** A list, found, ordered and cut into pages by the server: what a table of it is given. */
export function useList<N extends ListName>(name: N, search: ListSearch, filters: Filters<N> = {}) {
  const query = { ...filters, ...search.asked }
  const call: ListCall = `GET /portal/api/lists/${name}`
  const source: unknown = useRead(call, { query } as Input<ListCall>)
  const list = source as ListSource<ListRow<N>>
  const onPage = (page: number) => search.setPage(page, list.data?.as_of)
  return { ...search.table, onPage, query: list, csv: listCsv(name, query) }
}
