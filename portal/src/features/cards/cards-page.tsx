import { Anchor, Group, Select, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { Link } from '@tanstack/react-router'
import { CreditCard, Search } from 'lucide-react'
import type { Answer } from '../../shared/api/call.ts'
import { useCan } from '../../shared/api/session.ts'
import { useRead } from '../../shared/api/use-read.ts'
import { toWords } from '../../shared/format/words.ts'
import { Empty } from '../../shared/ui/empty.tsx'
import { ListTable } from '../../shared/ui/list-table.tsx'
import { Page } from '../../shared/ui/page.tsx'
import { StatusBadge } from '../../shared/ui/status-badge.tsx'
import { useListSearch } from '../../shared/ui/use-list-search.ts'
import { pagesOf } from '../../shared/ui/whole-list.ts'
import { CardsTabs } from './cards-tabs.tsx'
import { IssueCard } from './issue-card.tsx'
import { describeMethod } from './methods.ts'

type Card = Answer<'GET /cards/virtual-cards/list'>[number]

const STATES = ['ACTIVE', 'FROZEN', 'BLOCKED', 'EXPIRED']

export function CardsPage() {
  const can = useCan()
  const search = useListSearch()
  const status = search.text('status')
  const text = (search.text('q') ?? '').toLowerCase()
  const find = useDebouncedCallback((q: string) => search.set({ q }), 250)
  const isFiltered = status !== undefined || text !== ''
  const cards = pagesOf(useRead('GET /cards/virtual-cards/list', {}), {
    page: search.page,
    matches: (card: Card) =>
      (status === undefined || card.status === status) &&
      [card.card_holder_name, card.last4, card.id].some((field) => field.toLowerCase().includes(text)),
  })
  const issue = can('cards', 2) ? <IssueCard /> : undefined
  return (
    <Page title="Cards" lead="Virtual Visa cards over one holding wallet." actions={issue}>
      <CardsTabs />
      <Group gap="xs">
        <Select
          aria-label="State"
          placeholder="Every state"
          clearable
          value={status ?? null}
          data={STATES.map((value) => ({ value, label: toWords(value) }))}
          onChange={(value) => search.set({ status: value })}
        />
        <TextInput
          aria-label="Find a card"
          placeholder="Holder, last four or id"
          leftSection={<Search size={16} aria-hidden />}
          defaultValue={search.text('q') ?? ''}
          onChange={({ currentTarget }) => find(currentTarget.value.trim())}
        />
      </Group>
      <ListTable
        caption="Cards"
        query={cards}
        idOf={({ id }: Card) => id}
        page={search.page}
        onPage={search.setPage}
        columns={[
          {
            accessor: 'card_holder_name',
            title: 'Holder',
            render: ({ id, card_holder_name }) => (
              <Anchor component={Link} to={`/cards/${id}`} size="sm" fw={500}>
                {card_holder_name}
              </Anchor>
            ),
          },
          { accessor: 'last4', title: 'Number', render: ({ last4 }) => `•••• ${last4}` },
          {
            accessor: 'status',
            title: 'State',
            render: ({ status: state }) => <StatusBadge status={state} />,
          },
          {
            accessor: 'approval_method',
            title: 'Approved by',
            render: ({ approval_method }) => describeMethod(approval_method),
          },
        ]}
        empty={
          <Empty
            icon={CreditCard}
            title={isFiltered ? 'No card like that' : 'No cards yet'}
            hint={
              isFiltered
                ? 'Take the filter away, or look for the holder, the last four digits or the id.'
                : 'Issue the first one: it is ready to be topped up and used at once.'
            }
            action={isFiltered ? undefined : issue}
          />
        }
      />
    </Page>
  )
}
