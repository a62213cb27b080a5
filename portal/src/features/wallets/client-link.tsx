import { Button, TextInput } from '@mantine/core'
import { isNotEmpty, useForm } from '@mantine/form'
import { useDisclosure } from '@mantine/hooks'
import { call } from '../../shared/api/call.ts'
import { useAction } from '../../shared/api/use-action.ts'
import { FormModal } from '../../shared/ui/form-modal.tsx'
import type { Wallet } from './wallet-page.tsx'

/** Only an active client, and for good: the link ends with the wallet or the client. */
export function ClientLink({ wallet }: { readonly wallet: Wallet }) {
  const [isOpen, { open, close }] = useDisclosure()
  const form = useForm({ initialValues: { clientId: '' }, validate: { clientId: isNotEmpty('The id of the client') } })
  const action = useAction(({ clientId }: typeof form.values, idempotencyKey) => {
    const path = { walletId: wallet.id, clientId: clientId.trim() }
    return call('PATCH /virtual-wallets/{walletId}/client/{clientId}', { path }, { idempotencyKey })
  })
  return (
    <>
      <Button variant="default" size="xs" onClick={open}>
        Link a client
      </Button>
      <FormModal
        title="Link a client"
        lead="The client must be active. The link cannot be moved: it ends with the wallet or the client."
        isOpen={isOpen}
        onClose={close}
        action={action}
        read={() => (form.validate().hasErrors ? null : form.getValues())}
        label="Link"
        done="The client is linked"
      >
        <TextInput label="Client id" autoComplete="off" data-autofocus {...form.getInputProps('clientId')} />
      </FormModal>
    </>
  )
}
