import { Button, Select, Stack, Text, Textarea } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useDisclosure } from '@mantine/hooks'
import { CircleCheckBig } from 'lucide-react'
import { type Answer, call } from '../../shared/api/call.ts'
import { exportCsv } from '../../shared/api/csv.ts'
import { useAction } from '../../shared/api/use-action.ts'
import { useRead } from '../../shared/api/use-read.ts'
import { formatTime } from '../../shared/format/time.ts'
import { toWords } from '../../shared/format/words.ts'
import { Address } from '../../shared/ui/address.tsx'
import { Amount } from '../../shared/ui/amount.tsx'
import { Empty } from '../../shared/ui/empty.tsx'
import { ChoiceFilter, chosen, Filters } from '../../shared/ui/filters.tsx'
import { FormModal } from '../../shared/ui/form-modal.tsx'
import { ListTable } from '../../shared/ui/list-table.tsx'
import { StatusBadge } from '../../shared/ui/status-badge.tsx'
import { useListSearch } from '../../shared/ui/use-list-search.ts'
import { SettingsFrame } from './settings-frame.tsx'

type Approval = Answer<'GET /management/approvals'>['items'][number]

const STATES = ['PENDING', 'APPROVED', 'REJECTED', 'EXPIRED'] as const

export function ApprovalsPage() {
  const search = useListSearch()
  const status = chosen(search, 'status', STATES)
  const query = { status, size: '20', page_number: String(search.page) }
  const approvals = useRead('GET /management/approvals', { query })
  return (
    <SettingsFrame lead="Payments and changes that wait for a second person. Nobody approves what they asked for themselves.">
      <Filters>
        <ChoiceFilter search={search} name="status" label="State" every="Every state" values={STATES} />
      </Filters>
      <ListTable
        caption="Approvals"
        query={approvals}
        idOf={({ id }: Approval) => id}
        {...search.table}
        csv={exportCsv('approvals', query)}
        columns={[
          { accessor: 'created_at', title: 'Asked', render: ({ created_at }) => formatTime(created_at) },
          { accessor: 'operation', title: 'What', render: ({ operation }) => toWords(operation) },
          {
            accessor: 'amount',
            textAlign: 'right',
            render: ({ amount }) => (amount === null ? '–' : <Amount value={amount} />),
          },
          { accessor: 'to_address', title: 'To', render: ({ to_address }) => <Address value={to_address} /> },
          { accessor: 'requested_by', title: 'By' },
          {
            accessor: 'status',
            title: 'State',
            render: ({ status: state }) => <StatusBadge status={state} />,
          },
          { accessor: 'expires_at', title: 'Until', render: ({ expires_at }) => formatTime(expires_at) },
          {
            accessor: 'decide',
            title: 'Decide',
            render: (approval) =>
              approval.status === 'PENDING' ? <Decide approval={approval} /> : <Decisions of={approval} />,
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

function Decisions({ of }: { readonly of: Approval }) {
  return (
    <Stack gap={0}>
      {of.decisions.map(({ by, decision, comment }) => (
        <Text key={by} size="xs">
          {toWords(decision)} by {by}
          {comment === null ? '' : `: ${comment}`}
        </Text>
      ))}
    </Stack>
  )
}

type Decision = 'APPROVE' | 'REJECT'

function Decide({ approval }: { readonly approval: Approval }) {
  const [isOpen, { open, close }] = useDisclosure()
  const form = useForm({ initialValues: { decision: 'APPROVE' as Decision, comment: '' } })
  const action = useAction(({ decision, comment }: typeof form.values, idempotencyKey) => {
    const body = { decision, comment: comment.trim() === '' ? null : comment.trim() }
    return call(
      'POST /management/approvals/{approvalId}',
      { path: { approvalId: approval.id }, body },
      { idempotencyKey },
    )
  })
  return (
    <>
      <Button size="compact-xs" variant="default" onClick={open}>
        Decide
      </Button>
      <FormModal
        title={toWords(approval.operation)}
        lead={approval.to_address === null ? undefined : `To ${approval.to_address}`}
        isOpen={isOpen}
        onClose={close}
        action={action}
        read={() => form.getValues()}
        label="Decide"
        done="Your decision counts"
      >
        <Select
          label="Decision"
          allowDeselect={false}
          data={[
            { value: 'APPROVE', label: 'Approve' },
            { value: 'REJECT', label: 'Reject' },
          ]}
          {...form.getInputProps('decision')}
        />
        <Textarea label="Comment" autosize minRows={2} {...form.getInputProps('comment')} />
      </FormModal>
    </>
  )
}
