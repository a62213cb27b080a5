import { SimpleGrid } from '@mantine/core'
import { useAbout, useCan, useSession } from '../../shared/api/session.ts'
import { Page } from '../../shared/ui/page.tsx'
import { CardsPanel } from './cards-panel.tsx'
import { ChainPanel } from './chain-panel.tsx'
import { FirstSteps } from './first-steps.tsx'
import { NewestDeposits } from './newest-deposits.tsx'
import { WebhookPanel } from './webhook-panel.tsx'

export function OverviewPage() {
  const { company } = useSession()
  const can = useCan()
  const chains = useAbout()?.chains ?? []
  return (
    <Page
      title="Overview"
      lead={`${company.name}: what you hold, what you owe, and what wants your attention.`}
    >
      <FirstSteps />
      <SimpleGrid cols={{ base: 1, sm: 2, xl: 3 }}>
        {chains.map(({ blockchain }) => (
          <ChainPanel key={blockchain} blockchain={blockchain} />
        ))}
        <CardsPanel />
        {can('management', 3) ? <WebhookPanel /> : null}
      </SimpleGrid>
      <NewestDeposits />
    </Page>
  )
}
