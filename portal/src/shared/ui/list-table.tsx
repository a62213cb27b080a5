import { Box, Button, Group, Pagination, Text, UnstyledButton, VisuallyHidden } from '@mantine/core'
import type { UseQueryResult } from '@tanstack/react-query'
import { DataTable, type DataTableColumn } from 'mantine-datatable'
import 'mantine-datatable/styles.css'
import { ArrowDown, ArrowUp, ChevronsUpDown, SearchX } from 'lucide-react'
import type { ReactNode } from 'react'
import type { CsvFile } from '../api/csv.ts'
import { toCount } from '../api/to-count.ts'
import { toWords } from '../format/words.ts'
import { DownloadButton } from './download-button.tsx'
import { Empty } from './empty.tsx'
import { ProblemAlert } from './problem-alert.tsx'
import type { ListSort } from './use-list-search.ts'

/** A page of a list. */
export interface ListPage<Row> {
  readonly items: readonly Row[]
  readonly total_pages: string
  readonly total_elements: string
  readonly as_of: string
}

/** As much of a read as a list needs. */
export interface ListSource<Row> extends Pick<UseQueryResult, 'error' | 'isPlaceholderData'> {
  readonly data: ListPage<Row> | undefined
  readonly refetch: () => unknown
}

interface ListTableProps<Row> {
  readonly query: ListSource<Row>
  readonly columns: DataTableColumn<Row>[]
  readonly idOf: (row: Row) => string
  readonly page: number
  readonly onPage: (page: number) => void
  readonly sort?: ListSort | undefined
  /** Of columns that say `sortable`. */
  readonly onSort?: (sort: ListSort) => void
  /** Nothing there at all. */
  readonly empty: ReactNode
  /** Takes the filters away that are set. */
  readonly onClear?: (() => void) | undefined
  /** Where the whole list comes as CSV. */
  readonly csv?: CsvFile
  readonly caption: string
}

/** A list that the server filters, sorts and cuts into pages. */
export function ListTable<Row>(props: ListTableProps<Row>) {
  const { query, columns, idOf, page, onPage, sort, onSort, empty, onClear, csv, caption } = props
  if (query.data === undefined && query.error !== null)
    return <ProblemAlert error={query.error} onRetry={() => query.refetch()} />
  const rows = query.data?.items ?? []
  const total = toCount(query.data?.total_elements ?? '0')
  const pages = toCount(query.data?.total_pages ?? '1')
  if (query.data !== undefined && total === 0)
    return onClear === undefined ? <Box>{empty}</Box> : <NothingLikeThat onClear={onClear} />
  return (
    <Box aria-busy={query.data === undefined || query.isPlaceholderData}>
      <DataTable<Row>
        withTableBorder
        borderRadius="md"
        verticalSpacing="sm"
        minHeight={query.data === undefined ? 160 : 0}
        fetching={query.data === undefined || query.isPlaceholderData}
        loaderColor="kelp"
        columns={columns.map((column) => withSort(column, sort, onSort))}
        records={[...rows]}
        idAccessor={(row) => idOf(row)}
        noRecordsText="Loading"
        defaultColumnProps={{ noWrap: true }}
        styles={{ table: { minWidth: 'max-content' } }}
        scrollAreaProps={{ viewportProps: { tabIndex: 0, role: 'region', 'aria-label': caption } }}
      />
      <Group justify="space-between" mt="sm" gap="xs">
        <Text size="sm" c="dimmed">
          {query.data === undefined ? 'Loading' : `${total} in all`}
        </Text>
        <Group gap="xs">
          {pages > 1 ? (
            <Pagination
              size="sm"
              total={pages}
              value={page}
              onChange={onPage}
              getControlProps={(control) => ({ 'aria-label': `${control} page` })}
            />
          ) : null}
          {csv === undefined ? null : <DownloadButton url={csv.url} fileName={csv.fileName} label="CSV" />}
        </Group>
      </Group>
    </Box>
  )
}

/** A button in the header: the table's own way makes the header itself one, which then is no header to a screen reader. */
function withSort<Row>(
  { sortable, title, ...column }: DataTableColumn<Row>,
  sort: ListSort | undefined,
  onSort: ((sort: ListSort) => void) | undefined,
): DataTableColumn<Row> {
  const field = String(column.accessor)
  const shown = title ?? toWords(field)
  if (sortable !== true || onSort === undefined) return { ...column, title: shown }
  const current = sort?.field === field ? sort : undefined
  const isDescending = current !== undefined && !current.isDescending
  const Icon = current === undefined ? ChevronsUpDown : current.isDescending ? ArrowDown : ArrowUp
  return {
    ...column,
    title: (
      <UnstyledButton fz="sm" fw={700} onClick={() => onSort({ field, isDescending })}>
        <Group gap={4} wrap="nowrap" display="inline-flex">
          {shown}
          <Icon size={14} aria-hidden opacity={current === undefined ? 0.5 : 1} />
        </Group>
        <VisuallyHidden>
          {current === undefined ? 'sort' : `sorted ${current.isDescending ? 'down' : 'up'}`}
        </VisuallyHidden>
      </UnstyledButton>
    ),
  }
}

function NothingLikeThat({ onClear }: { readonly onClear: () => void }) {
  return (
    <Empty
      icon={SearchX}
      title="Nothing like that"
      hint="Look for something else, or take the filters away."
      action={
        <Button size="xs" variant="default" onClick={onClear}>
          Clear the filters
        </Button>
      }
    />
  )
}
