import { Anchor, Button, Group } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { Wallet as WalletIcon } from 'lucide-react'
import { useRead } from '../../shared/api/use-read.ts'
import { isZero } from '../../shared/format/amount.ts'
import { Address } from '../../shared/ui/address.tsx'
import { Amount } from '../../shared/ui/amount.tsx'
import { Empty } from '../../shared/ui/empty.tsx'
import { Loaded } from '../../shared/ui/loaded.tsx'
import { Panel } from '../../shared/ui/panel.tsx'
import { PlainTable } from '../../shared/ui/plain-table.tsx'
import type { ListRow } from '../../shared/ui/use-list.ts'
import type { Client } from './client.ts'

type Row = ListRow<'wallets'>

export function ClientWallets({ client }: { readonly client: Client }) {
  const query = { client_id: client.id, size: '100' }
  const wallets = useRead('GET /portal/api/lists/wallets', { query })
  return (
    <Panel title="Wallets" lead="A wallet is linked on its own page, to a client that is active.">
      <Loaded of={wallets}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty
              icon={WalletIcon}
              title="No wallet is linked"
              hint={
                client.status === 'ACTIVE'
                  ? 'Open the wallet that belongs to this client and press Link to a client.'
                  : 'Wallets can be linked once the client is active.'
              }
              action={
                client.status === 'ACTIVE' ? (
                  <Button component={Link} to="/wallets" size="xs" variant="default">
                    To the wallets
                  </Button>
                ) : undefined
              }
            />
          ) : (
            <PlainTable
              caption="Wallets"
              rows={items}
              idOf={({ id }: Row) => id}
              columns={[
                {
                  title: 'Name',
                  cell: ({ id, alias }: Row) => (
                    <Anchor component={Link} to={`/wallets/${id}`} size="sm" fw={500}>
                      {alias ?? 'Without a name'}
                    </Anchor>
                  ),
                },
                { title: 'Chain', cell: ({ blockchain }: Row) => blockchain },
                {
                  title: 'Deposit address',
                  cell: ({ wallet_address, blockchain }: Row) => (
                    <Address value={wallet_address} blockchain={blockchain} />
                  ),
                },
                { title: 'Balance', isRight: true, cell: ({ balances }: Row) => <Balances of={balances} /> },
              ]}
            />
          )
        }
      </Loaded>
    </Panel>
  )
}

function Balances({ of }: { readonly of: Row['balances'] }) {
  const [first] = of
  const held = of.filter(({ balance }) => !isZero(balance))
  const shown = held.length === 0 && first !== undefined ? [first] : held
  return (
    <Group gap="sm" justify="flex-end">
      {shown.map(({ symbol, balance }) => (
        <Amount key={symbol} value={balance} unit={symbol} />
      ))}
    </Group>
  )
}
