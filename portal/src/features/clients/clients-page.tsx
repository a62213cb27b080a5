import { Anchor, Button, Group } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { Building2, Plus, Users } from 'lucide-react'
import { useCan } from '../../shared/api/session.ts'
import { formatTime } from '../../shared/format/time.ts'
import { toWords } from '../../shared/format/words.ts'
import { Empty } from '../../shared/ui/empty.tsx'
import { ChoiceFilter, chosen, Filters, TextFilter } from '../../shared/ui/filters.tsx'
import { ListTable } from '../../shared/ui/list-table.tsx'
import { Page } from '../../shared/ui/page.tsx'
import { StatusBadge } from '../../shared/ui/status-badge.tsx'
import { type ListRow, useList } from '../../shared/ui/use-list.ts'
import { useListSearch } from '../../shared/ui/use-list-search.ts'

type Row = ListRow<'clients'>

const STATES = ['pending', 'in_review', 'active', 'rejected'] as const
const KINDS = ['individual', 'business'] as const

export function ClientsPage() {
  const search = useListSearch()
  const list = useList('clients', search, {
    status: chosen(search, 'status', STATES),
    type: chosen(search, 'kind', KINDS),
  })
  return (
    <Page
      title="Clients"
      lead="The people and businesses that you serve. The banking partner checks who they are; then they can have wallets, bank accounts and ramps."
      actions={<NewClient />}
    >
      <Filters>
        <TextFilter search={search} name="q" label="Name, e-mail or id" />
        <ChoiceFilter search={search} name="status" label="State" every="Every state" values={STATES} />
        <ChoiceFilter search={search} name="kind" label="Kind" every="Both kinds" values={KINDS} />
      </Filters>
      <ListTable
        caption="Clients"
        {...list}
        idOf={({ id }: Row) => id}
        columns={[
          {
            accessor: 'name',
            title: 'Name',
            sortable: true,
            render: ({ id, name }) => (
              <Anchor component={Link} to={`/clients/${id}`} size="sm" fw={500}>
                {name ?? 'No name yet'}
              </Anchor>
            ),
          },
          { accessor: 'email', title: 'E-mail', sortable: true, render: ({ email }) => email ?? '–' },
          { accessor: 'type', title: 'Kind', sortable: true, render: ({ type }) => toWords(type) },
          {
            accessor: 'status',
            title: 'State',
            sortable: true,
            render: ({ status }) => <StatusBadge status={status} />,
          },
          {
            accessor: 'created_at',
            title: 'Since',
            sortable: true,
            render: ({ created_at }) => formatTime(created_at),
          },
        ]}
        empty={
          <Empty
            icon={Users}
            title="No clients yet"
            hint="Enter the first one. Once the partner has approved it, link a wallet to it: then fiat can come in and go out."
            action={<NewClient />}
          />
        }
      />
    </Page>
  )
}

function NewClient() {
  const can = useCan()
  // Level 1 of a key makes an individual, but not the role that only reads.
  if (!can('virtual_wallets', 2)) return null
  return (
    <Group gap="xs">
      {can('management', 3) ? (
        <Button
          component={Link}
          to="/clients/new-business"
          variant="default"
          leftSection={<Building2 size={16} aria-hidden />}
        >
          New business
        </Button>
      ) : null}
      <Button component={Link} to="/clients/new-individual" leftSection={<Plus size={16} aria-hidden />}>
        New individual
      </Button>
    </Group>
  )
}
