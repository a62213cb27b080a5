import { Page } from '../../shared/ui/page.tsx'

export function OverviewPage() {
  return <Page title="Overview">…</Page>
}
