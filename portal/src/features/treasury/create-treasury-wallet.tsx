import { Button, Select, TextInput } from '@mantine/core'
import { isNotEmpty, useForm } from '@mantine/form'
import { useDisclosure } from '@mantine/hooks'
import { call } from '../../shared/api/call.ts'
import { useAction } from '../../shared/api/use-action.ts'
import { ChainSelect } from '../../shared/ui/chain-select.tsx'
import { FormModal } from '../../shared/ui/form-modal.tsx'

interface CreateTreasuryWalletProps {
  /** To choose from; at least one. */
  readonly accounts: readonly { readonly id: string; readonly alias: string }[]
  readonly isSmall?: boolean
}

export function CreateTreasuryWallet({ accounts, isSmall = false }: CreateTreasuryWalletProps) {
  const [isOpen, { open, close }] = useDisclosure()
  const [first] = accounts
  const form = useForm({
    initialValues: { account: first?.id ?? '', alias: '', blockchain: 'POLYGON' },
    validate: { alias: isNotEmpty('A name by which you will find it again') },
  })
  const action = useAction(({ account, ...body }: typeof form.values, idempotencyKey) => {
    const path = { accountId: account }
    return call('POST /mpc/accounts/{accountId}/wallets/create', { path, body }, { idempotencyKey })
  }, form.reset)
  return (
    <>
      <Button {...(isSmall ? { size: 'xs', variant: 'default' } : {})} aria-haspopup="dialog" onClick={open}>
        New wallet
      </Button>
      <FormModal
        title={accounts.length === 1 ? `New wallet in ${first?.alias}` : 'New wallet'}
        isOpen={isOpen}
        onClose={close}
        action={action}
        form={form}
        read={() => (form.validate().hasErrors ? null : form.getValues())}
        label="Create wallet"
        done="The wallet is there"
      >
        {accounts.length === 1 ? null : (
          <Select
            label="Account"
            allowDeselect={false}
            searchable
            data={accounts.map(({ id, alias }) => ({ value: id, label: alias }))}
            {...form.getInputProps('account')}
          />
        )}
        <TextInput label="Name" data-autofocus {...form.getInputProps('alias')} />
        <ChainSelect {...form.getInputProps('blockchain')} />
      </FormModal>
    </>
  )
}
