import { Anchor, Button, Group, Text, TextInput } from '@mantine/core'
import { isNotEmpty, useForm } from '@mantine/form'
import { useDisclosure } from '@mantine/hooks'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { call } from '../../shared/api/call.ts'
import { useAction } from '../../shared/api/use-action.ts'
import { CopyButton } from '../../shared/ui/copy-button.tsx'
import { FormModal } from '../../shared/ui/form-modal.tsx'
import { ProblemAlert } from '../../shared/ui/problem-alert.tsx'
import type { Client } from './client.ts'

/** The partner's terms: a link for the client, and the number that accepting them gives. */
export function ClientTerms({ client }: { readonly client: Client }) {
  const navigate = useNavigate()
  // Whoever accepts on this device comes back to this page with the number in the address.
  const { signed_agreement_id: brought } = useSearch({ strict: false }) as Readonly<Record<string, unknown>>
  const accepted = typeof brought === 'string' ? brought : ''
  const [isOpen, { open, close }] = useDisclosure(accepted !== '')
  const form = useForm({
    initialValues: { agreement: accepted },
    validate: { agreement: isNotEmpty('The number that the partner’s page shows') },
  })
  const action = useAction((agreement: string, idempotencyKey) => {
    const body = { signed_agreement_id: agreement }
    return call('PUT /management/clients/{id}', { path: { id: client.id }, body }, { idempotencyKey })
  })
  const leave = () => {
    close()
    void navigate({ to: '.', search: {}, replace: true })
  }
  return (
    <>
      <Button size="xs" variant="default" aria-haspopup="dialog" onClick={open}>
        {client.signed_agreement_id === null ? 'Terms' : 'Terms: accepted'}
      </Button>
      <FormModal
        title="The partner’s terms"
        lead="Send the link to the client, or let the client accept on this device. Accepting gives a number: enter it here."
        isOpen={isOpen}
        onClose={leave}
        action={action}
        form={form}
        read={() => (form.validate().hasErrors ? null : form.getValues().agreement.trim())}
        label="Save"
        done="The acceptance is noted"
      >
        <TermsLink client={client} />
        <TextInput label="Number of the acceptance" {...form.getInputProps('agreement')} />
      </FormModal>
    </>
  )
}

function TermsLink({ client }: { readonly client: Client }) {
  const [url, setUrl] = useState<string | null>(null)
  const action = useAction(async (_input: true, idempotencyKey) => {
    const path = { id: client.id }
    setUrl((await call('POST /management/clients/{id}/terms-link', { path }, { idempotencyKey })).url)
  })
  if (url === null)
    return (
      <>
        {action.problem === null ? null : <ProblemAlert error={action.problem} />}
        <Group>
          <Button
            size="xs"
            variant="default"
            loading={action.isRunning}
            onClick={() => void action.run(true)}
          >
            Get the link
          </Button>
        </Group>
      </>
    )
  return (
    <div>
      <Group gap={4} wrap="nowrap">
        <Text size="sm" ff="monospace" truncate>
          {url}
        </Text>
        <CopyButton value={url} label="Copy the link" />
      </Group>
      <Anchor href={comingBack(url)} size="sm">
        Accept on this device
      </Anchor>
    </div>
  )
}

function comingBack(url: string): string {
  const target = new URL(url)
  target.searchParams.set('redirect_uri', window.location.origin + window.location.pathname)
  return target.href
}
