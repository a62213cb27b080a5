import { Box, Table } from '@mantine/core'
import type { ReactNode } from 'react'

export interface Column<Row> {
  readonly title: string
  readonly isRight?: boolean
  /** Sentences: they are broken into lines instead of making the table wider. */
  readonly isLong?: boolean
  readonly cell: (row: Row) => ReactNode
}

interface PlainTableProps<Row> {
  readonly caption: string
  readonly rows: readonly Row[]
  readonly columns: readonly Column<Row>[]
  readonly idOf: (row: Row) => string
}

/** A short table that is whole on its page. */
export function PlainTable<Row>({ caption, rows, columns, idOf }: PlainTableProps<Row>) {
  return (
    <Table.ScrollContainer
      minWidth={columns.length * 110}
      scrollAreaProps={{ viewportProps: { tabIndex: 0, role: 'region', 'aria-label': caption } }}
    >
      <Table verticalSpacing="xs" aria-label={caption} style={{ whiteSpace: 'nowrap' }}>
        <Table.Thead>
          <Table.Tr>
            {columns.map(({ title, isRight }) => (
              <Table.Th key={title} ta={isRight === true ? 'right' : 'left'}>
                {title === '' ? <Box component="span" aria-hidden /> : title}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row) => (
            <Table.Tr key={idOf(row)}>
              {columns.map(({ title, isRight, isLong, cell }) => (
                <Table.Td
                  key={title}
                  ta={isRight === true ? 'right' : 'left'}
                  {...(isLong === true ? { miw: '14rem', style: { whiteSpace: 'normal' } } : {})}
                >
                  {cell(row)}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  )
}
