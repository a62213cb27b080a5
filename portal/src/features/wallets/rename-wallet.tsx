import { Button, TextInput } from '@mantine/core'
import { isNotEmpty, useForm } from '@mantine/form'
import { useDisclosure } from '@mantine/hooks'
import { call } from '../../shared/api/call.ts'
import { useAction } from '../../shared/api/use-action.ts'
import { FormModal } from '../../shared/ui/form-modal.tsx'
import type { Wallet } from './wallet-page.tsx'

export function RenameWallet({ wallet }: { readonly wallet: Wallet }) {
  const [isOpen, { open, close }] = useDisclosure()
  const form = useForm({
    initialValues: { alias: wallet.alias },
    validate: { alias: isNotEmpty('A name is needed') },
  })
  const action = useAction((body: typeof form.values, idempotencyKey) =>
    call('PUT /virtual-wallets/{walletId}', { path: { walletId: wallet.id }, body }, { idempotencyKey }),
  )
  return (
    <>
      <Button variant="default" size="xs" aria-haspopup="dialog" onClick={open}>
        Rename
      </Button>
      <FormModal
        title="Rename the wallet"
        isOpen={isOpen}
        onClose={close}
        action={action}
        form={form}
        read={() => (form.validate().hasErrors ? null : form.getValues())}
        label="Rename"
        done="The wallet has its new name"
      >
        <TextInput label="Name" data-autofocus {...form.getInputProps('alias')} />
      </FormModal>
    </>
  )
}
