import { Anchor, Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { ArrowLeftRight, X } from 'lucide-react'
import { useCan } from '../../shared/api/session.ts'
import { formatTime } from '../../shared/format/time.ts'
import { Amount } from '../../shared/ui/amount.tsx'
import { Empty } from '../../shared/ui/empty.tsx'
import { ChoiceFilter, chosen, DayFilters, Filters, TextFilter } from '../../shared/ui/filters.tsx'
import { ListTable } from '../../shared/ui/list-table.tsx'
import { Page } from '../../shared/ui/page.tsx'
import { StatusBadge } from '../../shared/ui/status-badge.tsx'
import { type ListRow, useList } from '../../shared/ui/use-list.ts'
import { useListSearch } from '../../shared/ui/use-list-search.ts'
import { StartCard } from './start-card.tsx'
import { StartOffRamp } from './start-off-ramp.tsx'
import { StartOnRamp } from './start-on-ramp.tsx'
import { CURRENCIES, describeDirection, describeRail } from './states.ts'

type Row = ListRow<'ramps'>

const STATES = ['PENDING', 'PROCESSING', 'COMPLETED', 'FAILED', 'CANCELLED'] as const
const TYPES = ['RAMP_ON', 'RAMP_OFF'] as const

export function RampsPage() {
  const can = useCan()
  const search = useListSearch()
  const client = search.text('client')
  const list = useList('ramps', search, {
    client_id: client,
    status: chosen(search, 'status', STATES),
    type: chosen(search, 'type', TYPES),
    currency: chosen(search, 'currency', CURRENCIES),
    from_date: search.text('from'),
    to_date: search.text('to'),
  })
  const start = can('virtual_wallets', 2) ? <Start /> : undefined
  return (
    <Page
      title="Ramps"
      lead="Fiat becomes the balance of a wallet, or the other way round, through the banking partner."
      actions={start}
    >
      <Filters>
        <TextFilter search={search} name="q" label="Client, wallet or id" />
        <ChoiceFilter search={search} name="status" label="State" every="Every state" values={STATES} />
        <ChoiceFilter
          search={search}
          name="type"
          label="Direction"
          every="In and out"
          values={TYPES}
          labelOf={describeDirection}
        />
        <ChoiceFilter
          search={search}
          name="currency"
          label="Currency"
          every="Every currency"
          values={CURRENCIES}
        />
        <DayFilters search={search} />
        {client === undefined ? null : (
          <Button
            variant="default"
            rightSection={<X size={14} aria-hidden />}
            onClick={() => search.set({ client: null })}
          >
            Of one client
          </Button>
        )}
      </Filters>
      <ListTable
        caption="Ramps"
        {...list}
        idOf={({ id }: Row) => id}
        columns={[
          {
            accessor: 'created_at',
            title: 'When',
            sortable: true,
            render: ({ id, created_at }) => (
              <Anchor component={Link} to={`/ramps/${id}`} size="sm" fw={500}>
                {formatTime(created_at)}
              </Anchor>
            ),
          },
          {
            accessor: 'type',
            title: 'Direction',
            sortable: true,
            render: ({ type }) => describeDirection(type),
          },
          {
            accessor: 'client_name',
            title: 'Client',
            sortable: true,
            render: ({ client_id, client_name }) => (
              <Anchor component={Link} to={`/clients/${client_id}`} size="sm">
                {client_name}
              </Anchor>
            ),
          },
          {
            accessor: 'wallet_alias',
            title: 'Wallet',
            sortable: true,
            render: ({ wallet_id, wallet_alias }) => (
              <Anchor component={Link} to={`/wallets/${wallet_id}`} size="sm">
                {wallet_alias}
              </Anchor>
            ),
          },
          {
            accessor: 'origin_amount',
            title: 'Given',
            textAlign: 'right',
            render: ({ origin_amount, origin_currency }) => (
              <Amount value={origin_amount} unit={origin_currency} />
            ),
          },
          {
            accessor: 'final_amount',
            title: 'Got',
            textAlign: 'right',
            render: ({ final_amount, final_currency }) => (
              <Amount value={final_amount} unit={final_currency} />
            ),
          },
          {
            accessor: 'payment_rail',
            title: 'Rail',
            sortable: true,
            render: ({ payment_rail }) => describeRail(payment_rail),
          },
          {
            accessor: 'status',
            title: 'State',
            sortable: true,
            render: ({ status }) => <StatusBadge status={status} />,
          },
        ]}
        empty={
          <Empty
            icon={ArrowLeftRight}
            title="No ramps yet"
            hint="A ramp needs a wallet on POLYGON or TRON that is linked to an active client. Enter a client, link its wallet, then start one here."
            action={
              <Button component={Link} to="/clients" size="xs" variant="default">
                To the clients
              </Button>
            }
          />
        }
      />
    </Page>
  )
}

function Start() {
  return (
    <>
      <StartCard />
      <StartOffRamp />
      <StartOnRamp />
    </>
  )
}
