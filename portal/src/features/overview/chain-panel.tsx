import { Badge, Group, Stack, Text } from '@mantine/core'
import type { Answer } from '../../shared/api/call.ts'
import { Problem } from '../../shared/api/problem.ts'
import { useRead } from '../../shared/api/use-read.ts'
import { formatRatio } from '../../shared/format/amount.ts'
import { ratioOf } from '../../shared/format/ratio.ts'
import { Amount } from '../../shared/ui/amount.tsx'
import { Loaded } from '../../shared/ui/loaded.tsx'
import { Panel } from '../../shared/ui/panel.tsx'

type Balances = Answer<'GET /virtual-wallets/holding/balance'>

const EVERY_MS = 20_000

/** Held on chain beside owed to wallets, for each token. */
export function ChainPanel({ blockchain }: { readonly blockchain: string }) {
  const owed = useRead('GET /virtual-wallets/virtual-balances', { query: { blockchain } })
  const held = useRead(
    'GET /virtual-wallets/holding/balance',
    { query: { blockchain } },
    { everyMs: EVERY_MS },
  )
  const isMissing = held.error instanceof Problem && held.error.status === 404
  return (
    <Panel title={blockchain} lead="Held in the holding wallet, owed to virtual wallets.">
      {isMissing ? (
        <Text size="sm" c="dimmed">
          No wallets here yet.
        </Text>
      ) : (
        <Loaded of={owed}>
          {(liabilities) => (
            <Loaded of={held}>{(assets) => <Tokens assets={assets} liabilities={liabilities} />}</Loaded>
          )}
        </Loaded>
      )}
    </Panel>
  )
}

function Tokens({ assets, liabilities }: { readonly assets: Balances; readonly liabilities: Balances }) {
  return (
    <Stack gap="sm">
      {assets.map(({ token_address, symbol, balance }) => {
        const liability = liabilities.find((one) => one.token_address === token_address)?.balance ?? '0'
        const ratio = ratioOf(balance, liability)
        return (
          <div key={token_address}>
            <Group justify="space-between" mb={2}>
              <Text fw={600} size="sm">
                {symbol}
              </Text>
              {ratio === null ? null : (
                <Badge
                  variant="light"
                  tt="none"
                  color={ratio.startsWith('0.') ? 'yellow' : 'kelp'}
                  title="Held ÷ owed"
                >
                  {formatRatio(ratio)} covered
                </Badge>
              )}
            </Group>
            <Line label="Held" value={balance} />
            <Line label="Owed" value={liability} />
          </div>
        )
      })}
    </Stack>
  )
}

function Line({ label, value }: { readonly label: string; readonly value: string }) {
  return (
    <Group justify="space-between">
      <Text size="sm" c="dimmed">
        {label}
      </Text>
      <Amount value={value} />
    </Group>
  )
}
