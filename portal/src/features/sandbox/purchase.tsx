import { Select } from '@mantine/core'
import { isNotEmpty, useForm } from '@mantine/form'
import { useState } from 'react'
import { call } from '../../shared/api/call.ts'
import { useAction } from '../../shared/api/use-action.ts'
import { useRead } from '../../shared/api/use-read.ts'
import { AmountInput, checkAmount } from '../../shared/ui/amount-input.tsx'
import { Tool } from './tool.tsx'

const MESSAGES = [
  { value: 'authorize', label: 'Buy something' },
  { value: 'clearing', label: 'Settle the newest purchase' },
  { value: 'reversal', label: 'Reverse the newest purchase' },
  { value: 'refund', label: 'Refund the newest settled purchase' },
]

/** The card network sends a message. */
export function Purchase() {
  const [outcome, setOutcome] = useState<string | null>(null)
  const cards = useRead('GET /cards/virtual-cards/list', {}).data ?? []
  const form = useForm({
    initialValues: { message: 'authorize', card_id: '', amount: '12.50' },
    validate: { card_id: isNotEmpty('Which card'), amount: (amount) => checkAmount(amount, 2) },
  })
  const { message } = form.getValues()
  const action = useAction(async (fields: typeof form.values, idempotencyKey) => {
    const answer = await send(fields, idempotencyKey)
    const { response_code: code } = answer
    setOutcome(code === '00' ? 'The network was told: approved' : `The network was told: ${code}`)
  })
  return (
    <Tool
      title="Card network"
      action={action}
      form={form}
      read={() => (form.validate().hasErrors ? null : form.getValues())}
      label="Send"
      outcome={outcome}
    >
      <Select label="What happens" allowDeselect={false} data={MESSAGES} {...form.getInputProps('message')} />
      <Select
        label="Card"
        placeholder={cards.length === 0 ? 'Issue one first' : 'Choose one'}
        searchable
        data={cards.map(({ id, card_holder_name, last4 }) => ({
          value: id,
          label: `${card_holder_name} •••• ${last4}`,
        }))}
        {...form.getInputProps('card_id')}
      />
      {message === 'authorize' ? (
        <AmountInput label="Amount" description="USD" {...form.getInputProps('amount')} />
      ) : null}
    </Tool>
  )
}

interface Fields {
  readonly message: string
  readonly card_id: string
  readonly amount: string
}

function send({ message, card_id, amount }: Fields, idempotencyKey: string) {
  switch (message) {
    case 'clearing':
      return call('POST /sandbox/cards/clearing', { body: { card_id } }, { idempotencyKey })
    case 'reversal':
      return call('POST /sandbox/cards/reversal', { body: { card_id } }, { idempotencyKey })
    case 'refund':
      return call('POST /sandbox/cards/refund', { body: { card_id } }, { idempotencyKey })
    default: {
      const billing = { value: toCents(amount), currency: 'USD' }
      return call(
        'POST /sandbox/cards/authorize',
        { body: { card_id, billing, amount: billing } },
        { idempotencyKey },
      )
    }
  }
}

/** `12.5` is 1250; by moving the point, not by multiplying. */
function toCents(amount: string): number {
  const [whole = '0', fraction = ''] = amount.trim().split('.')
  return Number(`${whole}${fraction.padEnd(2, '0')}`)
}
