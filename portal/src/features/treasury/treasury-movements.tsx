import { ArrowLeftRight } from 'lucide-react'
import { formatTime } from '../../shared/format/time.ts'
import { Empty } from '../../shared/ui/empty.tsx'
import { ListTable } from '../../shared/ui/list-table.tsx'
import { MovementFilters, movementColumns } from '../../shared/ui/movement-list.tsx'
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
      <MovementFilters search={search} operations={OPERATIONS} states={STATES} />
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
          ...movementColumns<Movement>((operation) => (operation === 'DEPOSIT' ? '+' : '−')),
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
