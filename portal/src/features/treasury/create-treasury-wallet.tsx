import { Button, TextInput } from '@mantine/core'
import { isNotEmpty, useForm } from '@mantine/form'
import { useDisclosure } from '@mantine/hooks'
import { type Answer, call } from '../../shared/api/call.ts'
import { useAction } from '../../shared/api/use-action.ts'
import { ChainSelect } from '../../shared/ui/chain-select.tsx'
import { FormModal } from '../../shared/ui/form-modal.tsx'

export function CreateTreasuryWallet({
  account,
}: {
  readonly account: Answer<'GET /mpc/accounts/list'>[number]
}) {
  const [isOpen, { open, close }] = useDisclosure()
  const form = useForm({
    initialValues: { alias: '', blockchain: 'POLYGON' },
    validate: { alias: isNotEmpty('A name by which you will find it again') },
  })
  const action = useAction((body: typeof form.values, idempotencyKey) => {
    const path = { accountId: account.id }
    return call('POST /mpc/accounts/{accountId}/wallets/create', { path, body }, { idempotencyKey })
  }, form.reset)
  return (
    <>
      <Button size="xs" onClick={open}>
        New wallet
      </Button>
      <FormModal
        title={`New wallet in ${account.alias}`}
        isOpen={isOpen}
        onClose={close}
        action={action}
        read={() => (form.validate().hasErrors ? null : form.getValues())}
        label="Create wallet"
        done="The wallet is there"
      >
        <TextInput label="Name" data-autofocus {...form.getInputProps('alias')} />
        <ChainSelect {...form.getInputProps('blockchain')} />
      </FormModal>
    </>
  )
}
