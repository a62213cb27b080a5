import { Group, Progress, Stack, Text } from '@mantine/core'
import { toCount } from '../../shared/api/to-count.ts'

export interface Report {
  readonly evaluated: string
  readonly declined_by_both: string
  readonly declined_by_live_only: string
  readonly declined_by_shadow_only: string
}

/** What the candidates would have declined, beside what the live rules have. */
export function Comparison({ report }: { readonly report: Report }) {
  const total = toCount(report.evaluated)
  const both = toCount(report.declined_by_both)
  const live = toCount(report.declined_by_live_only)
  const candidate = toCount(report.declined_by_shadow_only)
  const parts = [
    { label: 'Approved by both', count: total - both - live - candidate, color: 'kelp.6' },
    { label: 'Declined by both', count: both, color: 'gray.6' },
    { label: 'Declined by the live rules only', count: live, color: 'blue.6' },
    { label: 'Declined by the candidates only', count: candidate, color: 'orange.6' },
  ]
  if (total === 0)
    return (
      <Text size="sm" c="dimmed">
        No purchase has been judged in these days.
      </Text>
    )
  return (
    <Stack gap="xs">
      <Progress.Root size={18} aria-label={`${total} purchases`}>
        {parts.map(({ label, count, color }) => (
          <Progress.Section key={label} value={(100 * count) / total} color={color} aria-label={label} />
        ))}
      </Progress.Root>
      {parts.map(({ label, count, color }) => (
        <Group key={label} justify="space-between" gap="xs">
          <Group gap={8}>
            <Progress.Root size={10} w={10} aria-hidden>
              <Progress.Section value={100} color={color} withAria={false} />
            </Progress.Root>
            <Text size="sm">{label}</Text>
          </Group>
          <Text size="sm" style={{ fontVariantNumeric: 'tabular-nums' }}>
            {count}
          </Text>
        </Group>
      ))}
    </Stack>
  )
}
