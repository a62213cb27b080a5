import { Alert, List, Stack, Text, Timeline } from '@mantine/core'
import { Check, Hourglass, X } from 'lucide-react'
import type { ReactNode } from 'react'
import type { Answer } from '../../shared/api/call.ts'
import { useCan } from '../../shared/api/session.ts'
import { useRead } from '../../shared/api/use-read.ts'
import { formatTime } from '../../shared/format/time.ts'
import { Panel } from '../../shared/ui/panel.tsx'
import type { Client } from './client.ts'
import { ClientTerms } from './client-terms.tsx'
import { missingOf } from './missing.ts'

type Pending = Answer<'GET /management/clients/{clientId}/pending-documents'>['documents']

/** How far the check of a client is, what is missing for it, and what was decided. */
export function ClientProgress({ client }: { readonly client: Client }) {
  const can = useCan()
  // Refused when there is nothing to give, which is good news here.
  const pending = useRead('GET /management/clients/{clientId}/pending-documents', {
    path: { clientId: client.id },
  })
  const persons = useRead(
    'GET /management/clients/{clientId}/associated-persons',
    { path: { clientId: client.id } },
    { enabled: client.type === 'business' },
  )
  const documents = pending.error === null ? (pending.data?.documents ?? []) : []
  const missing = missingOf(client, documents, persons.data?.length ?? 0)
  const at = stepOf(client, missing)
  const isRejected = client.status === 'REJECTED'
  const bulletOf = (step: number) => {
    if (step > at) return null
    if (step === 2 && isRejected) return <X size={12} aria-hidden />
    return step < at || step === 2 ? <Check size={12} aria-hidden /> : <Hourglass size={12} aria-hidden />
  }
  return (
    <Panel
      title="Verification"
      lead="The banking partner checks who this is. It begins by itself, as soon as the record is complete."
      actions={can('management', 3) ? <ClientTerms client={client} /> : undefined}
    >
      <Timeline active={at} bulletSize={22} lineWidth={2} aria-label="Steps">
        <Timeline.Item title="Record" bullet={bulletOf(0)}>
          <Record client={client} missing={missing} />
        </Timeline.Item>
        <Timeline.Item title="Review" bullet={bulletOf(1)}>
          <Review client={client} missing={missing} documents={documents} />
        </Timeline.Item>
        <Timeline.Item title="Decision" bullet={bulletOf(2)} {...(isRejected ? { color: 'red' } : {})}>
          <Decision client={client} />
        </Timeline.Item>
      </Timeline>
    </Panel>
  )
}

function stepOf({ status }: Client, missing: readonly string[]): number {
  if (status === 'ACTIVE' || status === 'REJECTED') return 2
  if (status === 'IN_REVIEW') return 1
  return missing.length === 0 ? 1 : 0
}

function Quiet({ children }: { readonly children: ReactNode }) {
  return (
    <Text size="sm" c="dimmed">
      {children}
    </Text>
  )
}

interface RecordProps {
  readonly client: Client
  readonly missing: readonly string[]
}

function Record({ client, missing }: RecordProps) {
  // Decided by hand, or by the partner all the same.
  if (client.status === 'ACTIVE' && missing.length > 0)
    return <Quiet>Approved, though this is missing: {missing.join(', ')}.</Quiet>
  if (missing.length === 0) return <Quiet>Everything is there that the partner wants to begin.</Quiet>
  return (
    <>
      <Quiet>Still missing:</Quiet>
      <List size="sm">
        {missing.map((one) => (
          <List.Item key={one}>{one}</List.Item>
        ))}
      </List>
    </>
  )
}

interface ReviewProps {
  readonly client: Client
  readonly missing: readonly string[]
  readonly documents: Pending
}

function Review({ client, missing, documents }: ReviewProps) {
  switch (client.status) {
    case 'ACTIVE':
    case 'REJECTED':
      return <Quiet>Done.</Quiet>
    case 'IN_REVIEW':
      return (
        <>
          <Quiet>The partner has been looking at it since {formatTime(client.updated_at)}.</Quiet>
          {documents.length === 0 ? null : <Wanted documents={documents} />}
        </>
      )
    default:
      return (
        <Quiet>
          {missing.length === 0 ? 'It is handed over to the partner in a moment.' : 'Not begun yet.'}
        </Quiet>
      )
  }
}

function Wanted({ documents }: { readonly documents: Pending }) {
  return (
    <Alert role="status" color="yellow" title="The partner asks for more" mt="xs">
      <List size="sm">
        {documents.map(({ type, name, issue_reasons: reasons }) => (
          <List.Item key={type}>{[name, ...reasons].join(': ')}</List.Item>
        ))}
      </List>
    </Alert>
  )
}

function Decision({ client }: { readonly client: Client }) {
  switch (client.status) {
    case 'ACTIVE':
      return <Quiet>Approved. Wallets can be linked, bank accounts added and ramps started.</Quiet>
    case 'REJECTED':
      return <Rejection client={client} />
    default:
      return <Quiet>Not yet. This page changes by itself.</Quiet>
  }
}

function Rejection({ client }: { readonly client: Client }) {
  const { rejection_code: code, rejection_description: description } = client
  return (
    <Alert role="status" color="red" title={description ?? 'The partner has rejected this client.'} mt="xs">
      <Stack gap={4}>
        <Text size="sm">
          {NEXT[code ?? ''] ?? 'Correct the record: any change puts it before the partner again.'}
        </Text>
        {code === null ? null : <Text size="xs">Code {code}</Text>}
      </Stack>
    </Alert>
  )
}

const NEXT: Readonly<Record<string, string>> = {
  PROVIDER_WITHDRAWN:
    'The partner has paused or ended its service for this client. Correct the record, or ask your operator.',
  PROVIDER_REFUSED: 'The partner does not take the record as it is. Correct the fields that are named.',
}
