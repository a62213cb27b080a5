import { Button, Select, TextInput } from '@mantine/core'
import { isNotEmpty, useForm } from '@mantine/form'
import { useDisclosure } from '@mantine/hooks'
import { type Answer, call } from '../../shared/api/call.ts'
import { useAction } from '../../shared/api/use-action.ts'
import { formatAmount } from '../../shared/format/amount.ts'
import { AmountInput, checkAmount } from '../../shared/ui/amount-input.tsx'
import { FormModal } from '../../shared/ui/form-modal.tsx'

interface TransferProps {
  readonly path: { readonly accountId: string; readonly walletId: string }
  readonly balances: Answer<'GET /mpc/accounts/{accountId}/wallets/{walletId}/balance'>
}

/** Always on chain, also between your own wallets. */
export function Transfer({ path, balances }: TransferProps) {
  const [isOpen, { open, close }] = useDisclosure()
  const form = useForm({
    initialValues: {
      to: '',
      token_address: balances[1]?.token_address ?? balances[0]?.token_address ?? '',
      amount: '',
    },
    validate: { to: isNotEmpty('Where it goes'), amount: (amount) => checkAmount(amount) },
  })
  const action = useAction(({ to, amount, token_address }: typeof form.values, idempotencyKey) => {
    const body = { to: to.trim(), amount: amount.trim(), token_address }
    return call(
      'POST /mpc/accounts/{accountId}/wallets/{walletId}/transfer',
      { path, body },
      { idempotencyKey },
    )
  }, form.reset)
  return (
    <>
      <Button aria-haspopup="dialog" onClick={open}>
        Transfer
      </Button>
      <FormModal
        title="Transfer"
        lead="It goes over the chain and cannot be taken back. Your policies may ask others for their approval first."
        isOpen={isOpen}
        onClose={close}
        action={action}
        form={form}
        read={() => (form.validate().hasErrors ? null : form.getValues())}
        label="Transfer"
        done="The transfer is on its way"
      >
        <TextInput label="To address" autoComplete="off" data-autofocus {...form.getInputProps('to')} />
        <Select
          label="What"
          allowDeselect={false}
          data={balances.map(({ token_address, symbol, balance }) => ({
            value: token_address,
            label: `${symbol} · ${formatAmount(balance)} there`,
          }))}
          {...form.getInputProps('token_address')}
        />
        <AmountInput label="Amount" {...form.getInputProps('amount')} />
      </FormModal>
    </>
  )
}
