import { SectionTabs } from '../../shared/ui/section-tabs.tsx'

export function WalletsTabs() {
  return (
    <SectionTabs
      label="Wallets"
      tabs={[
        ['/wallets', 'Virtual wallets'],
        ['/wallets/holding', 'Holding'],
        ['/wallets/deposits', 'Deposits'],
        ['/wallets/rules', 'Rules'],
      ]}
    />
  )
}
