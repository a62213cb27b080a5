import { Select, TextInput } from '@mantine/core'
import { isNotEmpty, useForm } from '@mantine/form'
import { useState } from 'react'
import { call } from '../../shared/api/call.ts'
import { useAction } from '../../shared/api/use-action.ts'
import { useRead } from '../../shared/api/use-read.ts'
import { formatTime } from '../../shared/format/time.ts'
import { toWords } from '../../shared/format/words.ts'
import { Tool } from './tool.tsx'

const VERDICTS = [
  { value: 'enabled', label: 'Approves' },
  { value: 'pending_documentation', label: 'Wants other documents' },
  { value: 'rejected', label: 'Rejects' },
] as const
type Verdict = (typeof VERDICTS)[number]['value']

interface Values {
  readonly client_id: string
  readonly request_id: string
  readonly status: Verdict
  readonly reason: string
}

/** Who provides a product decides on a client that has asked for it, whatever is missing. */
export function ProductVerdict() {
  const [outcome, setOutcome] = useState<string | null>(null)
  const individuals = { type: ['individual'] as const, size: '100' }
  const clients = useRead('GET /portal/api/lists/clients', { query: individuals }).data?.items ?? []
  const form = useForm<Values>({
    initialValues: { client_id: '', request_id: '', status: 'enabled', reason: '' },
    validate: { client_id: isNotEmpty('Which client'), request_id: isNotEmpty('Which request') },
  })
  const { status, client_id: clientId } = form.getValues()
  const requests = useRead(
    'GET /management/clients/individuals/{clientId}/products',
    { path: { clientId } },
    { enabled: clientId !== '' },
  ).data
  const action = useAction(async ({ request_id, reason, ...values }: Values, idempotencyKey) => {
    const isReasoned = values.status === 'rejected' && reason.trim() !== ''
    const body = { status: values.status, ...(isReasoned ? { rejection_description: reason.trim() } : {}) }
    const path = { productRequestId: request_id }
    await call('POST /sandbox/product-requests/{productRequestId}/kyc', { path, body }, { idempotencyKey })
    setOutcome('The provider has decided')
  })
  return (
    <Tool
      title="Provider: a product"
      action={action}
      form={form}
      read={() => (form.validate().hasErrors ? null : form.getValues())}
      label="Decide on the product"
      outcome={outcome}
    >
      <Select
        label="Client who asked"
        placeholder={clients.length === 0 ? 'Enter an individual first' : 'Choose one'}
        searchable
        data={clients.map(({ id, name, email }) => ({ value: id, label: name ?? email ?? id }))}
        {...form.getInputProps('client_id')}
        onChange={(id) => form.setValues({ client_id: id ?? '', request_id: '' })}
      />
      {clientId === '' ? null : (
        <Select
          label="Request"
          placeholder={requests?.length === 0 ? 'This client has asked for none' : 'Choose one'}
          data={(requests ?? []).map(({ id, product, created_at }) => ({
            value: id,
            label: `${toWords(product)}, ${formatTime(created_at)}`,
          }))}
          {...form.getInputProps('request_id')}
        />
      )}
      <Select label="The provider" allowDeselect={false} data={VERDICTS} {...form.getInputProps('status')} />
      {status === 'rejected' ? <TextInput label="Reason" {...form.getInputProps('reason')} /> : null}
    </Tool>
  )
}
