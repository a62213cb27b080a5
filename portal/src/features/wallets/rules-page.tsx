import { SimpleGrid } from '@mantine/core'
import { SlidersHorizontal } from 'lucide-react'
import { useRead } from '../../shared/api/use-read.ts'
import { Empty } from '../../shared/ui/empty.tsx'
import { Loaded } from '../../shared/ui/loaded.tsx'
import { Page } from '../../shared/ui/page.tsx'
import { ChainRules } from './chain-rules.tsx'
import { WalletsTabs } from './wallets-tabs.tsx'

export function RulesPage() {
  const rules = useRead('GET /virtual-wallets/config/rules', {})
  return (
    <Page
      title="Wallets"
      lead="When deposits are swept, what must stay in holding, what moves by itself, and when you are told."
    >
      <WalletsTabs />
      <Loaded of={rules} lines={8}>
        {({ rules: all }) =>
          all.length === 0 ? (
            <Empty
              icon={SlidersHorizontal}
              title="No rules yet"
              hint="Rules belong to a chain, and begin with your first wallet there."
            />
          ) : (
            <SimpleGrid cols={{ base: 1, lg: 2 }}>
              {all.map((rule) => (
                <ChainRules key={JSON.stringify(rule)} rule={rule} all={all} />
              ))}
            </SimpleGrid>
          )
        }
      </Loaded>
    </Page>
  )
}
