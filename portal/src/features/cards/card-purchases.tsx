import { Group, Select, UnstyledButton } from '@mantine/core'
import { ShoppingBag } from 'lucide-react'
import { useState } from 'react'
import { urlOf } from '../../shared/api/call.ts'
import { isZero } from '../../shared/format/amount.ts'
import { formatTime } from '../../shared/format/time.ts'
import { toWords } from '../../shared/format/words.ts'
import { Amount } from '../../shared/ui/amount.tsx'
import { DownloadButton } from '../../shared/ui/download-button.tsx'
import { Empty } from '../../shared/ui/empty.tsx'
import { DayFilters } from '../../shared/ui/filters.tsx'
import { ListTable } from '../../shared/ui/list-table.tsx'
import { Panel } from '../../shared/ui/panel.tsx'
import { StatusBadge } from '../../shared/ui/status-badge.tsx'
import { type ListRow, useList } from '../../shared/ui/use-list.ts'
import { useListSearch } from '../../shared/ui/use-list-search.ts'
import type { Card } from './card-page.tsx'
import { PurchaseDrawer } from './purchase-drawer.tsx'

type Row = ListRow<'card-movements'>

const DAY_MS = 86_400_000
const DAYS_SHOWN = 30

const KINDS = [
  { value: 'purchases', label: 'Purchases', operations: ['TRANSACTION_APPROVED', 'TRANSACTION_REJECTED'] },
  { value: 'declined', label: 'Declined purchases', operations: ['TRANSACTION_REJECTED'] },
  {
    value: 'postings',
    label: 'Clearings, reversals, refunds',
    operations: ['TRANSACTION_CLEARED', 'TRANSACTION_REVERSED', 'TRANSACTION_REFUND'],
  },
  {
    value: 'money',
    label: 'Deposits and corrections',
    operations: [
      'WALLET_DEPOSIT',
      'WALLET_WITHDRAWAL',
      'WARRANTY_DEPOSIT',
      'OVERRIDE_VIRTUAL_BALANCE',
      'VISA_DIRECT_DEPOSIT',
    ],
  },
]

export function CardPurchases({ card }: { readonly card: Card }) {
  const search = useListSearch()
  const [open, setOpen] = useState<string | null>(null)
  const kind = KINDS.find(({ value }) => value === search.text('kind')) ?? KINDS[0]
  const from = search.text('from') ?? new Date(Date.now() - DAYS_SHOWN * DAY_MS).toISOString().slice(0, 10)
  const dates = { from_date: from, to_date: search.text('to') }
  const movements = useList('card-movements', search, {
    ...dates,
    card_id: card.id,
    operation: kind?.operations.join(','),
  })
  return (
    <Panel
      title="Purchases and movements"
      actions={
        <DownloadButton
          label="Statement"
          fileName={`statement-${card.last4}.pdf`}
          url={urlOf('/cards/transactions/{cardId}/pdf', { cardId: card.id }, dates)}
        />
      }
    >
      <Group gap="xs" align="flex-end">
        <Select
          aria-label="Show"
          flex="1 1 220px"
          maw={{ base: '100%', sm: 250 }}
          allowDeselect={false}
          value={kind?.value ?? 'purchases'}
          data={KINDS}
          onChange={(value) => search.set({ kind: value })}
        />
        <DayFilters search={search} from={from} />
      </Group>
      <ListTable
        caption="Purchases and movements"
        idOf={({ id }: Row) => id}
        {...movements}
        onClear={undefined}
        columns={[
          {
            accessor: 'datetime',
            title: 'When',
            sortable: true,
            render: ({ id, datetime }) => (
              <UnstyledButton
                c="var(--mantine-color-anchor)"
                fz="sm"
                onClick={() => setOpen(id)}
                aria-haspopup="dialog"
              >
                {formatTime(datetime)}
              </UnstyledButton>
            ),
          },
          {
            accessor: 'merchant_name',
            title: 'Merchant',
            sortable: true,
            render: ({ merchant_name, operation }) =>
              merchant_name ?? (operation.startsWith('TRANSACTION_') ? 'Without a name' : toWords(operation)),
          },
          {
            accessor: 'bill_amount',
            title: 'Amount',
            sortable: true,
            textAlign: 'right',
            render: ({ bill_amount }) => <Amount value={bill_amount} unit="USD" />,
          },
          { accessor: 'status', title: 'State', render: (row) => <MovementState row={row} /> },
          {
            accessor: 'refunded_amount',
            title: 'Refunded',
            sortable: true,
            textAlign: 'right',
            render: ({ refunded_amount: refunded }) =>
              refunded === null || isZero(refunded) ? '' : <Amount value={refunded} unit="USD" />,
          },
          { accessor: 'decline_reason', title: 'Why' },
        ]}
        empty={
          <Empty
            icon={ShoppingBag}
            title="Nothing in these days"
            hint="Choose earlier days, or buy something: a purchase shows here by itself as soon as it is decided."
          />
        }
      />
      <PurchaseDrawer card={card} id={open} onClose={() => setOpen(null)} />
    </Panel>
  )
}

/** Of a purchase what has become of it, of whatever else what it is. */
function MovementState({ row: { operation, status, outcome } }: { readonly row: Row }) {
  if (operation === 'TRANSACTION_REJECTED') return <StatusBadge status="Declined" />
  if (outcome !== null && outcome !== 'NONE') return <StatusBadge status={OUTCOMES[outcome] ?? outcome} />
  if (operation === 'TRANSACTION_APPROVED')
    return <StatusBadge status={status === 'SUCCESS' ? 'Approved' : status} />
  return <StatusBadge status={operation.replace(/^TRANSACTION_/, '')} />
}

const OUTCOMES: Readonly<Record<string, string>> = {
  PARTIALLY_REVERSED: 'Partly reversed',
  PARTIALLY_REFUNDED: 'Partly refunded',
}
