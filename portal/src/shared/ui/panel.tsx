import { Group, Paper, Stack, Text, Title } from '@mantine/core'
import type { ReactNode } from 'react'

interface PanelProps {
  readonly title?: string
  readonly lead?: ReactNode
  readonly actions?: ReactNode
  readonly children: ReactNode
}

export function Panel({ title, lead, actions, children }: PanelProps) {
  return (
    <Paper withBorder radius="md" p="md" component="section" aria-label={title}>
      <Stack gap="sm">
        {title === undefined ? null : (
          <Group justify="space-between" align="flex-start" gap="xs">
            <div style={{ flex: '1 1 10rem' }}>
              <Title order={2} size="h5">
                {title}
              </Title>
              {lead === undefined ? null : (
                <Text size="sm" c="dimmed">
                  {lead}
                </Text>
              )}
            </div>
            {actions === undefined ? null : <Group gap="xs">{actions}</Group>}
          </Group>
        )}
        {children}
      </Stack>
    </Paper>
  )
}
