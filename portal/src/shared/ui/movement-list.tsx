import type { DataTableColumn } from 'mantine-datatable'
import { toWords } from '../format/words.ts'
import { Address, Transaction } from './address.tsx'
import { Amount } from './amount.tsx'
import { ChoiceFilter, DayFilters, Filters, TextFilter } from './filters.tsx'
import { StatusBadge } from './status-badge.tsx'
import type { ListRow } from './use-list.ts'
import type { ListSearch } from './use-list-search.ts'

/** What movements of wallets of every kind have. */
type Movement = Pick<
  ListRow<'wallet-movements'> | ListRow<'treasury-movements'>,
  'operation' | 'amount' | 'token_symbol' | 'status' | 'other_side' | 'transaction_hash' | 'blockchain'
>

interface MovementFiltersProps {
  readonly search: ListSearch
  readonly operations: readonly string[]
  readonly states: readonly string[]
}

export function MovementFilters({ search, operations, states }: MovementFiltersProps) {
  return (
    <Filters>
      <ChoiceFilter search={search} name="operation" label="What" every="Everything" values={operations} />
      <ChoiceFilter search={search} name="status" label="State" every="Every state" values={states} />
      <TextFilter search={search} name="q" label="Address, transaction or id" />
      <DayFilters search={search} />
    </Filters>
  )
}

/** Behind the one that says when. */
export function movementColumns<Row extends Movement>(
  signOf: (operation: string) => '+' | '−' | undefined,
): DataTableColumn<Row>[] {
  return [
    {
      accessor: 'operation',
      title: 'What',
      sortable: true,
      render: ({ operation }) => toWords(operation),
    },
    {
      accessor: 'usd_value',
      title: 'Amount',
      sortable: true,
      textAlign: 'right',
      render: ({ amount, operation, token_symbol }) => (
        <Amount value={amount} unit={token_symbol} sign={signOf(operation)} />
      ),
    },
    {
      accessor: 'status',
      title: 'State',
      sortable: true,
      render: ({ status }) => <StatusBadge status={status} />,
    },
    {
      accessor: 'other_side',
      title: 'Other side',
      render: ({ other_side, blockchain }) => <Address value={other_side} blockchain={blockchain} />,
    },
    {
      accessor: 'transaction_hash',
      title: 'Transaction',
      render: ({ transaction_hash, blockchain }) => (
        <Transaction value={transaction_hash} blockchain={blockchain} />
      ),
    },
  ]
}
