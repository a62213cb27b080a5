import { Stack, Text } from '@mantine/core'
import { CircleCheckBig } from 'lucide-react'
import { useCan, useSession } from '../../shared/api/session.ts'
import { useRead } from '../../shared/api/use-read.ts'
import { formatTime } from '../../shared/format/time.ts'
import { toWords } from '../../shared/format/words.ts'
import { Address } from '../../shared/ui/address.tsx'
import { Amount } from '../../shared/ui/amount.tsx'
import { Empty } from '../../shared/ui/empty.tsx'
import { ChoiceFilter, DayFilters, Filters } from '../../shared/ui/filters.tsx'
import { ListTable } from '../../shared/ui/list-table.tsx'
import { StatusBadge } from '../../shared/ui/status-badge.tsx'
import { useList } from '../../shared/ui/use-list.ts'
import { useListSearch } from '../../shared/ui/use-list-search.ts'
import { type Approval, DecideApproval } from './decide-approval.tsx'
import { SettingsFrame } from './settings-frame.tsx'

const STATES = ['PENDING', 'APPROVED', 'REJECTED', 'EXPIRED'] as const

export function ApprovalsPage() {
  const search = useListSearch()
  const approvals = useList('approvals', search, {
    status: search.text('status'),
    from_date: search.text('from'),
    to_date: search.text('to'),
  })
  const nameOf = useNames()
  const { user } = useSession()
  const mayDecide = useCan()('management', 3)
  return (
    <SettingsFrame lead="Payments and changes that wait for a second person. Nobody approves what they asked for themselves.">
      <Filters>
        <ChoiceFilter search={search} name="status" label="State" every="Every state" values={STATES} />
        <DayFilters search={search} />
      </Filters>
      <ListTable
        caption="Approvals"
        idOf={({ id }: Approval) => id}
        {...approvals}
        columns={[
          {
            accessor: 'created_at',
            title: 'Asked',
            sortable: true,
            render: ({ created_at }) => formatTime(created_at),
          },
          {
            accessor: 'operation',
            title: 'What',
            sortable: true,
            render: ({ operation }) => toWords(operation ?? ''),
          },
          {
            accessor: 'usd_value',
            title: 'Amount',
            sortable: true,
            textAlign: 'right',
            render: ({ amount, token_symbol }) =>
              amount === null ? '–' : <Amount value={amount} unit={token_symbol} />,
          },
          { accessor: 'to_address', title: 'To', render: ({ to_address }) => <Address value={to_address} /> },
          { accessor: 'requested_by', title: 'By', render: ({ requested_by }) => nameOf(requested_by ?? '') },
          {
            accessor: 'status',
            title: 'State',
            sortable: true,
            render: ({ status: state }) => <StatusBadge status={state} />,
          },
          {
            accessor: 'expires_at',
            title: 'Until',
            sortable: true,
            render: ({ expires_at }) => formatTime(expires_at),
          },
          {
            accessor: 'decide',
            title: 'Decide',
            render: (approval) => {
              if (approval.status !== 'PENDING' || !mayDecide)
                return <Decisions of={approval} nameOf={nameOf} />
              if ((approval.requested_by ?? '').split(' ').includes(`user:${user.id}`))
                return <Text size="xs">Waits for another Admin</Text>
              return <DecideApproval approval={approval} asker={nameOf(approval.requested_by ?? '')} />
            },
          },
        ]}
        empty={
          <Empty
            icon={CircleCheckBig}
            title="Nothing waits"
            hint="A policy with “approval above” makes larger payments wait here for another person."
          />
        }
      />
    </SettingsFrame>
  )
}

/** Who a caller is, for people: an e-mail; other callers as they are written. */
function useNames(): (callers: string) => string {
  const users = useRead('GET /management/users', {}).data ?? []
  const emails = new Map(users.map(({ id, email }) => [`user:${id}`, email]))
  return (callers) =>
    callers
      .split(' ')
      .map((caller) => emails.get(caller) ?? caller)
      .join(', ')
}

function Decisions({ of, nameOf }: { readonly of: Approval; readonly nameOf: (callers: string) => string }) {
  return (
    <Stack gap={0}>
      {of.decisions.map(({ by, decision, comment }) => (
        <Text key={by} size="xs">
          {toWords(decision)} by {nameOf(by)}
          {comment === null ? '' : `: ${comment}`}
        </Text>
      ))}
    </Stack>
  )
}
