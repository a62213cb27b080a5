import { Anchor, Button, Select, Text } from '@mantine/core'
import { isNotEmpty, useForm } from '@mantine/form'
import { useDebouncedValue, useDisclosure } from '@mantine/hooks'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { call } from '../../shared/api/call.ts'
import { useAction } from '../../shared/api/use-action.ts'
import { useRead } from '../../shared/api/use-read.ts'
import { FormModal } from '../../shared/ui/form-modal.tsx'
import type { Wallet } from './wallet-page.tsx'

const TYPING_MS = 300
const BEFORE_EMAIL = ' · '

/** Says whose wallet it is, for good: ramps need it. */
export function LinkClient({ wallet }: { readonly wallet: Wallet }) {
  const [isOpen, { open, close }] = useDisclosure()
  const form = useForm({
    initialValues: { clientId: '' },
    validate: { clientId: isNotEmpty('Which client') },
  })
  const action = useAction((clientId: string, idempotencyKey) => {
    const path = { walletId: wallet.id, clientId }
    return call('PATCH /virtual-wallets/{walletId}/client/{clientId}', { path }, { idempotencyKey })
  }, form.reset)
  return (
    <>
      <Button size="xs" variant="default" aria-haspopup="dialog" onClick={open} disabled={!wallet.enabled}>
        Link to a client
      </Button>
      <FormModal
        title={`Link ${wallet.alias} to a client`}
        lead="The wallet belongs to that client from now on, and can ramp. The link ends only when the wallet or the client is deleted."
        isOpen={isOpen}
        onClose={close}
        action={action}
        form={form}
        read={() => (form.validate().hasErrors ? null : form.getValues().clientId)}
        label="Link"
        done="The wallet is linked"
      >
        <ActiveClients input={form.getInputProps('clientId')} />
      </FormModal>
    </>
  )
}

function ActiveClients({ input }: { readonly input: object }) {
  const [typed, setTyped] = useState('')
  const [settled] = useDebouncedValue(typed, TYPING_MS)
  const [search = ''] = settled.split(BEFORE_EMAIL)
  const query = { search, status: ['active'] as const, size: '50' }
  const clients = useRead('GET /portal/api/lists/clients', { query })
  const found = clients.data?.items ?? []
  if (search === '' && clients.data !== undefined && found.length === 0)
    return (
      <Text size="sm">
        No client is active yet.{' '}
        <Anchor component={Link} to="/clients" size="sm">
          To the clients
        </Anchor>
      </Text>
    )
  return (
    <Select
      label="Client"
      placeholder="Find by name or e-mail"
      searchable
      onSearchChange={setTyped}
      nothingFoundMessage="No active client is called that"
      data={found.map(({ id, name, email }) => ({
        value: id,
        label: [name ?? id, email].filter(Boolean).join(BEFORE_EMAIL),
      }))}
      {...input}
    />
  )
}
