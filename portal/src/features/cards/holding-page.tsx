import { SimpleGrid, Stack, Text } from '@mantine/core'
import { Landmark } from 'lucide-react'
import { Problem } from '../../shared/api/problem.ts'
import { useCan } from '../../shared/api/session.ts'
import { useRead } from '../../shared/api/use-read.ts'
import { formatUsd } from '../../shared/format/amount.ts'
import { Address } from '../../shared/ui/address.tsx'
import { Amount } from '../../shared/ui/amount.tsx'
import { Empty } from '../../shared/ui/empty.tsx'
import { Facts } from '../../shared/ui/facts.tsx'
import { Loaded } from '../../shared/ui/loaded.tsx'
import { Page } from '../../shared/ui/page.tsx'
import { Panel } from '../../shared/ui/panel.tsx'
import { CardsTabs } from './cards-tabs.tsx'
import { WithdrawFees } from './withdraw-fees.tsx'
import { WithdrawHolding } from './withdraw-holding.tsx'
import { WithdrawalAddresses } from './withdrawal-addresses.tsx'

export function CardsHoldingPage() {
  return (
    <Page title="Cards" lead="The tokens behind every card, and the fees that you have earned.">
      <CardsTabs />
      <SimpleGrid cols={{ base: 1, md: 2 }}>
        <Holding />
        <Fees />
      </SimpleGrid>
      <WithdrawalAddresses />
    </Page>
  )
}

function Holding() {
  const can = useCan()
  const holding = useRead('GET /cards/holding/balance', {})
  const isMissing = holding.error instanceof Problem && holding.error.status === 404
  return (
    <Panel
      title="Holding"
      lead="What purchases may still take, without what open ones hold."
      actions={can('cards', 3) && holding.data !== undefined ? <WithdrawHolding /> : undefined}
    >
      {isMissing ? (
        <Empty
          icon={Landmark}
          title="No holding wallet yet"
          hint="It is made together with your first card."
        />
      ) : (
        <Loaded of={holding}>
          {({ warranty_balance, blockchain, deposit_address, deposit_tokens }) => (
            <Stack gap="sm">
              <Text fz={28} fw={650} style={{ fontVariantNumeric: 'tabular-nums' }}>
                {formatUsd(warranty_balance)}
              </Text>
              <Text size="sm">
                Fund it with {Object.keys(deposit_tokens).join(' or ')} on {blockchain}:
              </Text>
              <Address value={deposit_address} blockchain={blockchain} isWhole />
            </Stack>
          )}
        </Loaded>
      )}
    </Panel>
  )
}

function Fees() {
  const can = useCan()
  const fees = useRead('GET /cards/account/fees-wallet/balance', {})
  return (
    <Panel
      title="Fees wallet"
      lead="Your part of the fees; pending until a purchase settles."
      actions={can('cards', 3) ? <WithdrawFees /> : undefined}
    >
      <Loaded of={fees}>
        {({ settled, pending, token_symbol }) => (
          <Facts
            columns={2}
            facts={[
              ['Settled', <Amount key="settled" value={settled} unit={token_symbol} />],
              ['Pending', <Amount key="pending" value={pending} unit={token_symbol} />],
            ]}
          />
        )}
      </Loaded>
    </Panel>
  )
}
