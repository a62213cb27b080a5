import { ActionIcon, Button, Group, SimpleGrid, Stack, TextInput } from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import { Plus, Trash2 } from 'lucide-react'
import { AmountInput } from '../../shared/ui/amount-input.tsx'

export const WEIGHTS = [
  ['geo_distance_weight', 'Another country in 4 hours'],
  ['mcc_profile_weight', 'A category new to the card'],
  ['amount_baseline_weight', 'An unusually high amount'],
  ['time_window_weight', 'An unusual hour'],
  ['decline_rate_weight', 'Three declines in a day'],
  ['merchant_country_weight', 'Not the holder’s country'],
] as const

type Weight = (typeof WEIGHTS)[number][0]
export type RiskScore = Readonly<Record<Weight | 'threshold', string>>

export interface VelocityRule {
  readonly max_authorizations: string
  readonly time_window_seconds: string
}

/** Velocity rules and risk score as a form has them. */
export interface Controls {
  readonly rules: readonly VelocityRule[]
  readonly risk: RiskScore
}

const RULES_MAX = 5
const NEW: VelocityRule = { max_authorizations: '', time_window_seconds: '' }

interface FieldsProps<Values extends Controls> {
  readonly form: UseFormReturnType<Values>
}

export function VelocityFields<Values extends Controls>({ form }: FieldsProps<Values>) {
  const { rules } = form.getValues()
  return (
    <Stack gap="xs">
      {rules.map((_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows of a form have no other name
        <Group key={row} align="flex-end" gap="xs" wrap="nowrap">
          <TextInput
            label="At most"
            description="purchases"
            inputMode="numeric"
            {...form.getInputProps(`rules.${row}.max_authorizations`)}
          />
          <TextInput
            label="Within"
            description="seconds"
            inputMode="numeric"
            {...form.getInputProps(`rules.${row}.time_window_seconds`)}
          />
          <ActionIcon
            variant="subtle"
            color="gray"
            size="lg"
            aria-label="Remove this rule"
            onClick={() => form.removeListItem('rules', row)}
          >
            <Trash2 size={16} aria-hidden />
          </ActionIcon>
        </Group>
      ))}
      {rules.length < RULES_MAX ? (
        <Button
          size="xs"
          variant="default"
          leftSection={<Plus size={14} aria-hidden />}
          onClick={() => form.setFieldValue('rules', [...rules, NEW] as never)}
        >
          Add a rule
        </Button>
      ) : null}
    </Stack>
  )
}

export function RiskFields<Values extends Controls>({ form }: FieldsProps<Values>) {
  return (
    <Stack gap="xs">
      <AmountInput
        label="Threshold"
        description="A purchase whose weights add up to it is declined"
        placeholder="1"
        {...form.getInputProps('risk.threshold')}
      />
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="xs" style={{ alignItems: 'end' }}>
        {WEIGHTS.map(([name, label]) => (
          <AmountInput key={name} label={label} placeholder="0" {...form.getInputProps(`risk.${name}`)} />
        ))}
      </SimpleGrid>
    </Stack>
  )
}

/** As the calls take them: whole numbers as numbers, weights as they were typed. */
export function sendRules(rules: readonly VelocityRule[]) {
  return rules.map(({ max_authorizations, time_window_seconds }) => ({
    max_authorizations: Number(max_authorizations),
    time_window_seconds: Number(time_window_seconds),
  }))
}
