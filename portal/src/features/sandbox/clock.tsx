import { Select } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useState } from 'react'
import { call } from '../../shared/api/call.ts'
import { useAction } from '../../shared/api/use-action.ts'
import { formatTime } from '../../shared/format/time.ts'
import { Tool } from './tool.tsx'

const STEPS = [
  { value: '3600', label: 'One hour' },
  { value: '86400', label: 'One day' },
  { value: '604800', label: 'One week' },
  { value: '2592000', label: '30 days' },
]

/** Business time goes forward: limits, holds, expiry. It never goes back. */
export function Clock() {
  const [outcome, setOutcome] = useState<string | null>(null)
  const form = useForm({ initialValues: { seconds: '3600' } })
  const action = useAction(async (seconds: string, idempotencyKey) => {
    const body = { advance_seconds: Number(seconds) }
    const { now } = await call('POST /sandbox/clock', { body }, { idempotencyKey })
    setOutcome(`It is ${formatTime(now)}`)
  })
  return (
    <Tool
      title="Clock"
      action={action}
      form={form}
      read={() => form.getValues().seconds}
      label="Move forward"
      outcome={outcome}
    >
      <Select label="By" allowDeselect={false} data={STEPS} {...form.getInputProps('seconds')} />
    </Tool>
  )
}
