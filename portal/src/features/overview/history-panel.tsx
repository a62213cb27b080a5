import { Text } from '@mantine/core'
import { useMemo } from 'react'
import { toPosition } from '../../shared/format/amount.ts'
import { formatDay } from '../../shared/format/time.ts'
import { Chart, type Series } from '../../shared/ui/chart.tsx'
import { Panel } from '../../shared/ui/panel.tsx'
import type { Overview } from './overview-page.tsx'

const COLORS = ['kelp-6', 'blue-6', 'orange-6', 'grape-6', 'red-6']
const DAYS_MIN = 2

/** What was owed, day by day, for each token. */
export function HistoryPanel({ history }: { readonly history: Overview['history'] }) {
  const days = useMemo(() => [...new Set(history.map(({ date }) => date))], [history])
  const series = useMemo(() => seriesOf(history, days), [history, days])
  const times = useMemo(() => days.map((day) => Date.parse(day) / 1_000), [days])
  return (
    <Panel title="Balances over time" lead="Owed to virtual wallets, by the daily proofs of reserves.">
      {days.length < DAYS_MIN ? (
        <Text size="sm" c="dimmed">
          A proof is made each day; two of them make a line.
        </Text>
      ) : (
        <>
          <Chart
            times={times}
            series={series}
            summary={`${series.map(({ label }) => label).join(', ')} from ${formatDay(days[0])} to ${formatDay(days.at(-1))}`}
          />
          <Text size="xs" c="dimmed">
            {series.map(({ label }) => label).join(' · ')}
          </Text>
        </>
      )}
    </Panel>
  )
}

function seriesOf(history: Overview['history'], days: readonly string[]): Series[] {
  const byToken = Map.groupBy(history, ({ symbol, blockchain }) => `${symbol} on ${blockchain}`)
  return [...byToken].map(([label, rows], index) => {
    const byDay = new Map(rows.map(({ date, liabilities }) => [date, toPosition(liabilities)]))
    return {
      label,
      kind: 'line' as const,
      color: COLORS[index % COLORS.length] ?? 'kelp-6',
      values: days.map((day) => byDay.get(day) ?? 0),
    }
  })
}
