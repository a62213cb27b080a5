import { Button, Fieldset, Group, Select, Stack, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { notifications } from '@mantine/notifications'
import { type Answer, call } from '../../shared/api/call.ts'
import { useCan } from '../../shared/api/session.ts'
import { useAction } from '../../shared/api/use-action.ts'
import { AmountInput } from '../../shared/ui/amount-input.tsx'
import { Panel } from '../../shared/ui/panel.tsx'
import { ProblemAlert } from '../../shared/ui/problem-alert.tsx'
import { AlertRules } from './alert-rules.tsx'
import { AutomaticTransfers } from './automatic-transfers.tsx'
import { type EditedRule, editRule, sendRule } from './edited-rule.ts'

export type Rule = Answer<'GET /virtual-wallets/config/rules'>['rules'][number]

const MODES = [
  { value: 'IMMEDIATE', label: 'At once, after each deposit' },
  { value: 'THRESHOLD', label: 'When an address holds enough' },
  { value: 'SCHEDULE', label: 'On a schedule' },
  { value: 'MANUAL', label: 'Only when asked' },
]

/** The rules of one chain. The call replaces those of every chain, so the others are sent as they are. */
export function ChainRules({ rule, all }: { readonly rule: Rule; readonly all: readonly Rule[] }) {
  const can = useCan()
  const form = useForm<EditedRule>({ initialValues: editRule(rule) })
  const action = useAction((edited: EditedRule, idempotencyKey) => {
    const rules = all.map((one) => sendRule(one.blockchain === rule.blockchain ? edited : editRule(one)))
    return call('PUT /virtual-wallets/config/rules', { body: { rules } }, { idempotencyKey })
  })
  const save = async (edited: EditedRule) => {
    if (await action.run(edited))
      notifications.show({ message: `The rules of ${rule.blockchain} are saved`, color: 'kelp' })
  }
  const { mode } = form.getValues()
  return (
    <Panel title={rule.blockchain}>
      <form onSubmit={form.onSubmit((edited) => void save(edited))}>
        <Fieldset variant="unstyled" mx={0} disabled={!can('virtual_wallets', 3)}>
          <Stack gap="md">
            <Select label="Sweep" allowDeselect={false} data={MODES} {...form.getInputProps('mode')} />
            {mode === 'THRESHOLD' ? <AmountInput label="At least" {...form.getInputProps('amount')} /> : null}
            {mode === 'SCHEDULE' ? (
              <TextInput
                label="Schedule"
                description="Five cron fields, UTC"
                placeholder="0 * * * *"
                {...form.getInputProps('cron')}
              />
            ) : null}
            <AmountInput
              label="Guarantee fund"
              description="Part of what you owe that must stay in holding, such as 0.3; empty: none"
              placeholder="none"
              {...form.getInputProps('reserveRatio')}
            />
            <AlertRules form={form} blockchain={rule.blockchain} />
            <AutomaticTransfers form={form} blockchain={rule.blockchain} />
            {action.problem === null ? null : <ProblemAlert error={action.problem} />}
            {can('virtual_wallets', 3) ? (
              <Group justify="flex-end">
                <Button type="submit" loading={action.isRunning} disabled={!form.isDirty()}>
                  Save
                </Button>
              </Group>
            ) : null}
          </Stack>
        </Fieldset>
      </form>
    </Panel>
  )
}
