import { SectionTabs } from '../../shared/ui/section-tabs.tsx'

export function TreasuryTabs() {
  return (
    <SectionTabs
      label="Treasury"
      tabs={[
        ['/treasury', 'Accounts'],
        ['/treasury/movements', 'Movements'],
      ]}
    />
  )
}
