import { Anchor, Group, SegmentedControl, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { Link } from '@tanstack/react-router'
import { Search, Wallet as WalletIcon } from 'lucide-react'
import { useAbout, useCan } from '../../shared/api/session.ts'
import { useRead } from '../../shared/api/use-read.ts'
import { Address } from '../../shared/ui/address.tsx'
import { Empty } from '../../shared/ui/empty.tsx'
import { ListTable } from '../../shared/ui/list-table.tsx'
import { Page } from '../../shared/ui/page.tsx'
import { StatusBadge } from '../../shared/ui/status-badge.tsx'
import { useListSearch } from '../../shared/ui/use-list-search.ts'
import { pagesOf } from '../../shared/ui/whole-list.ts'
import { CreateWallet } from './create-wallet.tsx'
import type { Wallet } from './wallet-page.tsx'
import { WalletsTabs } from './wallets-tabs.tsx'

export function WalletsPage() {
  const can = useCan()
  const search = useListSearch()
  const chains = useAbout()?.chains.map(({ blockchain }) => blockchain) ?? []
  const blockchain = search.text('chain') ?? chains[0] ?? 'POLYGON'
  const text = (search.text('q') ?? '').toLowerCase()
  const find = useDebouncedCallback((q: string) => search.set({ q }), 250)
  const wallets = pagesOf(useRead('GET /virtual-wallets/list', { query: { blockchain } }), {
    page: search.page,
    matches: ({ alias, wallet_address, id }: Wallet) =>
      [alias, wallet_address, id].some((field) => field.toLowerCase().includes(text)),
  })
  const createWallet = can('virtual_wallets', 2) ? <CreateWallet /> : undefined
  return (
    <Page
      title="Wallets"
      lead="A wallet is a deposit address and a balance per token: what you owe its owner."
      actions={createWallet}
    >
      <WalletsTabs />
      <Group gap="xs">
        {chains.length > 1 ? (
          <SegmentedControl
            aria-label="Chain"
            size="sm"
            data={chains}
            value={blockchain}
            onChange={(chain) => search.set({ chain })}
          />
        ) : null}
        <TextInput
          aria-label="Find a wallet"
          placeholder="Name, address or id"
          leftSection={<Search size={16} aria-hidden />}
          defaultValue={search.text('q') ?? ''}
          onChange={({ currentTarget }) => find(currentTarget.value.trim())}
        />
      </Group>
      <ListTable
        caption={`Wallets on ${blockchain}`}
        query={wallets}
        idOf={({ id }: Wallet) => id}
        page={search.page}
        onPage={search.setPage}
        columns={[
          {
            accessor: 'alias',
            title: 'Name',
            render: ({ id, alias }) => (
              <Anchor component={Link} to={`/wallets/${id}`} size="sm" fw={500}>
                {alias}
              </Anchor>
            ),
          },
          {
            accessor: 'wallet_address',
            title: 'Deposit address',
            render: ({ wallet_address }) => <Address value={wallet_address} blockchain={blockchain} />,
          },
          {
            accessor: 'client_id',
            title: 'Client',
            render: ({ client_id }) => (client_id === null ? 'None' : <Address value={client_id} />),
          },
          {
            accessor: 'enabled',
            title: 'State',
            render: ({ enabled }) => <StatusBadge status={enabled ? 'Enabled' : 'Disabled'} />,
          },
        ]}
        empty={
          <Empty
            icon={WalletIcon}
            title={text === '' ? `No wallets on ${blockchain} yet` : 'No wallet like that'}
            hint={
              text === ''
                ? 'Create one for your first customer: tokens sent to its address become the customer’s balance.'
                : 'Look for a part of its name, its address or its id.'
            }
            action={text === '' ? createWallet : undefined}
          />
        }
      />
    </Page>
  )
}
