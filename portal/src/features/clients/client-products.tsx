import { Alert, Button, Group, List, Stack, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { CreditCard } from 'lucide-react'
import { type Answer, call } from '../../shared/api/call.ts'
import { useCan } from '../../shared/api/session.ts'
import { useAction } from '../../shared/api/use-action.ts'
import { useRead } from '../../shared/api/use-read.ts'
import { formatTime } from '../../shared/format/time.ts'
import { toWords } from '../../shared/format/words.ts'
import { ConfirmButton } from '../../shared/ui/confirm-button.tsx'
import { Empty } from '../../shared/ui/empty.tsx'
import { Loaded } from '../../shared/ui/loaded.tsx'
import { Panel } from '../../shared/ui/panel.tsx'
import { ProblemAlert } from '../../shared/ui/problem-alert.tsx'
import { StatusBadge } from '../../shared/ui/status-badge.tsx'
import type { Client } from './client.ts'
import { GiveProductDocument } from './give-product-document.tsx'

export type ProductRequest = Answer<'GET /management/clients/individuals/{clientId}/products'>[number]

const PRODUCT = 'cards_individuals'
/** No event tells of these. */
const EVERY_MS = 15_000

/** What a client has asked for besides, and what is missing for it. */
export function ClientProducts({ client }: { readonly client: Client }) {
  const can = useCan()
  const requests = useRead(
    'GET /management/clients/individuals/{clientId}/products',
    { path: { clientId: client.id } },
    { everyMs: EVERY_MS },
  )
  const isAsked = (requests.data ?? []).some(({ status }) => status !== 'rejected')
  const ask = can('management', 3) && !isAsked ? <AskForCards client={client} /> : undefined
  return (
    <Panel title="Products" actions={(requests.data ?? []).length === 0 ? undefined : ask}>
      <Loaded of={requests}>
        {(rows) =>
          rows.length === 0 ? (
            <Empty
              icon={CreditCard}
              title="No product was asked for"
              hint="Cards in the name of this client need documents of their own."
              action={ask}
            />
          ) : (
            <Stack gap="md">
              {rows.map((request) => (
                <Request key={request.id} client={client} request={request} />
              ))}
            </Stack>
          )
        }
      </Loaded>
    </Panel>
  )
}

function AskForCards({ client }: { readonly client: Client }) {
  return (
    <ConfirmButton
      label="Ask for cards"
      question="Ask for cards?"
      consequence="The request begins, and shows which documents and data are missing for it."
      done="The request is there"
      button={{ size: 'xs' }}
      perform={(idempotencyKey) =>
        call(
          'POST /management/clients/individuals/{clientId}/products',
          { path: { clientId: client.id }, body: { subproduct: PRODUCT } },
          { idempotencyKey },
        )
      }
    />
  )
}

interface RequestProps {
  readonly client: Client
  readonly request: ProductRequest
}

function Request({ client, request }: RequestProps) {
  const can = useCan()
  const { documents, data } = request.missing_requirements
  const isOpen = request.status === 'pending_documentation'
  return (
    <Stack gap="xs">
      <Group gap="sm">
        <Text fw={600} size="sm">
          {request.product === PRODUCT ? 'Cards' : toWords(request.product)}
        </Text>
        <StatusBadge status={request.status} />
        <Text size="sm" c="dimmed">
          {formatTime(request.created_at)}
        </Text>
      </Group>
      {request.rejection_description === null ? null : (
        <Alert role="status" color="red" title={request.rejection_description}>
          {request.rejection_code === null ? null : <Text size="xs">Code {request.rejection_code}</Text>}
        </Alert>
      )}
      {isOpen && documents.length + data.length > 0 ? (
        <>
          <Text size="sm" c="dimmed">
            Still missing:
          </Text>
          <List size="sm">
            {documents.map(({ id, name, description }) => (
              <List.Item key={id}>
                {name}: {description}
              </List.Item>
            ))}
            {data.map(({ id, name }) => (
              <List.Item key={id}>{name}: in the record, under Edit</List.Item>
            ))}
          </List>
        </>
      ) : null}
      {isOpen && can('management', 3) ? (
        <Group gap="xs">
          {documents.length === 0 ? null : <GiveProductDocument client={client} request={request} />}
          {documents.length + data.length === 0 ? <Submit client={client} request={request} /> : null}
        </Group>
      ) : null}
    </Stack>
  )
}

function Submit({ client, request }: RequestProps) {
  const action = useAction(async (_input: true, idempotencyKey) => {
    const path = { clientId: client.id, productRequestId: request.id }
    await call(
      'POST /management/clients/individuals/{clientId}/products/{productRequestId}/submit',
      { path },
      { idempotencyKey },
    )
    notifications.show({ message: 'The request is with its provider', color: 'kelp' })
  })
  return (
    <Stack gap="xs">
      {action.problem === null ? null : <ProblemAlert error={action.problem} />}
      <Button size="xs" loading={action.isRunning} onClick={() => void action.run(true)}>
        Submit
      </Button>
    </Stack>
  )
}
