import { Select, TextInput } from '@mantine/core'
import { isNotEmpty, useForm } from '@mantine/form'
import { useState } from 'react'
import { call } from '../../shared/api/call.ts'
import { useAction } from '../../shared/api/use-action.ts'
import { useRead } from '../../shared/api/use-read.ts'
import { Tool } from './tool.tsx'

const VERDICTS = [
  { value: 'active', label: 'Approves' },
  { value: 'in_review', label: 'Is looking at it' },
  { value: 'rejected', label: 'Rejects' },
] as const
type Verdict = (typeof VERDICTS)[number]['value']

interface Values {
  readonly client_id: string
  readonly status: Verdict
  readonly reason: string
}

/** The banking partner decides on a client, whatever is missing. */
export function ClientVerdict() {
  const [outcome, setOutcome] = useState<string | null>(null)
  const clients = useRead('GET /portal/api/lists/clients', { query: { size: '100' } }).data?.items ?? []
  const form = useForm<Values>({
    initialValues: { client_id: '', status: 'active', reason: '' },
    validate: { client_id: isNotEmpty('Which client') },
  })
  const { status } = form.getValues()
  const action = useAction(async ({ client_id, reason, ...verdict }: Values, idempotencyKey) => {
    const isReasoned = verdict.status === 'rejected' && reason.trim() !== ''
    const body = { ...verdict, ...(isReasoned ? { rejection_description: reason.trim() } : {}) }
    const path = { clientId: client_id }
    await call('POST /sandbox/clients/{clientId}/kyc', { path, body }, { idempotencyKey })
    setOutcome('The partner has decided')
  })
  return (
    <Tool
      title="Partner: a client"
      action={action}
      form={form}
      read={() => (form.validate().hasErrors ? null : form.getValues())}
      label="Decide on the client"
      outcome={outcome}
    >
      <Select
        label="Client"
        placeholder={clients.length === 0 ? 'Enter one first' : 'Choose one'}
        searchable
        data={clients.map(({ id, name, email }) => ({ value: id, label: name ?? email ?? id }))}
        {...form.getInputProps('client_id')}
      />
      <Select label="The partner" allowDeselect={false} data={VERDICTS} {...form.getInputProps('status')} />
      {status === 'rejected' ? (
        <TextInput
          label="Reason"
          placeholder="The document could not be read"
          {...form.getInputProps('reason')}
        />
      ) : null}
    </Tool>
  )
}
