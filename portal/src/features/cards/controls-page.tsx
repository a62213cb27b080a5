import { SimpleGrid } from '@mantine/core'
import { useRead } from '../../shared/api/use-read.ts'
import { Loaded } from '../../shared/ui/loaded.tsx'
import { Page } from '../../shared/ui/page.tsx'
import { BackTest } from './back-test.tsx'
import { BlockLists } from './block-lists.tsx'
import { CardsTabs } from './cards-tabs.tsx'
import type { Controls } from './control-fields.tsx'
import { RiskPanel, VelocityPanel } from './live-controls.tsx'
import { ShadowPanel } from './shadow-panel.tsx'

/** Rules that decide, rules that are only tried, and what they would have done. */
export function ControlsPage() {
  const velocity = useRead('GET /cards/account/configuration/velocity-rules', {})
  const risk = useRead('GET /cards/account/configuration/risk-score', {})
  return (
    <Page
      title="Cards"
      lead="What declines a purchase besides balances and limits. Changes count from the next purchase."
    >
      <CardsTabs />
      <Loaded of={velocity} lines={6}>
        {({ rules }) => (
          <Loaded of={risk} lines={6}>
            {(score) => <All live={{ rules, risk: score }} />}
          </Loaded>
        )}
      </Loaded>
    </Page>
  )
}

function All({ live }: { readonly live: Controls }) {
  const now = JSON.stringify(live)
  return (
    <SimpleGrid cols={{ base: 1, lg: 2 }}>
      <VelocityPanel key={`velocity ${now}`} live={live} />
      <RiskPanel key={`risk ${now}`} live={live} />
      <ShadowPanel live={live} />
      {/* without a key: what is tried, and a test that runs, are not lost when the live rules change */}
      <BackTest live={live} />
      <BlockLists />
    </SimpleGrid>
  )
}
