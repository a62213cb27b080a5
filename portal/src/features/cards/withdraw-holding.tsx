import { Button, TextInput } from '@mantine/core'
import { isNotEmpty, useForm } from '@mantine/form'
import { useDisclosure } from '@mantine/hooks'
import { call } from '../../shared/api/call.ts'
import { useAction } from '../../shared/api/use-action.ts'
import { AmountInput, checkAmount } from '../../shared/ui/amount-input.tsx'
import { FormModal } from '../../shared/ui/form-modal.tsx'
import { TokenSelect } from '../../shared/ui/token-select.tsx'

export function WithdrawHolding() {
  const [isOpen, { open, close }] = useDisclosure()
  const form = useForm({
    initialValues: { to_wallet_address: '', token_address: '', amount: '' },
    validate: {
      to_wallet_address: isNotEmpty('Where it goes'),
      token_address: isNotEmpty('Which token'),
      amount: (amount) => checkAmount(amount),
    },
  })
  const action = useAction(
    ({ amount, to_wallet_address, token_address }: typeof form.values, idempotencyKey) => {
      const body = { token_address, amount: amount.trim(), to_wallet_address: to_wallet_address.trim() }
      return call('POST /cards/holding/withdraw', { body }, { idempotencyKey })
    },
    form.reset,
  )
  return (
    <>
      <Button size="xs" variant="default" aria-haspopup="dialog" onClick={open}>
        Withdraw
      </Button>
      <FormModal
        title="Withdraw from the cards’ holding"
        lead="Purchases are declined when holding does not cover them. Its minimum balance stays."
        isOpen={isOpen}
        onClose={close}
        action={action}
        form={form}
        read={() => (form.validate().hasErrors ? null : form.getValues())}
        label="Withdraw"
        done="The withdrawal is on its way"
      >
        <TextInput
          label="To address"
          autoComplete="off"
          data-autofocus
          {...form.getInputProps('to_wallet_address')}
        />
        <TokenSelect blockchain="POLYGON" {...form.getInputProps('token_address')} />
        <AmountInput label="Amount" {...form.getInputProps('amount')} />
      </FormModal>
    </>
  )
}
