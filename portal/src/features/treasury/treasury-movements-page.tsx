import { useQueries } from '@tanstack/react-query'
import { ArrowLeftRight } from 'lucide-react'
import { read, useRead } from '../../shared/api/use-read.ts'
import { Empty } from '../../shared/ui/empty.tsx'
import { Loaded } from '../../shared/ui/loaded.tsx'
import { Page } from '../../shared/ui/page.tsx'
import { TreasuryMovements } from './treasury-movements.tsx'
import { TreasuryTabs } from './treasury-tabs.tsx'

/** Of every wallet in every account. */
export function TreasuryMovementsPage() {
  const accounts = useRead('GET /mpc/accounts/list', {})
  return (
    <Page title="Treasury" lead="What has come to your wallets and what has left them.">
      <TreasuryTabs />
      <Loaded of={accounts} lines={6}>
        {(rows) => <OfAccounts ids={rows.map(({ id }) => id)} />}
      </Loaded>
    </Page>
  )
}

function OfAccounts({ ids }: { readonly ids: readonly string[] }) {
  const wallets = useQueries({
    queries: ids.map((accountId) =>
      read('GET /mpc/accounts/{accountId}/wallets/list', { path: { accountId } }),
    ),
  })
  const walletIds = wallets.flatMap(({ data }) => data?.map(({ id }) => id) ?? [])
  if (wallets.some(({ isPending }) => isPending)) return null
  if (walletIds.length === 0)
    return <Empty icon={ArrowLeftRight} title="No wallets yet" hint="Create an account and a wallet first." />
  return <TreasuryMovements walletIds={walletIds} />
}
