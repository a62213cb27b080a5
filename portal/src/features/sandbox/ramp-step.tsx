import { Select, TextInput } from '@mantine/core'
import { isNotEmpty, useForm } from '@mantine/form'
import { useState } from 'react'
import { call } from '../../shared/api/call.ts'
import { useAction } from '../../shared/api/use-action.ts'
import { useRead } from '../../shared/api/use-read.ts'
import { formatAmount } from '../../shared/format/amount.ts'
import { AmountInput, checkAmount } from '../../shared/ui/amount-input.tsx'
import type { ListRow } from '../../shared/ui/use-list.ts'
import { Tool } from './tool.tsx'

type Row = ListRow<'ramps'>

/** What goes on by itself afterwards. */
const STEPS = [
  { value: 'funds_received', label: 'The money arrives' },
  { value: 'in_review', label: 'It is looked at' },
  { value: 'payment_submitted', label: 'It is being paid out' },
  { value: 'payment_processed', label: 'It is paid out' },
  { value: 'returned', label: 'It is sent back' },
  { value: 'canceled', label: 'The partner cancels it' },
  { value: 'error', label: 'It fails' },
] as const
type Step = (typeof STEPS)[number]['value']

const BAD: readonly string[] = ['returned', 'canceled', 'error']

interface Values {
  readonly ramp_id: string
  readonly state: Step
  readonly amount: string
  readonly reason: string
}

/** Somebody pays an on-ramp, or the partner goes on with a ramp. */
export function RampStep() {
  const [outcome, setOutcome] = useState<string | null>(null)
  const query = { status: ['PENDING', 'PROCESSING'] as const, size: '100' }
  const ramps = useRead('GET /portal/api/lists/ramps', { query }).data?.items ?? []
  const form = useForm<Values>({
    initialValues: { ramp_id: '', state: 'funds_received', amount: '', reason: '' },
    validate: {
      ramp_id: isNotEmpty('Which ramp'),
      amount: (amount) => (amount.trim() === '' ? null : checkAmount(amount)),
    },
  })
  const { state, ramp_id } = form.getValues()
  const isOn = ramps.find(({ id }) => id === ramp_id)?.type === 'RAMP_ON'
  const action = useAction(async (values: Values, idempotencyKey) => {
    const { reason, amount } = values
    const body = {
      state: values.state,
      ...(amount.trim() === '' ? {} : { amount: amount.trim() }),
      ...(reason.trim() === '' || !BAD.includes(values.state) ? {} : { reason: reason.trim() }),
    }
    const path = { rampId: values.ramp_id }
    await call('POST /sandbox/ramps/{rampId}/state', { path, body }, { idempotencyKey })
    setOutcome('The partner goes on')
  })
  return (
    <Tool
      title="Partner: a ramp"
      action={action}
      form={form}
      read={() => (form.validate().hasErrors ? null : form.getValues())}
      label="Go on"
      outcome={outcome}
    >
      <Select
        label="Ramp"
        placeholder={ramps.length === 0 ? 'Start one first' : 'Choose one'}
        searchable
        data={ramps.map((ramp) => ({ value: ramp.id, label: describe(ramp) }))}
        {...form.getInputProps('ramp_id')}
      />
      <Select label="What happens" allowDeselect={false} data={STEPS} {...form.getInputProps('state')} />
      {isOn && state === 'funds_received' ? (
        <AmountInput
          label="What arrives"
          description="Empty: what was announced"
          {...form.getInputProps('amount')}
        />
      ) : null}
      {BAD.includes(state) ? <TextInput label="Reason" {...form.getInputProps('reason')} /> : null}
    </Tool>
  )
}

function describe({ type, client_name, origin_amount, origin_currency }: Row): string {
  const amount = origin_amount === null ? '' : `${formatAmount(origin_amount)} `
  return `${type === 'RAMP_ON' ? 'In' : 'Out'}: ${amount}${origin_currency}, ${client_name ?? ''}`
}
