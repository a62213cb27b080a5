import { Anchor } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { ArrowDownToLine } from 'lucide-react'
import { useRead } from '../../shared/api/use-read.ts'
import { formatTime } from '../../shared/format/time.ts'
import { toWords } from '../../shared/format/words.ts'
import { Amount } from '../../shared/ui/amount.tsx'
import { Empty } from '../../shared/ui/empty.tsx'
import { Loaded } from '../../shared/ui/loaded.tsx'
import { Panel } from '../../shared/ui/panel.tsx'
import { PlainTable } from '../../shared/ui/plain-table.tsx'
import { StatusBadge } from '../../shared/ui/status-badge.tsx'
import type { ListRow } from '../../shared/ui/use-list.ts'

type Deposit = ListRow<'deposits'>

export function NewestDeposits() {
  const deposits = useRead('GET /portal/api/lists/deposits', { query: { size: '5' } })
  return (
    <Panel
      title="Newest deposits"
      actions={
        <Anchor component={Link} to="/wallets/deposits" size="sm">
          All deposits
        </Anchor>
      }
    >
      <Loaded of={deposits} lines={5}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty
              icon={ArrowDownToLine}
              title="No deposits yet"
              hint="They show here by themselves, as soon as their block is seen."
            />
          ) : (
            <PlainTable
              caption="Newest deposits"
              rows={items}
              idOf={({ id }: Deposit) => id}
              columns={[
                { title: 'Seen', cell: ({ created_at }: Deposit) => formatTime(created_at) },
                { title: 'Product', cell: ({ product }: Deposit) => toWords(product) },
                { title: 'Chain', cell: ({ blockchain }: Deposit) => blockchain },
                {
                  title: 'Amount',
                  isRight: true,
                  cell: ({ amount, token_symbol }: Deposit) => <Amount value={amount} unit={token_symbol} />,
                },
                { title: 'State', cell: ({ status }: Deposit) => <StatusBadge status={status} /> },
              ]}
            />
          )
        }
      </Loaded>
    </Panel>
  )
}
