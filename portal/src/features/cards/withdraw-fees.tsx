import { Button, Select } from '@mantine/core'
import { isNotEmpty, useForm } from '@mantine/form'
import { useDisclosure } from '@mantine/hooks'
import { call } from '../../shared/api/call.ts'
import { useAction } from '../../shared/api/use-action.ts'
import { useRead } from '../../shared/api/use-read.ts'
import { shorten } from '../../shared/format/words.ts'
import { AmountInput, checkAmount } from '../../shared/ui/amount-input.tsx'
import { FormModal } from '../../shared/ui/form-modal.tsx'

/** Only to an address that has been listed for a day. */
export function WithdrawFees() {
  const [isOpen, { open, close }] = useDisclosure()
  const addresses =
    useRead('GET /cards/account/fees-wallet/whitelisted-addresses', {}, { enabled: isOpen }).data ?? []
  const form = useForm({
    initialValues: { destination_address: '', amount: '' },
    validate: { destination_address: isNotEmpty('Where it goes'), amount: (amount) => checkAmount(amount) },
  })
  const action = useAction(({ destination_address, amount }: typeof form.values, idempotencyKey) => {
    const body = { token_symbol: 'USDC', destination_address, amount: amount.trim() }
    return call('POST /cards/account/fees-wallet/withdraw', { body }, { idempotencyKey })
  }, form.reset)
  return (
    <>
      <Button size="xs" variant="default" aria-haspopup="dialog" onClick={open}>
        Withdraw
      </Button>
      <FormModal
        title="Withdraw fees"
        isOpen={isOpen}
        onClose={close}
        action={action}
        form={form}
        read={() => (form.validate().hasErrors ? null : form.getValues())}
        label="Withdraw"
        done="The withdrawal is on its way"
      >
        <Select
          label="To address"
          description="Of the list of withdrawal addresses, where each waits for a day"
          placeholder={addresses.length === 0 ? 'None is usable yet' : 'Choose one'}
          data={addresses.map(({ address, alias }) => ({
            value: address,
            label: `${alias ?? 'Address'} · ${shorten(address)}`,
          }))}
          {...form.getInputProps('destination_address')}
        />
        <AmountInput label="Amount" description="USDC" {...form.getInputProps('amount')} />
      </FormModal>
    </>
  )
}
