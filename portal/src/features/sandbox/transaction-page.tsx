import { Code } from '@mantine/core'
import { useParams } from '@tanstack/react-router'
import { useRead } from '../../shared/api/use-read.ts'
import { textField } from '../../shared/format/field.ts'
import { Address } from '../../shared/ui/address.tsx'
import { Facts } from '../../shared/ui/facts.tsx'
import { Loaded } from '../../shared/ui/loaded.tsx'
import { Page } from '../../shared/ui/page.tsx'
import { Panel } from '../../shared/ui/panel.tsx'
import { StatusBadge } from '../../shared/ui/status-badge.tsx'

/** A transaction of one of the sandbox's chains, as its node tells it: they have no block explorer. */
export function TransactionPage() {
  const { blockchain = '', hash = '' } = useParams({ strict: false })
  const found = useRead('GET /sandbox/chains/{blockchain}/transactions/{hash}', {
    path: { blockchain, hash },
  })
  return (
    <Page title="Transaction" lead={`On the sandbox’s own ${blockchain}, as its node tells it.`}>
      <Loaded of={found} lines={8}>
        {({ transaction, receipt }) => (
          <>
            <Panel title="In short">
              <Facts
                facts={[
                  ['Hash', <Address key="hash" value={hash} />],
                  ['State', <StatusBadge key="state" status={stateOf(receipt)} />],
                  ...(['from', 'to'] as const).flatMap((side) => {
                    const address = textField(transaction, side)
                    return address === undefined
                      ? []
                      : [[side === 'from' ? 'From' : 'To', <Address key={side} value={address} />] as const]
                  }),
                ]}
              />
            </Panel>
            <Raw title="Transaction" of={transaction} />
            {receipt === null ? null : <Raw title="Receipt" of={receipt} />}
          </>
        )}
      </Loaded>
    </Page>
  )
}

function stateOf(receipt: Readonly<Record<string, unknown>> | null): string {
  if (receipt === null) return 'Pending'
  return textField(receipt, 'status') === '0x0' || textField(receipt, 'result') === 'FAILED'
    ? 'Failed'
    : 'Confirmed'
}

function Raw({ title, of }: { readonly title: string; readonly of: Readonly<Record<string, unknown>> }) {
  return (
    <Panel title={title}>
      <Code block tabIndex={0} aria-label={title}>
        {JSON.stringify(of, null, 2)}
      </Code>
    </Panel>
  )
}
