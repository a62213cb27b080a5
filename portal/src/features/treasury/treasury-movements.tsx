import { ArrowLeftRight } from 'lucide-react'
import { formatTime } from '../../shared/format/time.ts'
import { toWords } from '../../shared/format/words.ts'
import { Address, Transaction } from '../../shared/ui/address.tsx'
import { Amount } from '../../shared/ui/amount.tsx'
import { Empty } from '../../shared/ui/empty.tsx'
import { ChoiceFilter, DayFilters, Filters, TextFilter } from '../../shared/ui/filters.tsx'
import { ListTable } from '../../shared/ui/list-table.tsx'
import { StatusBadge } from '../../shared/ui/status-badge.tsx'
import { type ListRow, useList } from '../../shared/ui/use-list.ts'
import { useListSearch } from '../../shared/ui/use-list-search.ts'

type Movement = ListRow<'treasury-movements'>

const OPERATIONS = ['DEPOSIT', 'TRANSFER', 'WITHDRAWAL']
const STATES = ['PENDING', 'SUCCESS', 'FAILED', 'MANUAL_CHECK']

/** Of one wallet, or of all. */
export function TreasuryMovements({ walletId }: { readonly walletId?: string }) {
  const search = useListSearch()
  const movements = useList('treasury-movements', search, {
    wallet_id: walletId,
    operation: search.text('operation'),
    status: search.text('status'),
    from_date: search.text('from'),
    to_date: search.text('to'),
  })
  return (
    <>
      <Filters>
        <ChoiceFilter search={search} name="operation" label="What" every="Everything" values={OPERATIONS} />
        <ChoiceFilter search={search} name="status" label="State" every="Every state" values={STATES} />
        <TextFilter search={search} name="q" label="Address, transaction or id" />
        <DayFilters search={search} />
      </Filters>
      <ListTable
        caption="Treasury movements"
        idOf={({ operation_id, wallet_id, operation }: Movement) =>
          `${operation_id} ${wallet_id} ${operation}`
        }
        {...movements}
        columns={[
          {
            accessor: 'datetime',
            title: 'When',
            sortable: true,
            render: ({ datetime }) => formatTime(datetime),
          },
          ...(walletId === undefined ? [{ accessor: 'wallet_alias', title: 'Wallet', sortable: true }] : []),
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
              <Amount value={amount} unit={token_symbol} sign={operation === 'DEPOSIT' ? '+' : '−'} />
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
        ]}
        empty={
          <Empty
            icon={ArrowLeftRight}
            title="Nothing has moved yet"
            hint="Send coin or tokens to the address of a wallet: the deposit shows here by itself."
          />
        }
      />
    </>
  )
}
