import { SectionTabs } from '../../shared/ui/section-tabs.tsx'

export function TreasuryTabs() {
  return (
    <SectionTabs
      label="Treasury"
      tabs={[
        ['/treasury', 'Wallets'],
        ['/treasury/accounts', 'Accounts'],
        ['/treasury/movements', 'Movements'],
      ]}
    />
  )
}
