import { Anchor, Group, SimpleGrid } from '@mantine/core'
import { Link, useParams } from '@tanstack/react-router'
import type { Answer } from '../../shared/api/call.ts'
import { useCan } from '../../shared/api/session.ts'
import { useRead } from '../../shared/api/use-read.ts'
import { Address } from '../../shared/ui/address.tsx'
import { Amount } from '../../shared/ui/amount.tsx'
import { Facts } from '../../shared/ui/facts.tsx'
import { Loaded } from '../../shared/ui/loaded.tsx'
import { Page } from '../../shared/ui/page.tsx'
import { Panel } from '../../shared/ui/panel.tsx'
import { StatusBadge } from '../../shared/ui/status-badge.tsx'
import { CreditWallet } from './credit-wallet.tsx'
import { DepositAddress } from './deposit-address.tsx'
import { LinkClient } from './link-client.tsx'
import { RenameWallet } from './rename-wallet.tsx'
import { WalletMovements } from './wallet-movements.tsx'
import { WalletSwitches } from './wallet-switches.tsx'
import { Withdraw } from './withdraw.tsx'

export type Wallet = Answer<'GET /virtual-wallets/{walletId}'>

export function WalletPage() {
  const { walletId = '' } = useParams({ strict: false })
  const wallet = useRead('GET /virtual-wallets/{walletId}', { path: { walletId } })
  if (wallet.data === undefined)
    return (
      <Page title="Wallet" back={BACK}>
        <Loaded of={wallet}>{() => null}</Loaded>
      </Page>
    )
  return <ShownWallet wallet={wallet.data} />
}

const BACK = { to: '/wallets', label: 'Virtual wallets' } as const

function ShownWallet({ wallet }: { readonly wallet: Wallet }) {
  const can = useCan()
  const path = { walletId: wallet.id }
  const balances = useRead('GET /virtual-wallets/{walletId}/balance', { path })
  return (
    <Page
      title={wallet.alias}
      back={BACK}
      badge={<StatusBadge status={wallet.enabled ? 'Enabled' : 'Disabled'} />}
      actions={
        <>
          {can('virtual_wallets', 2) ? <Withdraw wallet={wallet} /> : null}
          {can('virtual_wallets', 3) ? <CreditWallet wallet={wallet} /> : null}
        </>
      }
    >
      <SimpleGrid cols={{ base: 1, md: 2 }}>
        <Panel title="Balance" lead="What you owe the owner of this wallet.">
          <Loaded of={balances}>
            {(rows) => (
              <Facts
                columns={2}
                facts={rows.map(({ symbol, balance }) => [symbol, <Amount key={symbol} value={balance} />])}
              />
            )}
          </Loaded>
        </Panel>
        <Panel
          title="Deposit address"
          lead={`Send tokens on ${wallet.blockchain} to it.`}
          actions={<DepositAddress wallet={wallet} />}
        >
          <Address value={wallet.wallet_address} blockchain={wallet.blockchain} isWhole />
        </Panel>
      </SimpleGrid>
      <WalletMovements wallet={wallet} />
      <Panel title="About this wallet">
        <Facts
          facts={[
            ['Chain', wallet.blockchain],
            ['Client', <Owner key="client" clientId={wallet.client_id} />],
            ['Id', <Address key="id" value={wallet.id} />],
          ]}
        />
        {can('virtual_wallets', 2) ? (
          <Group gap="xs">
            {can('virtual_wallets', 3) && wallet.client_id === null ? <LinkClient wallet={wallet} /> : null}
            <RenameWallet wallet={wallet} />
            <WalletSwitches wallet={wallet} />
          </Group>
        ) : null}
      </Panel>
    </Page>
  )
}

function Owner({ clientId }: { readonly clientId: string | null }) {
  const path = { id: clientId ?? '' }
  const { data } = useRead('GET /management/clients/{id}', { path }, { enabled: clientId !== null })
  if (clientId === null) return 'None'
  const person = [data?.first_name, data?.last_name].filter(Boolean).join(' ')
  return (
    <Anchor component={Link} to={`/clients/${clientId}`} size="sm">
      {data?.business_legal_name ?? (person === '' ? clientId : person)}
    </Anchor>
  )
}
