import { Group, Loader, Text, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useState } from 'react'
import { call } from '../../shared/api/call.ts'
import { useAction } from '../../shared/api/use-action.ts'
import { useRead } from '../../shared/api/use-read.ts'
import { Loaded } from '../../shared/ui/loaded.tsx'
import { SaveForm } from '../../shared/ui/save-form.tsx'
import { StatusBadge } from '../../shared/ui/status-badge.tsx'
import { Comparison } from './comparison.tsx'
import { type Controls, RiskFields, sendRules, VelocityFields } from './control-fields.tsx'

const DAY_MS = 86_400_000
const RUNNING_MS = 1_500

interface Test extends Controls {
  readonly from_date: string
  readonly to_date: string
}

/** What rules would have done to the purchases of the past. */
export function BackTest({ live }: { readonly live: Controls }) {
  const [id, setId] = useState<string | null>(null)
  const form = useForm<Test>({ initialValues: { ...live, from_date: dayBefore(30), to_date: dayBefore(0) } })
  const action = useAction(async ({ rules, risk, ...dates }: Test, idempotencyKey) => {
    const body = { ...dates, velocity_rules: sendRules(rules), risk_score: risk }
    const test = await call('POST /cards/account/configuration/back-tests', { body }, { idempotencyKey })
    setId(test.id)
  })
  return (
    <SaveForm
      title="Back-test"
      lead="Judge the purchases of the past by other rules."
      needs={['cards', 2]}
      form={form}
      action={action}
      done="The back-test runs"
      label="Run"
      isAlwaysReady
    >
      <Group grow>
        <TextInput label="From" type="date" {...form.getInputProps('from_date')} />
        <TextInput label="To" type="date" {...form.getInputProps('to_date')} />
      </Group>
      <VelocityFields form={form} />
      <RiskFields form={form} />
      {id === null ? null : <Result id={id} />}
    </SaveForm>
  )
}

function Result({ id }: { readonly id: string }) {
  const path = { backTestId: id }
  const first = useRead(
    'GET /cards/account/configuration/back-tests/{backTestId}',
    { path },
    { everyMs: RUNNING_MS },
  )
  return (
    <Loaded of={first}>
      {({ status, report }) => {
        if (report !== null) return <Comparison report={report} />
        if (status !== 'RUNNING') return <StatusBadge status={status} />
        return (
          <Group gap="xs" role="status">
            <Loader size="xs" />
            <Text size="sm">Judging the purchases …</Text>
          </Group>
        )
      }}
    </Loaded>
  )
}

function dayBefore(days: number): string {
  return new Date(Date.now() - days * DAY_MS).toISOString().slice(0, 10)
}
