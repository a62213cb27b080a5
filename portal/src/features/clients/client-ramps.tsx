import { Anchor, Group } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { ArrowLeftRight } from 'lucide-react'
import { useRead } from '../../shared/api/use-read.ts'
import { formatTime } from '../../shared/format/time.ts'
import { Amount } from '../../shared/ui/amount.tsx'
import { Empty } from '../../shared/ui/empty.tsx'
import { Loaded } from '../../shared/ui/loaded.tsx'
import { Panel } from '../../shared/ui/panel.tsx'
import { PlainTable } from '../../shared/ui/plain-table.tsx'
import { StatusBadge } from '../../shared/ui/status-badge.tsx'
import type { ListRow } from '../../shared/ui/use-list.ts'
import type { Client } from './client.ts'

type Row = ListRow<'ramps'>

const NEWEST = '10'

export function ClientRamps({ client }: { readonly client: Client }) {
  const query = { client_id: client.id, size: NEWEST }
  const ramps = useRead('GET /portal/api/lists/ramps', { query })
  return (
    <Panel title="Ramps" lead="Fiat that came in or went out, the newest ten.">
      <Loaded of={ramps}>
        {({ items, total_elements: total }) =>
          items.length === 0 ? (
            <Empty
              icon={ArrowLeftRight}
              title="No ramps yet"
              hint="Link a wallet to this client, then start a ramp under Ramps."
            />
          ) : (
            <>
              <PlainTable
                caption="Ramps"
                rows={items}
                idOf={({ id }: Row) => id}
                columns={[
                  {
                    title: 'When',
                    cell: ({ id, created_at }: Row) => (
                      <Anchor component={Link} to={`/ramps/${id}`} size="sm" fw={500}>
                        {formatTime(created_at)}
                      </Anchor>
                    ),
                  },
                  {
                    title: 'Direction',
                    cell: ({ type }: Row) => (type === 'RAMP_ON' ? 'In' : 'Out'),
                  },
                  {
                    title: 'Given',
                    isRight: true,
                    cell: ({ origin_amount, origin_currency }: Row) => (
                      <Amount value={origin_amount} unit={origin_currency} />
                    ),
                  },
                  {
                    title: 'Got',
                    isRight: true,
                    cell: ({ final_amount, final_currency }: Row) => (
                      <Amount value={final_amount} unit={final_currency} />
                    ),
                  },
                  { title: 'State', cell: ({ status }: Row) => <StatusBadge status={status} /> },
                ]}
              />
              {total === String(items.length) ? null : (
                <Group justify="flex-end">
                  <Anchor component={Link} to={`/ramps?client=${client.id}`} size="sm">
                    All {total}
                  </Anchor>
                </Group>
              )}
            </>
          )
        }
      </Loaded>
    </Panel>
  )
}
