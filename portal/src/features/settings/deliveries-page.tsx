import { Code, Drawer, Group, Stack, Text, UnstyledButton } from '@mantine/core'
import { Send } from 'lucide-react'
import { useState } from 'react'
import { type Answer, call } from '../../shared/api/call.ts'
import { exportCsv } from '../../shared/api/csv.ts'
import { useRead } from '../../shared/api/use-read.ts'
import { formatExactTime, formatTime } from '../../shared/format/time.ts'
import { toWords } from '../../shared/format/words.ts'
import { ConfirmButton } from '../../shared/ui/confirm-button.tsx'
import { Empty } from '../../shared/ui/empty.tsx'
import { Facts } from '../../shared/ui/facts.tsx'
import { ChoiceFilter, chosen, DayFilters, Filters, TextFilter } from '../../shared/ui/filters.tsx'
import { ListTable } from '../../shared/ui/list-table.tsx'
import { Loaded } from '../../shared/ui/loaded.tsx'
import { StatusBadge } from '../../shared/ui/status-badge.tsx'
import { useListSearch } from '../../shared/ui/use-list-search.ts'
import { EVENTS } from './events.ts'
import { ReplayMany } from './replay-many.tsx'
import { SettingsFrame } from './settings-frame.tsx'

type Row = Answer<'GET /management/webhooks/deliveries'>['items'][number]
type Delivery = Answer<'GET /management/webhooks/deliveries/{deliveryId}'>

const STATES = ['PENDING', 'DELIVERED', 'DEAD'] as const
const TYPES = [...new Set(EVENTS.map(({ event_type }) => event_type))].toSorted()

export function DeliveriesPage() {
  const search = useListSearch()
  const [open, setOpen] = useState<string | null>(null)
  const query = {
    status: chosen(search, 'status', STATES),
    event_type: search.text('event'),
    operation_id: search.text('operation'),
    from_date: search.text('from'),
    to_date: search.text('to'),
    size: '20',
    page_number: String(search.page),
  }
  const deliveries = useRead('GET /management/webhooks/deliveries', { query })
  return (
    <SettingsFrame
      lead="What was sent to your endpoint, each try with what it answered."
      actions={<ReplayMany />}
    >
      <Filters>
        <ChoiceFilter search={search} name="status" label="State" every="Every state" values={STATES} />
        <ChoiceFilter search={search} name="event" label="Event" every="Every event" values={TYPES} />
        <TextFilter search={search} name="operation" label="Operation id" />
        <DayFilters search={search} />
      </Filters>
      <ListTable
        caption="Webhook deliveries"
        query={deliveries}
        idOf={({ id }: Row) => id}
        {...search.table}
        csv={exportCsv('webhook-deliveries', query)}
        columns={[
          {
            accessor: 'created_at',
            title: 'When',
            render: ({ id, created_at }) => (
              <UnstyledButton
                c="var(--mantine-color-anchor)"
                fz="sm"
                aria-haspopup="dialog"
                onClick={() => setOpen(id)}
              >
                {formatTime(created_at)}
              </UnstyledButton>
            ),
          },
          {
            accessor: 'event_type',
            title: 'Event',
            render: ({ product, event_type }) => `${toWords(product)}: ${toWords(event_type).toLowerCase()}`,
          },
          {
            accessor: 'event_status',
            title: 'It tells',
            render: ({ event_status }) => <StatusBadge status={event_status} />,
          },
          { accessor: 'status', title: 'Delivery', render: ({ status }) => <StatusBadge status={status} /> },
          { accessor: 'attempt_count', title: 'Tries', textAlign: 'right' },
          {
            accessor: 'next_attempt_at',
            title: 'Next try',
            render: ({ next_attempt_at }) => formatTime(next_attempt_at),
          },
        ]}
        empty={
          <Empty
            icon={Send}
            title="No deliveries yet"
            hint="Set the address of your endpoint under Webhooks. Events of before are not sent later; a test can be sent at once."
          />
        }
      />
      <DeliveryDrawer id={open} onClose={() => setOpen(null)} />
    </SettingsFrame>
  )
}

function DeliveryDrawer({ id, onClose }: { readonly id: string | null; readonly onClose: () => void }) {
  const delivery = useRead(
    'GET /management/webhooks/deliveries/{deliveryId}',
    { path: { deliveryId: id ?? '' } },
    { enabled: id !== null },
  )
  return (
    <Drawer
      opened={id !== null}
      onClose={onClose}
      position="right"
      size="lg"
      title="Delivery"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <Loaded of={delivery} lines={8}>
        {(shown) => <Shown delivery={shown} onReplayed={onClose} />}
      </Loaded>
    </Drawer>
  )
}

function Shown({ delivery, onReplayed }: { readonly delivery: Delivery; readonly onReplayed: () => void }) {
  return (
    <Stack gap="md">
      <Facts
        columns={2}
        facts={[
          ['Event', `${toWords(delivery.product)}: ${toWords(delivery.event_type).toLowerCase()}`],
          ['Delivery', <StatusBadge key="status" status={delivery.status} />],
          ['Operation id', delivery.operation_id],
          ['Trace id', delivery.trace_id],
        ]}
      />
      <Group>
        <ConfirmButton
          label="Replay"
          question="Send this event again?"
          consequence="It goes out with the same id and data, so your system can see that it is a repetition."
          done="The event goes out again"
          perform={(idempotencyKey) =>
            call(
              'POST /management/webhooks/deliveries/{deliveryId}/replay',
              { path: { deliveryId: delivery.id } },
              { idempotencyKey },
            )
          }
          onDone={onReplayed}
        />
      </Group>
      {delivery.attempts.map(
        ({ number, at, url, status_code, latency_ms, error, request_body, response_body }) => (
          <Stack key={number} gap={4}>
            <Text fw={600} size="sm">
              Try {number}: {status_code === null ? (error ?? 'no answer') : `answered ${status_code}`} in{' '}
              {latency_ms} ms
            </Text>
            <Text size="xs" c="dimmed">
              {formatExactTime(at)} to {url}
            </Text>
            <Code block tabIndex={0} aria-label="What was sent">
              {request_body}
            </Code>
            {response_body === null ? null : (
              <Code block tabIndex={0} aria-label="What was answered">
                {response_body}
              </Code>
            )}
          </Stack>
        ),
      )}
      {delivery.attempts.length === 0 ? (
        <Text size="sm" c="dimmed">
          Not tried yet.
        </Text>
      ) : null}
    </Stack>
  )
}
