import { ActionIcon, Button, Fieldset, Group, Select, Stack } from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import { Plus, Trash2 } from 'lucide-react'
import { AmountInput } from '../../shared/ui/amount-input.tsx'
import { TokenSelect } from '../../shared/ui/token-select.tsx'
import type { EditedRule } from './edited-rule.ts'

const TYPES = [
  { value: 'LOW_HOLDING', label: 'Holding below' },
  { value: 'LOW_GAS', label: 'Gas below' },
  { value: 'LOW_RESERVE', label: 'Reserve ratio below' },
  { value: 'LARGE_DEPOSIT', label: 'A deposit of at least' },
]

interface AlertRulesProps {
  readonly form: UseFormReturnType<EditedRule>
  readonly blockchain: string
}

export function AlertRules({ form, blockchain }: AlertRulesProps) {
  return (
    <Fieldset legend="Tell me when" radius="md">
      <Stack gap="sm">
        {form.getValues().alerts.map(({ type }, row) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: rows of a form have no other name
          <Group key={row} align="flex-end" gap="xs" wrap="wrap">
            <Select
              label="What"
              allowDeselect={false}
              w={170}
              data={TYPES}
              {...form.getInputProps(`alerts.${row}.type`)}
            />
            {type === 'LOW_GAS' ? null : (
              <TokenSelect
                blockchain={blockchain}
                w={110}
                {...form.getInputProps(`alerts.${row}.token_address`)}
              />
            )}
            <AmountInput label="Threshold" w={110} {...form.getInputProps(`alerts.${row}.threshold`)} />
            <ActionIcon
              variant="subtle"
              color="gray"
              size="lg"
              aria-label="Remove this alert"
              onClick={() => form.removeListItem('alerts', row)}
            >
              <Trash2 size={16} aria-hidden />
            </ActionIcon>
          </Group>
        ))}
        <Button
          variant="default"
          size="xs"
          leftSection={<Plus size={14} aria-hidden />}
          onClick={() =>
            form.insertListItem('alerts', { type: 'LOW_HOLDING', token_address: '', threshold: '' })
          }
        >
          Add an alert
        </Button>
      </Stack>
    </Fieldset>
  )
}
