import { Page } from '../../shared/ui/page.tsx'
import { TreasuryMovements } from './treasury-movements.tsx'
import { TreasuryTabs } from './treasury-tabs.tsx'

/** Of every wallet in every account. */
export function TreasuryMovementsPage() {
  return (
    <Page title="Treasury" lead="What has come to your wallets and what has left them.">
      <TreasuryTabs />
      <TreasuryMovements />
    </Page>
  )
}
