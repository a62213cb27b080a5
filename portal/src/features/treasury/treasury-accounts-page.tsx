import { Anchor, Group } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { Vault } from 'lucide-react'
import { call } from '../../shared/api/call.ts'
import { useCan } from '../../shared/api/session.ts'
import { formatTime } from '../../shared/format/time.ts'
import { ConfirmButton } from '../../shared/ui/confirm-button.tsx'
import { Empty } from '../../shared/ui/empty.tsx'
import { Filters, TextFilter } from '../../shared/ui/filters.tsx'
import { ListTable } from '../../shared/ui/list-table.tsx'
import { NameModal } from '../../shared/ui/name-modal.tsx'
import { Page } from '../../shared/ui/page.tsx'
import { type ListRow, useList } from '../../shared/ui/use-list.ts'
import { useListSearch } from '../../shared/ui/use-list-search.ts'
import { CreateTreasuryWallet } from './create-treasury-wallet.tsx'
import { TreasuryTabs } from './treasury-tabs.tsx'

type Account = ListRow<'treasury-accounts'>

export function TreasuryAccountsPage() {
  const can = useCan()
  const search = useListSearch()
  const list = useList('treasury-accounts', search)
  const create = can('treasury', 2) ? (
    <NameModal
      label="New account"
      title="New account"
      lead="Accounts group the wallets of your own company."
      save="Create account"
      done="The account is there"
      isPrimary
      perform={(alias, idempotencyKey) =>
        call('POST /mpc/accounts/create', { body: { alias } }, { idempotencyKey })
      }
    />
  ) : undefined
  return (
    <Page title="Treasury" lead="Accounts group the wallets of your own company." actions={create}>
      <TreasuryTabs />
      <Filters>
        <TextFilter search={search} name="q" label="Name or id" />
      </Filters>
      <ListTable
        caption="Treasury accounts"
        {...list}
        idOf={({ id }: Account) => id}
        columns={[
          {
            accessor: 'alias',
            title: 'Name',
            sortable: true,
            render: ({ id, alias }) => (
              <Anchor component={Link} to={`/treasury?account=${id}`} size="sm" fw={500}>
                {alias}
              </Anchor>
            ),
          },
          { accessor: 'wallets', title: 'Wallets', textAlign: 'right', sortable: true },
          {
            accessor: 'created_at',
            title: 'Since',
            sortable: true,
            render: ({ created_at }) => formatTime(created_at),
          },
          {
            accessor: 'actions',
            title: 'Actions',
            textAlign: 'right',
            hidden: !can('treasury', 2),
            render: (account) => <AccountActions account={account} />,
          },
        ]}
        empty={
          <Empty
            icon={Vault}
            title="No accounts yet"
            hint="Create one, such as “Operating”, then add a wallet on the chain that you need."
            action={create}
          />
        }
      />
    </Page>
  )
}

function AccountActions({ account: { id, alias } }: { readonly account: Account }) {
  const path = { accountId: id }
  return (
    <Group gap={4} justify="flex-end" wrap="nowrap">
      <CreateTreasuryWallet accounts={[{ id, alias: alias ?? '' }]} isSmall />
      <NameModal
        label="Rename"
        title="Rename the account"
        save="Rename"
        done="The account has its new name"
        initial={alias ?? ''}
        perform={(name, idempotencyKey) =>
          call('PUT /mpc/accounts/{accountId}', { path, body: { alias: name } }, { idempotencyKey })
        }
      />
      <ConfirmButton
        label="Delete"
        question={`Delete ${alias}?`}
        consequence="Its wallets must be deleted first."
        done="The account is deleted"
        isDangerous
        button={{ size: 'xs' }}
        perform={(idempotencyKey) => call('DELETE /mpc/accounts/{accountId}', { path }, { idempotencyKey })}
      />
    </Group>
  )
}
