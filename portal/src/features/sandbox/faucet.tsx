import { TextInput } from '@mantine/core'
import { isNotEmpty, useForm } from '@mantine/form'
import { useState } from 'react'
import { call } from '../../shared/api/call.ts'
import { useAction } from '../../shared/api/use-action.ts'
import { shorten } from '../../shared/format/words.ts'
import { AmountInput, checkAmount } from '../../shared/ui/amount-input.tsx'
import { ChainSelect } from '../../shared/ui/chain-select.tsx'
import { Tool } from './tool.tsx'

/** Somebody outside sends tokens. */
export function Faucet() {
  const [outcome, setOutcome] = useState<string | null>(null)
  const form = useForm({
    initialValues: { blockchain: 'POLYGON', to_address: '', amount: '100' },
    validate: { to_address: isNotEmpty('A deposit address'), amount: (amount) => checkAmount(amount) },
  })
  const action = useAction(async ({ amount, to_address, blockchain }: typeof form.values, idempotencyKey) => {
    const body = { blockchain, amount: amount.trim(), to_address: to_address.trim() }
    const { transaction_hash } = await call('POST /sandbox/faucet', { body }, { idempotencyKey })
    setOutcome(`Sent: ${shorten(transaction_hash)}`)
  })
  return (
    <Tool
      title="Faucet"
      action={action}
      form={form}
      read={() => (form.validate().hasErrors ? null : form.getValues())}
      label="Send tokens"
      outcome={outcome}
    >
      <ChainSelect {...form.getInputProps('blockchain')} />
      <TextInput label="To address" autoComplete="off" {...form.getInputProps('to_address')} />
      <AmountInput
        label="Amount"
        description="Of the chain’s first token"
        {...form.getInputProps('amount')}
      />
    </Tool>
  )
}
