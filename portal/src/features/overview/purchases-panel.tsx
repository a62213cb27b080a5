import { Group, Text } from '@mantine/core'
import { type ReactNode, useMemo } from 'react'
import { toCount } from '../../shared/api/to-count.ts'
import { formatRatio } from '../../shared/format/amount.ts'
import { Chart, type Series } from '../../shared/ui/chart.tsx'
import { Panel } from '../../shared/ui/panel.tsx'
import type { Overview } from './overview-page.tsx'

interface PurchasesPanelProps {
  readonly purchases: Overview['purchases']
  readonly actions: ReactNode
}

/** Decisions on purchases, hour by hour. */
export function PurchasesPanel({ purchases, actions }: PurchasesPanelProps) {
  const { approved, declined, approval_rate, hours } = purchases
  const times = useMemo(() => hours.map(({ hour }) => Date.parse(hour) / 1_000), [hours])
  const series = useMemo<Series[]>(
    () => [
      {
        label: 'All',
        kind: 'bars',
        color: 'red-6',
        values: hours.map((hour) => toCount(hour.approved) + toCount(hour.declined)),
      },
      {
        label: 'Approved',
        kind: 'bars',
        color: 'kelp-6',
        values: hours.map((hour) => toCount(hour.approved)),
      },
    ],
    [hours],
  )
  return (
    <Panel title="Purchases" lead="By hour: approved in green, declined in red above." actions={actions}>
      <Group gap="lg">
        <Text size="sm">
          <b>{approved}</b> approved
        </Text>
        <Text size="sm">
          <b>{declined}</b> declined
        </Text>
        <Text size="sm">
          Approval rate <b>{formatRatio(approval_rate)}</b>
        </Text>
      </Group>
      <Chart
        times={times}
        series={series}
        summary={`Purchases by hour: ${approved} approved, ${declined} declined`}
      />
    </Panel>
  )
}
