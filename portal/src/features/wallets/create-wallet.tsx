import { Button, TextInput } from '@mantine/core'
import { isNotEmpty, useForm } from '@mantine/form'
import { useDisclosure } from '@mantine/hooks'
import { Plus } from 'lucide-react'
import { call } from '../../shared/api/call.ts'
import { useAction } from '../../shared/api/use-action.ts'
import { ChainSelect } from '../../shared/ui/chain-select.tsx'
import { FormModal } from '../../shared/ui/form-modal.tsx'

export function CreateWallet() {
  const [isOpen, { open, close }] = useDisclosure()
  const form = useForm({
    initialValues: { alias: '', blockchain: 'POLYGON' },
    validate: { alias: isNotEmpty('A name by which you will find it again') },
  })
  const action = useAction(
    (body: typeof form.values, idempotencyKey) =>
      call('POST /virtual-wallets/create', { body }, { idempotencyKey }),
    form.reset,
  )
  return (
    <>
      <Button leftSection={<Plus size={16} aria-hidden />} aria-haspopup="dialog" onClick={open}>
        New wallet
      </Button>
      <FormModal
        title="New wallet"
        lead="It has a deposit address of its own on the chain you choose."
        isOpen={isOpen}
        onClose={close}
        action={action}
        form={form}
        read={() => (form.validate().hasErrors ? null : form.getValues())}
        label="Create wallet"
        done="The wallet is there"
      >
        <TextInput label="Name" placeholder="Customer 42" data-autofocus {...form.getInputProps('alias')} />
        <ChainSelect {...form.getInputProps('blockchain')} />
      </FormModal>
    </>
  )
}
