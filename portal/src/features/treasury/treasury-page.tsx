import { Anchor, Button, Stack } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { Vault } from 'lucide-react'
import { useCan } from '../../shared/api/session.ts'
import { useRead } from '../../shared/api/use-read.ts'
import { isZero } from '../../shared/format/amount.ts'
import { Address } from '../../shared/ui/address.tsx'
import { Amount } from '../../shared/ui/amount.tsx'
import { Empty } from '../../shared/ui/empty.tsx'
import { ChainFilter, ChoiceFilter, Filters, TextFilter } from '../../shared/ui/filters.tsx'
import { ListTable } from '../../shared/ui/list-table.tsx'
import { Page } from '../../shared/ui/page.tsx'
import { type ListRow, useList } from '../../shared/ui/use-list.ts'
import { useListSearch } from '../../shared/ui/use-list-search.ts'
import { CreateTreasuryWallet } from './create-treasury-wallet.tsx'
import { TreasuryTabs } from './treasury-tabs.tsx'

type Row = ListRow<'treasury-wallets'>

/** The company's own wallets, of all accounts. */
export function TreasuryPage() {
  const can = useCan()
  const search = useListSearch()
  const list = useList('treasury-wallets', search, {
    account_id: search.text('account'),
    blockchain: search.text('chain'),
  })
  const accounts = useRead('GET /mpc/accounts/list', {}).data ?? []
  const create =
    can('treasury', 2) && accounts.length > 0 ? <CreateTreasuryWallet accounts={accounts} /> : undefined
  return (
    <Page
      title="Treasury"
      lead="Wallets of your own company on chain; what they hold is yours."
      actions={create}
    >
      <TreasuryTabs />
      <Filters>
        <TextFilter search={search} name="q" label="Name, account or address" />
        <ChoiceFilter
          search={search}
          name="account"
          label="Account"
          every="Every account"
          values={accounts.map(({ id }) => id)}
          labelOf={(id) => accounts.find((account) => account.id === id)?.alias ?? id}
        />
        <ChainFilter search={search} />
      </Filters>
      <ListTable
        caption="Treasury wallets"
        {...list}
        idOf={({ id }: Row) => id}
        columns={[
          {
            accessor: 'alias',
            title: 'Name',
            sortable: true,
            render: ({ alias, account_id, id }) => (
              <Anchor component={Link} to={`/treasury/${account_id}/${id}`} size="sm" fw={500}>
                {alias}
              </Anchor>
            ),
          },
          { accessor: 'account_alias', title: 'Account', sortable: true },
          {
            accessor: 'balance',
            title: 'Balance on chain',
            textAlign: 'right',
            render: (wallet) => <Balances wallet={wallet} />,
          },
          { accessor: 'blockchain', title: 'Chain', sortable: true },
          {
            accessor: 'wallet_address',
            title: 'Address',
            render: ({ wallet_address, blockchain }) => (
              <Address value={wallet_address} blockchain={blockchain} />
            ),
          },
        ]}
        empty={
          <Empty
            icon={Vault}
            title="No wallets yet"
            hint="Create an account, such as “Operating”, then a wallet on the chain that you need: it receives and sends the coin and the tokens of its chain."
            action={
              create ?? (
                <Button component={Link} to="/treasury/accounts" variant="default">
                  To the accounts
                </Button>
              )
            }
          />
        }
      />
    </Page>
  )
}

/** Asked of the chain, wallet by wallet: the list itself is there before. */
function Balances({ wallet: { id, account_id } }: { readonly wallet: Row }) {
  const { data, error } = useRead('GET /mpc/accounts/{accountId}/wallets/{walletId}/balance', {
    path: { accountId: account_id ?? '', walletId: id },
  })
  if (data === undefined) return error === null ? '…' : 'Not known now'
  const held = data.filter(({ balance }) => !isZero(balance))
  if (held.length === 0) return '–'
  return (
    <Stack gap={0} align="flex-end">
      {held.map(({ symbol, balance, token_address }) => (
        <Amount key={token_address} value={balance} unit={symbol} />
      ))}
    </Stack>
  )
}
