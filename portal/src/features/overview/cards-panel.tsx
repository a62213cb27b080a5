import { Anchor, Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { Problem } from '../../shared/api/problem.ts'
import { useRead } from '../../shared/api/use-read.ts'
import { formatUsd } from '../../shared/format/amount.ts'
import { Loaded } from '../../shared/ui/loaded.tsx'
import { Panel } from '../../shared/ui/panel.tsx'

/** What purchases may still take. */
export function CardsPanel() {
  const holding = useRead('GET /cards/holding/balance', {})
  const isMissing = holding.error instanceof Problem && holding.error.status === 404
  return (
    <Panel title="Cards" lead="What purchases may still take from holding.">
      {isMissing ? (
        <Text size="sm" c="dimmed">
          No cards yet.
        </Text>
      ) : (
        <Loaded of={holding} lines={1}>
          {({ warranty_balance }) => (
            <Text fz={26} fw={650} style={{ fontVariantNumeric: 'tabular-nums' }}>
              {formatUsd(warranty_balance)}
            </Text>
          )}
        </Loaded>
      )}
      <Anchor component={Link} to="/cards" size="sm">
        To the cards
      </Anchor>
    </Panel>
  )
}
