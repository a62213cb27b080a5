import { Button, TextInput } from '@mantine/core'
import { isNotEmpty, useForm } from '@mantine/form'
import { useDisclosure } from '@mantine/hooks'
import { type Body, call } from '../../shared/api/call.ts'
import { useAction } from '../../shared/api/use-action.ts'
import { AmountInput, checkAmount } from '../../shared/ui/amount-input.tsx'
import { FormModal } from '../../shared/ui/form-modal.tsx'
import { TokenSelect } from '../../shared/ui/token-select.tsx'
import type { Wallet } from './wallet-page.tsx'

type Order = Body<'POST /virtual-wallets/{walletId}/withdraw'>

export function Withdraw({ wallet }: { readonly wallet: Wallet }) {
  const [isOpen, { open, close }] = useDisclosure()
  const form = useWithdrawForm()
  const action = useAction(
    (body: Order, idempotencyKey) =>
      call(
        'POST /virtual-wallets/{walletId}/withdraw',
        { path: { walletId: wallet.id }, body },
        { idempotencyKey },
      ),
    form.reset,
  )
  return (
    <>
      <Button aria-haspopup="dialog" onClick={open} disabled={!wallet.enabled}>
        Withdraw
      </Button>
      <FormModal
        title={`Withdraw from ${wallet.alias}`}
        lead="The balance goes down at once, and the tokens leave your holding wallet. To the address of another of your wallets nothing moves on chain."
        isOpen={isOpen}
        onClose={close}
        action={action}
        form={form}
        read={() => (form.validate().hasErrors ? null : form.getTransformedValues())}
        label="Withdraw"
        done="The withdrawal is on its way"
      >
        <WithdrawFields form={form} blockchain={wallet.blockchain} />
      </FormModal>
    </>
  )
}

/** Of wallets and of holding. */
export function useWithdrawForm() {
  return useForm({
    initialValues: { to_wallet_address: '', token_address: '', amount: '' },
    validate: {
      to_wallet_address: isNotEmpty('Where it goes'),
      token_address: isNotEmpty('Which token'),
      amount: (amount) => checkAmount(amount),
    },
    transformValues: ({ amount, to_wallet_address, ...rest }) => ({
      ...rest,
      amount: amount.trim(),
      to_wallet_address: to_wallet_address.trim(),
    }),
  })
}

interface WithdrawFieldsProps {
  readonly form: ReturnType<typeof useWithdrawForm>
  readonly blockchain: string
}

export function WithdrawFields({ form, blockchain }: WithdrawFieldsProps) {
  return (
    <>
      <TextInput
        label="To address"
        autoComplete="off"
        data-autofocus
        {...form.getInputProps('to_wallet_address')}
      />
      <TokenSelect blockchain={blockchain} {...form.getInputProps('token_address')} />
      <AmountInput label="Amount" {...form.getInputProps('amount')} />
    </>
  )
}
