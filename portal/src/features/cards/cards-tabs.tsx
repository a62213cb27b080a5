import { SectionTabs } from '../../shared/ui/section-tabs.tsx'

export function CardsTabs() {
  return (
    <SectionTabs
      label="Cards"
      tabs={[
        ['/cards', 'All cards'],
        ['/cards/holding', 'Holding and fees'],
        ['/cards/controls', 'Controls'],
        ['/cards/settings', 'Settings'],
        ['/cards/decline-codes', 'Decline codes'],
      ]}
    />
  )
}
