import { ArrowLeftRight } from 'lucide-react'
import { useCan } from '../../shared/api/session.ts'
import { formatTime } from '../../shared/format/time.ts'
import { Empty } from '../../shared/ui/empty.tsx'
import { ListTable } from '../../shared/ui/list-table.tsx'
import { MovementFilters, movementColumns } from '../../shared/ui/movement-list.tsx'
import { Panel } from '../../shared/ui/panel.tsx'
import { type ListRow, useList } from '../../shared/ui/use-list.ts'
import { useListSearch } from '../../shared/ui/use-list-search.ts'
import type { Wallet } from './wallet-page.tsx'

type Movement = ListRow<'wallet-movements'>

const IN: readonly string[] = ['DEPOSIT', 'TRANSFER_IN', 'HOLDING_CREDIT', 'RAMP_ON_TRANSFER']
const OUT: readonly string[] = [
  'WITHDRAWAL',
  'USER_WITHDRAWAL',
  'TRANSFER_OUT',
  'RAMP_OFF_TRANSFER',
  'DEPOSIT_REVERTED',
]

const OPERATIONS = [...IN, ...OUT, 'OVERRIDE_VIRTUAL_BALANCE']
const STATES = ['PENDING', 'PROCESSING', 'COMPLETED', 'FAILED', 'CANCELLED']

export function WalletMovements({ wallet }: { readonly wallet: Wallet }) {
  const can = useCan()
  if (can('virtual_wallets', 2)) return <Movements wallet={wallet} />
  return (
    <Panel title="Movements">
      <Empty
        icon={ArrowLeftRight}
        title="Movements need the role Operator"
        hint="An Admin can give it to you in Settings, Users."
      />
    </Panel>
  )
}

function Movements({ wallet }: { readonly wallet: Wallet }) {
  const search = useListSearch()
  const movements = useList('wallet-movements', search, {
    wallet_id: wallet.id,
    operation: search.text('operation'),
    status: search.text('status'),
    from_date: search.text('from'),
    to_date: search.text('to'),
  })
  return (
    <Panel title="Movements">
      <MovementFilters search={search} operations={OPERATIONS} states={STATES} />
      <ListTable
        caption="Movements"
        idOf={({ id }: Movement) => id}
        {...movements}
        columns={[
          { accessor: 'date', title: 'When', sortable: true, render: ({ date }) => formatTime(date) },
          ...movementColumns<Movement>(signOf),
        ]}
        empty={
          <Empty
            icon={ArrowLeftRight}
            title="Nothing has moved yet"
            hint="Send tokens to the deposit address: the deposit shows here by itself, as soon as its block is seen."
          />
        }
      />
    </Panel>
  )
}

function signOf(operation: string): '+' | '−' | undefined {
  if (IN.includes(operation)) return '+'
  return OUT.includes(operation) ? '−' : undefined
}
