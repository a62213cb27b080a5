import { Badge, Text } from '@mantine/core'
import { formatRatio, isZero } from '../../shared/format/amount.ts'
import { Amount } from '../../shared/ui/amount.tsx'
import { Panel } from '../../shared/ui/panel.tsx'
import { PlainTable } from '../../shared/ui/plain-table.tsx'
import type { Overview } from './overview-page.tsx'

type Reserve = Overview['reserves'][number]

/** What is there beside what is owed, for each chain and token. */
export function ReservesPanel({ reserves }: { readonly reserves: Overview['reserves'] }) {
  const shown = reserves.filter(({ assets, liabilities }) => !isZero(assets) || !isZero(liabilities))
  return (
    <Panel title="Reserves" lead="What you hold, beside what you owe to virtual wallets.">
      {shown.length === 0 ? (
        <Text size="sm" c="dimmed">
          Nothing is held and nothing is owed yet.
        </Text>
      ) : (
        <PlainTable
          caption="Reserves"
          rows={shown}
          idOf={({ blockchain, token_address }: Reserve) => `${blockchain} ${token_address}`}
          columns={[
            { title: 'Token', cell: (reserve: Reserve) => <TokenOnChain of={reserve} /> },
            { title: 'Held', isRight: true, cell: ({ assets }: Reserve) => <Amount value={assets} /> },
            {
              title: 'Owed',
              isRight: true,
              cell: ({ liabilities }: Reserve) => <Amount value={liabilities} />,
            },
            {
              title: 'Covered',
              isRight: true,
              cell: ({ reserve_ratio }: Reserve) => <Covered ratio={reserve_ratio} />,
            },
          ]}
        />
      )}
    </Panel>
  )
}

/** In two lines, so that the figures beside it are whole. */
function TokenOnChain({ of: { symbol, blockchain } }: { readonly of: Reserve }) {
  return (
    <>
      {symbol}{' '}
      <Text span display="block" size="xs" c="dimmed">
        on {blockchain}
      </Text>
    </>
  )
}

function Covered({ ratio }: { readonly ratio: string | null }) {
  if (ratio === null) return 'nothing owed'
  return (
    <Badge variant="light" tt="none" miw="max-content" color={ratio.startsWith('0') ? 'yellow' : 'kelp'}>
      {formatRatio(ratio)}
    </Badge>
  )
}
