import type { UseQueryResult } from '@tanstack/react-query'
import type { ListSource } from './list-table.tsx'

interface Shown<Row> {
  readonly matches: (row: Row) => boolean
  readonly page: number
}

const SIZE = 20

/** A list that the contract gives as a bare array, cut into pages here. */
export function pagesOf<Row>(
  query: UseQueryResult<readonly Row[]>,
  { matches, page }: Shown<Row>,
): ListSource<Row> {
  const { data, error, isPlaceholderData, refetch } = query
  if (data === undefined) return { data, error, isPlaceholderData, refetch }
  const rows = data.filter(matches)
  return {
    data: {
      items: rows.slice((page - 1) * SIZE, page * SIZE),
      total_pages: String(Math.max(1, Math.ceil(rows.length / SIZE))),
      total_elements: String(rows.length),
    },
    error: null,
    isPlaceholderData,
    refetch,
  }
}
