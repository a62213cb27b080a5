import { Badge, Text } from '@mantine/core'
import { useRead } from '../../shared/api/use-read.ts'
import { Loaded } from '../../shared/ui/loaded.tsx'
import { Page } from '../../shared/ui/page.tsx'
import { Panel } from '../../shared/ui/panel.tsx'
import { PlainTable } from '../../shared/ui/plain-table.tsx'
import { CardsTabs } from './cards-tabs.tsx'

export function DeclineCodesPage() {
  const codes = useRead('GET /cards/account/configuration/decline-codes', {})
  return (
    <Page title="Cards" lead="Every reason for which a purchase is declined, and what to do then.">
      <CardsTabs />
      <Panel>
        <Loaded of={codes} lines={12}>
          {(rows) => (
            <PlainTable
              caption="Decline codes"
              rows={rows}
              idOf={({ code, iso_code }) => `${code} ${iso_code}`}
              columns={[
                {
                  title: 'Code',
                  cell: ({ code }) => (
                    <Text ff="monospace" size="sm">
                      {code}
                    </Text>
                  ),
                },
                { title: 'To the network', cell: ({ iso_code }) => iso_code },
                {
                  title: 'Reason',
                  isLong: true,
                  cell: ({ simple_reason, blocks_card }) => (
                    <>
                      {simple_reason}{' '}
                      {blocks_card ? (
                        <Badge color="red" variant="light" tt="none">
                          blocks the card
                        </Badge>
                      ) : null}
                    </>
                  ),
                },
                { title: 'What to do', isLong: true, cell: ({ next_step }) => next_step },
              ]}
            />
          )}
        </Loaded>
      </Panel>
    </Page>
  )
}
