import { Button } from '@mantine/core'
import { isNotEmpty, useForm } from '@mantine/form'
import { useDisclosure } from '@mantine/hooks'
import { call } from '../../shared/api/call.ts'
import { useAction } from '../../shared/api/use-action.ts'
import { AmountInput, checkAmount } from '../../shared/ui/amount-input.tsx'
import { FormModal } from '../../shared/ui/form-modal.tsx'
import { TokenSelect } from '../../shared/ui/token-select.tsx'
import type { Wallet } from './wallet-page.tsx'

export function CreditWallet({ wallet }: { readonly wallet: Wallet }) {
  const [isOpen, { open, close }] = useDisclosure()
  const form = useForm({
    initialValues: { token_address: '', amount: '' },
    validate: { token_address: isNotEmpty('Which token'), amount: (amount) => checkAmount(amount) },
  })
  const action = useAction(({ token_address, amount }: typeof form.values, idempotencyKey) => {
    const body = { wallet_id: wallet.id, token_address, amount: amount.trim() }
    return call('POST /virtual-wallets/holding/credit', { body }, { idempotencyKey })
  }, form.reset)
  return (
    <>
      <Button variant="default" aria-haspopup="dialog" onClick={open}>
        Credit
      </Button>
      <FormModal
        title={`Credit ${wallet.alias}`}
        lead="You owe its owner more from now on, and nothing moves on chain: your reserve ratio goes down."
        isOpen={isOpen}
        onClose={close}
        action={action}
        form={form}
        read={() => (form.validate().hasErrors ? null : form.getValues())}
        label="Credit"
        done="The wallet is credited"
      >
        <TokenSelect blockchain={wallet.blockchain} {...form.getInputProps('token_address')} />
        <AmountInput label="Amount" {...form.getInputProps('amount')} />
      </FormModal>
    </>
  )
}
