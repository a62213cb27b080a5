import { Box, Stack, Text } from '@mantine/core'
import type { LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'

interface EmptyProps {
  readonly icon: LucideIcon
  readonly title: string
  /** What would put something here. */
  readonly hint: string
  readonly action?: ReactNode
}

/** Nothing here yet, and what the next step is. */
export function Empty({ icon: Icon, title, hint, action }: EmptyProps) {
  return (
    <Stack align="center" gap={6} py="xl" px="md">
      <Icon size={32} strokeWidth={1.4} aria-hidden />
      <Text fw={600} ta="center">
        {title}
      </Text>
      <Text size="sm" c="dimmed" ta="center" maw="30rem">
        {hint}
      </Text>
      {action === undefined ? null : <Box mt="xs">{action}</Box>}
    </Stack>
  )
}
