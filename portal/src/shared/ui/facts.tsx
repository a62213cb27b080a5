import { Box, SimpleGrid, Text } from '@mantine/core'
import type { ReactNode } from 'react'

export type Fact = readonly [label: string, value: ReactNode]

/** Names and values beside each other, as many columns as fit. */
export function Facts({
  facts,
  columns = 3,
}: {
  readonly facts: readonly Fact[]
  readonly columns?: number
}) {
  return (
    <SimpleGrid component="dl" cols={{ base: 2, md: columns }} spacing="md" verticalSpacing="sm" m={0}>
      {facts.map(([label, value]) => (
        <Box key={label}>
          <Text component="dt" size="xs" c="dimmed">
            {label}
          </Text>
          <Text component="dd" size="sm" m={0} style={{ overflowWrap: 'anywhere' }}>
            {value}
          </Text>
        </Box>
      ))}
    </SimpleGrid>
  )
}
