import type { ReactNode } from 'react'
import { Page } from '../../shared/ui/page.tsx'
import { SectionTabs } from '../../shared/ui/section-tabs.tsx'

const TABS = [
  ['/settings', 'Company'],
  ['/settings/users', 'Users'],
  ['/settings/keys', 'API keys'],
  ['/settings/webhooks', 'Webhooks'],
  ['/settings/deliveries', 'Deliveries'],
  ['/settings/tokens', 'Tokens'],
  ['/settings/policies', 'Policies'],
  ['/settings/addresses', 'Addresses'],
  ['/settings/approvals', 'Approvals'],
  ['/settings/audit', 'Audit log'],
] as const

interface SettingsFrameProps {
  readonly lead: string
  readonly actions?: ReactNode
  readonly children: ReactNode
}

export function SettingsFrame({ lead, actions, children }: SettingsFrameProps) {
  return (
    <Page title="Settings" lead={lead} actions={actions}>
      <SectionTabs label="Settings" tabs={TABS} />
      {children}
    </Page>
  )
}
