import { ArrowLeftRight } from 'lucide-react'
import type { Answer } from '../../shared/api/call.ts'
import { exportCsv } from '../../shared/api/csv.ts'
import { useRead } from '../../shared/api/use-read.ts'
import { textField } from '../../shared/format/field.ts'
import { formatTime } from '../../shared/format/time.ts'
import { toWords } from '../../shared/format/words.ts'
import { Address, Transaction } from '../../shared/ui/address.tsx'
import { Amount } from '../../shared/ui/amount.tsx'
import { Empty } from '../../shared/ui/empty.tsx'
import { ChoiceFilter, chosen, DayFilters, Filters } from '../../shared/ui/filters.tsx'
import { ListTable } from '../../shared/ui/list-table.tsx'
import { StatusBadge } from '../../shared/ui/status-badge.tsx'
import { useListSearch } from '../../shared/ui/use-list-search.ts'

type Movement = Answer<'GET /mpc/treasury/transactions/search'>['movements'][number]

const OPERATIONS = ['DEPOSIT', 'TRANSFER', 'WITHDRAWAL']

export function TreasuryMovements({ walletIds }: { readonly walletIds: readonly string[] }) {
  const search = useListSearch()
  const operation = chosen(search, 'operation', OPERATIONS)
  const query = {
    wallet_ids: walletIds,
    operations: operation === undefined ? OPERATIONS : [operation],
    from_date: search.text('from'),
    to_date: search.text('to'),
    size: '20',
    page_number: String(search.page),
  }
  const { data, error, isPlaceholderData, refetch } = useRead('GET /mpc/treasury/transactions/search', {
    query,
  })
  const page = data === undefined ? undefined : { ...data, items: data.movements }
  return (
    <>
      <Filters>
        <ChoiceFilter search={search} name="operation" label="What" every="Everything" values={OPERATIONS} />
        <DayFilters search={search} />
      </Filters>
      <ListTable
        caption="Treasury movements"
        query={{ data: page, error, isPlaceholderData, refetch }}
        idOf={({ operation_id, wallet_id, operation: what }: Movement) =>
          `${operation_id} ${wallet_id} ${what}`
        }
        {...search.table}
        csv={exportCsv('treasury-movements', query)}
        columns={[
          { accessor: 'datetime', title: 'When', render: ({ datetime }) => formatTime(datetime) },
          { accessor: 'operation', title: 'What', render: ({ operation: what }) => toWords(what) },
          {
            accessor: 'amount',
            textAlign: 'right',
            render: ({ amount, operation: what, data: { token } }) => (
              <Amount value={amount} unit={token.symbol} sign={what === 'DEPOSIT' ? '+' : '−'} />
            ),
          },
          { accessor: 'status', title: 'State', render: ({ status }) => <StatusBadge status={status} /> },
          {
            accessor: 'other',
            title: 'Other side',
            render: ({ data: of, blockchain }) => (
              <Address
                value={textField(of, 'from_wallet_address') ?? textField(of, 'to_wallet_address')}
                blockchain={blockchain}
              />
            ),
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
