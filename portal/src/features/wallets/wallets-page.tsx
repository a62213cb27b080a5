import { Anchor, Stack } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { Wallet as WalletIcon } from 'lucide-react'
import { useCan } from '../../shared/api/session.ts'
import { isZero } from '../../shared/format/amount.ts'
import { formatTime } from '../../shared/format/time.ts'
import { Address } from '../../shared/ui/address.tsx'
import { Amount } from '../../shared/ui/amount.tsx'
import { Empty } from '../../shared/ui/empty.tsx'
import { ChainFilter, ChoiceFilter, Filters, TextFilter } from '../../shared/ui/filters.tsx'
import { ListTable } from '../../shared/ui/list-table.tsx'
import { Page } from '../../shared/ui/page.tsx'
import { StatusBadge } from '../../shared/ui/status-badge.tsx'
import { type ListRow, useList } from '../../shared/ui/use-list.ts'
import { useListSearch } from '../../shared/ui/use-list-search.ts'
import { CreateWallet } from './create-wallet.tsx'
import { WalletsTabs } from './wallets-tabs.tsx'

type Row = ListRow<'wallets'>

const ENABLED = [
  ['Enabled', 'true'],
  ['Disabled', 'false'],
] as const

export function WalletsPage() {
  const can = useCan()
  const search = useListSearch()
  const [, enabled] = ENABLED.find(([state]) => state === search.text('state')) ?? []
  const list = useList('wallets', search, { blockchain: search.text('chain'), enabled })
  const createWallet = can('virtual_wallets', 2) ? <CreateWallet /> : undefined
  return (
    <Page
      title="Wallets"
      lead="A wallet is a deposit address and a balance per token: what you owe its owner."
      actions={createWallet}
    >
      <WalletsTabs />
      <Filters>
        <TextFilter search={search} name="q" label="Name, address or id" />
        <ChainFilter search={search} />
        <ChoiceFilter
          search={search}
          name="state"
          label="State"
          every="Every state"
          values={ENABLED.map(([state]) => state)}
        />
      </Filters>
      <ListTable
        caption="Wallets"
        {...list}
        idOf={({ id }: Row) => id}
        columns={[
          {
            accessor: 'alias',
            title: 'Name',
            sortable: true,
            render: ({ id, alias }) => (
              <Anchor component={Link} to={`/wallets/${id}`} size="sm" fw={500}>
                {alias}
              </Anchor>
            ),
          },
          {
            accessor: 'balances',
            title: 'Balance',
            textAlign: 'right',
            render: ({ balances }) => <Balances of={balances} />,
          },
          { accessor: 'blockchain', title: 'Chain', sortable: true },
          {
            accessor: 'wallet_address',
            title: 'Deposit address',
            render: ({ wallet_address, blockchain }) => (
              <Address value={wallet_address} blockchain={blockchain} />
            ),
          },
          {
            accessor: 'client_id',
            title: 'Client',
            render: ({ client_id }) => (client_id === null ? 'None' : <Address value={client_id} />),
          },
          {
            accessor: 'enabled',
            title: 'State',
            sortable: true,
            render: ({ enabled: isEnabled }) => <StatusBadge status={isEnabled ? 'Enabled' : 'Disabled'} />,
          },
          {
            accessor: 'created_at',
            title: 'Since',
            sortable: true,
            render: ({ created_at }) => formatTime(created_at),
          },
        ]}
        empty={
          <Empty
            icon={WalletIcon}
            title="No wallets yet"
            hint="Create one for your first customer: tokens sent to its address become the customer’s balance."
            action={createWallet}
          />
        }
      />
    </Page>
  )
}

/** Of each token that there is some of. */
function Balances({ of }: { readonly of: Row['balances'] }) {
  const held = of.filter(({ balance }) => !isZero(balance))
  if (held.length === 0) return '–'
  return (
    <Stack gap={0} align="flex-end">
      {held.map(({ symbol, balance, token_address }) => (
        <Amount key={token_address} value={balance} unit={symbol} />
      ))}
    </Stack>
  )
}
