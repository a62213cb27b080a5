import { Anchor } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { CreditCard } from 'lucide-react'
import { useCan } from '../../shared/api/session.ts'
import { formatTime } from '../../shared/format/time.ts'
import { Amount } from '../../shared/ui/amount.tsx'
import { Empty } from '../../shared/ui/empty.tsx'
import { ChoiceFilter, Filters, TextFilter } from '../../shared/ui/filters.tsx'
import { ListTable } from '../../shared/ui/list-table.tsx'
import { Page } from '../../shared/ui/page.tsx'
import { StatusBadge } from '../../shared/ui/status-badge.tsx'
import { type ListRow, useList } from '../../shared/ui/use-list.ts'
import { useListSearch } from '../../shared/ui/use-list-search.ts'
import { CardsTabs } from './cards-tabs.tsx'
import { IssueCard } from './issue-card.tsx'
import { describeMethod, METHODS } from './methods.ts'

type Row = ListRow<'cards'>

const STATES = ['ACTIVE', 'FROZEN', 'BLOCKED', 'EXPIRED']

export function CardsPage() {
  const can = useCan()
  const search = useListSearch()
  const list = useList('cards', search, {
    status: search.text('status'),
    approval_method: search.text('method'),
  })
  const issue = can('cards', 2) ? <IssueCard /> : undefined
  return (
    <Page title="Cards" lead="Virtual Visa cards over one holding wallet." actions={issue}>
      <CardsTabs />
      <Filters>
        <TextFilter search={search} name="q" label="Holder, last four, e-mail or id" />
        <ChoiceFilter search={search} name="status" label="State" every="Every state" values={STATES} />
        <ChoiceFilter
          search={search}
          name="method"
          label="Approved by"
          every="Every approver"
          values={METHODS.map(({ value }) => value)}
          labelOf={describeMethod}
        />
      </Filters>
      <ListTable
        caption="Cards"
        {...list}
        idOf={({ id }: Row) => id}
        columns={[
          {
            accessor: 'card_holder_name',
            title: 'Holder',
            sortable: true,
            render: ({ id, card_holder_name }) => (
              <Anchor component={Link} to={`/cards/${id}`} size="sm" fw={500}>
                {card_holder_name}
              </Anchor>
            ),
          },
          { accessor: 'last4', title: 'Number', sortable: true, render: ({ last4 }) => `•••• ${last4}` },
          {
            accessor: 'status',
            title: 'State',
            sortable: true,
            render: ({ status }) => <StatusBadge status={status} />,
          },
          {
            accessor: 'available_credit',
            title: 'Available',
            textAlign: 'right',
            sortable: true,
            render: ({ available_credit }) =>
              available_credit === null ? '–' : <Amount value={available_credit} unit="USD" />,
          },
          {
            accessor: 'approval_method',
            title: 'Approved by',
            sortable: true,
            render: ({ approval_method }) => describeMethod(approval_method),
          },
          {
            accessor: 'created_at',
            title: 'Issued',
            sortable: true,
            render: ({ created_at }) => formatTime(created_at),
          },
        ]}
        empty={
          <Empty
            icon={CreditCard}
            title="No cards yet"
            hint="Issue the first one: it is ready to be topped up and used at once."
            action={issue}
          />
        }
      />
    </Page>
  )
}
