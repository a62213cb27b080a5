import { Anchor, Group, Stack, Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useRead } from '../../shared/api/use-read.ts'
import { Loaded } from '../../shared/ui/loaded.tsx'
import { Panel } from '../../shared/ui/panel.tsx'

const STATES = [
  ['PENDING', 'On their way'],
  ['DEAD', 'Given up'],
  ['DELIVERED', 'Delivered'],
] as const

/** Whether your system hears of what happens. */
export function WebhookPanel() {
  return (
    <Panel title="Webhooks" lead="Deliveries to your endpoint.">
      <Stack gap={4}>
        {STATES.map(([status, label]) => (
          <Count key={status} status={status} label={label} />
        ))}
      </Stack>
      <Anchor component={Link} to="/settings/deliveries" size="sm">
        To the deliveries
      </Anchor>
    </Panel>
  )
}

interface CountProps {
  readonly status: (typeof STATES)[number][0]
  readonly label: string
}

function Count({ status, label }: CountProps) {
  const found = useRead('GET /management/webhooks/deliveries', { query: { status, size: '1' } })
  return (
    <Group justify="space-between">
      <Text size="sm" c="dimmed">
        {label}
      </Text>
      <Loaded of={found} lines={1}>
        {({ total_elements }) => (
          <Text size="sm" fw={status === 'DEAD' && total_elements !== '0' ? 700 : 400}>
            {total_elements}
          </Text>
        )}
      </Loaded>
    </Group>
  )
}
