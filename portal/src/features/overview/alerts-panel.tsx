import { BellRing } from 'lucide-react'
import { formatTime } from '../../shared/format/time.ts'
import { toWords } from '../../shared/format/words.ts'
import { Empty } from '../../shared/ui/empty.tsx'
import { Panel } from '../../shared/ui/panel.tsx'
import { PlainTable } from '../../shared/ui/plain-table.tsx'
import type { Overview } from './overview-page.tsx'

type Alert = Overview['alerts'][number]

const SHOWN = 5

export function AlertsPanel({ alerts }: { readonly alerts: Overview['alerts'] }) {
  return (
    <Panel
      title="Alerts"
      lead="The newest of what you asked to be told, and of what the platform tells by itself."
    >
      {alerts.length === 0 ? (
        <Empty icon={BellRing} title="No alerts" hint="Set under Wallets, Rules, when you want to be told." />
      ) : (
        <PlainTable
          caption="Alerts"
          rows={alerts.slice(0, SHOWN)}
          idOf={({ id }: Alert) => id}
          columns={[
            { title: 'When', cell: ({ created_at }: Alert) => formatTime(created_at) },
            { title: 'What', cell: ({ type }: Alert) => toWords(type) },
            { title: 'Chain', cell: ({ blockchain }: Alert) => blockchain },
            {
              title: 'Value',
              isRight: true,
              cell: ({ value, threshold }: Alert) =>
                threshold === null ? value : `${value} of ${threshold}`,
            },
          ]}
        />
      )}
    </Panel>
  )
}
