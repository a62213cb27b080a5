import { Anchor, Group, SimpleGrid, Stack, Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { Vault } from 'lucide-react'
import { type Answer, call } from '../../shared/api/call.ts'
import { useCan } from '../../shared/api/session.ts'
import { useRead } from '../../shared/api/use-read.ts'
import { Address } from '../../shared/ui/address.tsx'
import { Amount } from '../../shared/ui/amount.tsx'
import { ConfirmButton } from '../../shared/ui/confirm-button.tsx'
import { Empty } from '../../shared/ui/empty.tsx'
import { Loaded } from '../../shared/ui/loaded.tsx'
import { NameModal } from '../../shared/ui/name-modal.tsx'
import { Page } from '../../shared/ui/page.tsx'
import { Panel } from '../../shared/ui/panel.tsx'
import { CreateTreasuryWallet } from './create-treasury-wallet.tsx'
import { TreasuryTabs } from './treasury-tabs.tsx'

type Account = Answer<'GET /mpc/accounts/list'>[number]

/** The company's own wallets, by account. */
export function TreasuryPage() {
  const can = useCan()
  const accounts = useRead('GET /mpc/accounts/list', {})
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
    <Page
      title="Treasury"
      lead="Wallets of your own company on chain; what they hold is yours."
      actions={create}
    >
      <TreasuryTabs />
      <Loaded of={accounts} lines={6}>
        {(rows) =>
          rows.length === 0 ? (
            <Empty
              icon={Vault}
              title="No accounts yet"
              hint="Create one, such as “Operating”, then add a wallet on the chain you need."
              action={create}
            />
          ) : (
            <Stack gap="md">
              {rows.map((account) => (
                <AccountPanel key={account.id} account={account} />
              ))}
            </Stack>
          )
        }
      </Loaded>
    </Page>
  )
}

function AccountPanel({ account }: { readonly account: Account }) {
  const can = useCan()
  const path = { accountId: account.id }
  const wallets = useRead('GET /mpc/accounts/{accountId}/wallets/list', { path })
  const actions = can('treasury', 2) ? (
    <>
      <NameModal
        label="Rename"
        title="Rename the account"
        save="Rename"
        done="The account has its new name"
        initial={account.alias}
        perform={(alias, idempotencyKey) =>
          call('PUT /mpc/accounts/{accountId}', { path, body: { alias } }, { idempotencyKey })
        }
      />
      <ConfirmButton
        label="Delete"
        question={`Delete ${account.alias}?`}
        consequence="Its wallets must be deleted first."
        done="The account is deleted"
        isDangerous
        button={{ size: 'xs' }}
        perform={(idempotencyKey) => call('DELETE /mpc/accounts/{accountId}', { path }, { idempotencyKey })}
      />
      <CreateTreasuryWallet account={account} />
    </>
  ) : undefined
  return (
    <Panel title={account.alias} actions={actions}>
      <Loaded of={wallets}>
        {(rows) =>
          rows.length === 0 ? (
            <Empty
              icon={Vault}
              title="No wallets in this account"
              hint="Add one: it can receive and send the coin and the tokens of its chain."
            />
          ) : (
            <SimpleGrid cols={{ base: 1, sm: 2, xl: 3 }}>
              {rows.map((wallet) => (
                <WalletCard key={wallet.id} accountId={account.id} wallet={wallet} />
              ))}
            </SimpleGrid>
          )
        }
      </Loaded>
    </Panel>
  )
}

type TreasuryWallet = Answer<'GET /mpc/accounts/{accountId}/wallets/list'>[number]

function WalletCard({ accountId, wallet }: { readonly accountId: string; readonly wallet: TreasuryWallet }) {
  const balances = useRead('GET /mpc/accounts/{accountId}/wallets/{walletId}/balance', {
    path: { accountId, walletId: wallet.id },
  })
  return (
    <Panel>
      <Group justify="space-between" wrap="nowrap">
        <Anchor component={Link} to={`/treasury/${accountId}/${wallet.id}`} fw={600} size="sm">
          {wallet.alias}
        </Anchor>
        <Text size="xs" c="dimmed">
          {wallet.blockchain}
        </Text>
      </Group>
      <Address value={wallet.wallet_address} blockchain={wallet.blockchain} />
      <Loaded of={balances} lines={2}>
        {(rows) => (
          <Stack gap={2}>
            {rows.map(({ symbol, balance, token_address }) => (
              <Group key={token_address} justify="space-between">
                <Text size="sm" c="dimmed">
                  {symbol}
                </Text>
                <Amount value={balance} />
              </Group>
            ))}
          </Stack>
        )}
      </Loaded>
    </Panel>
  )
}
