import { Box, SegmentedControl, SimpleGrid, Stack } from '@mantine/core'
import type { Answer } from '../../shared/api/call.ts'
import { useSession } from '../../shared/api/session.ts'
import { useRead } from '../../shared/api/use-read.ts'
import { Loaded } from '../../shared/ui/loaded.tsx'
import { Page } from '../../shared/ui/page.tsx'
import { useListSearch } from '../../shared/ui/use-list-search.ts'
import { AlertsPanel } from './alerts-panel.tsx'
import { FirstSteps } from './first-steps.tsx'
import { HistoryPanel } from './history-panel.tsx'
import { NewestDeposits } from './newest-deposits.tsx'
import { PurchasesPanel } from './purchases-panel.tsx'
import { ReservesPanel } from './reserves-panel.tsx'
import { CardsPanel, WebhookPanel } from './webhook-panel.tsx'

export type Overview = Answer<'GET /portal/api/overview'>

const EVERY_MS = 60_000
const PERIODS = [
  { value: '24h', label: '24 hours' },
  { value: '7d', label: '7 days' },
]

export function OverviewPage() {
  const { company } = useSession()
  const search = useListSearch()
  const period = search.text('period') === '7d' ? '7d' : '24h'
  const overview = useRead('GET /portal/api/overview', { query: { period } }, { everyMs: EVERY_MS })
  return (
    <Page
      title="Overview"
      lead={`${company.name}: what you hold, what you owe, and what wants your attention.`}
    >
      <Loaded of={overview} lines={10}>
        {({ reserves, history, cards, purchases, webhooks, alerts }) => (
          <Stack gap="lg">
            <FirstSteps />
            <SimpleGrid cols={{ base: 1, lg: 2 }}>
              <ReservesPanel reserves={reserves} />
              <HistoryPanel history={history} />
              <PurchasesPanel
                purchases={purchases}
                actions={
                  <SegmentedControl
                    aria-label="Period"
                    size="xs"
                    data={PERIODS}
                    value={period}
                    onChange={(value) => search.set({ period: value === '24h' ? null : value })}
                  />
                }
              />
              <CardsPanel cards={cards} />
              <WebhookPanel webhooks={webhooks} />
              <AlertsPanel alerts={alerts} />
              <Box style={{ gridColumn: '1 / -1' }}>
                <NewestDeposits />
              </Box>
            </SimpleGrid>
          </Stack>
        )}
      </Loaded>
    </Page>
  )
}
