import { Group, Select, UnstyledButton } from '@mantine/core'
import { ShoppingBag } from 'lucide-react'
import { useState } from 'react'
import { type Answer, urlOf } from '../../shared/api/call.ts'
import { exportCsv } from '../../shared/api/csv.ts'
import { useRead } from '../../shared/api/use-read.ts'
import { formatTime } from '../../shared/format/time.ts'
import { toWords } from '../../shared/format/words.ts'
import { Amount } from '../../shared/ui/amount.tsx'
import { DownloadButton } from '../../shared/ui/download-button.tsx'
import { Empty } from '../../shared/ui/empty.tsx'
import { DayFilters } from '../../shared/ui/filters.tsx'
import { ListTable } from '../../shared/ui/list-table.tsx'
import { Panel } from '../../shared/ui/panel.tsx'
import { StatusBadge } from '../../shared/ui/status-badge.tsx'
import { useListSearch } from '../../shared/ui/use-list-search.ts'
import type { Card } from './card-page.tsx'
import { PurchaseDrawer } from './purchase-drawer.tsx'

type Row = Answer<'GET /cards/transactions/{cardId}/search'>['movements'][number]

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
  const query = { ...dates, operations: kind?.operations, size: '10', page_number: String(search.page) }
  const movements = useRead('GET /cards/transactions/{cardId}/search', { path: { cardId: card.id }, query })
  const { data, error, isPlaceholderData, refetch } = movements
  const page = data === undefined ? undefined : { ...data, items: data.movements }
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
        query={{ data: page, error, isPlaceholderData, refetch }}
        idOf={({ id }: Row) => id}
        page={search.page}
        onPage={search.setPage}
        csv={exportCsv('card-transactions', query, [card.id])}
        columns={[
          {
            accessor: 'datetime',
            title: 'When',
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
            render: ({ merchant_name, operation }) => merchant_name ?? toWords(operation),
          },
          {
            accessor: 'bill_amount',
            title: 'Amount',
            textAlign: 'right',
            render: ({ bill_amount, bill_currency }) => <Amount value={bill_amount} unit={bill_currency} />,
          },
          { accessor: 'status', title: 'State', render: (row) => <MovementState row={row} /> },
          {
            accessor: 'decline_reason',
            title: 'Why',
            render: (row) => ('decline_reason' in row ? (row.decline_reason?.simple_reason ?? '') : ''),
          },
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

function MovementState({ row }: { readonly row: Row }) {
  if (row.operation === 'TRANSACTION_REJECTED') return <StatusBadge status="Declined" />
  if (row.operation === 'TRANSACTION_APPROVED')
    return <StatusBadge status={'status' in row && row.status !== 'SUCCESS' ? row.status : 'Approved'} />
  return <StatusBadge status={row.operation.replace(/^TRANSACTION_/, '')} />
}
