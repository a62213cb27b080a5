import { Alert, Anchor, SimpleGrid, Text } from '@mantine/core'
import { Link, useParams } from '@tanstack/react-router'
import { useCan } from '../../shared/api/session.ts'
import { useRead } from '../../shared/api/use-read.ts'
import { formatAmount } from '../../shared/format/amount.ts'
import { formatTime } from '../../shared/format/time.ts'
import { Address, Transaction } from '../../shared/ui/address.tsx'
import { Amount } from '../../shared/ui/amount.tsx'
import { DownloadButton } from '../../shared/ui/download-button.tsx'
import { Facts } from '../../shared/ui/facts.tsx'
import { Loaded } from '../../shared/ui/loaded.tsx'
import { Page } from '../../shared/ui/page.tsx'
import { Panel } from '../../shared/ui/panel.tsx'
import { StatusBadge } from '../../shared/ui/status-badge.tsx'
import { isOpen, isUnpaid, type Ramp } from './ramp.ts'
import { RampActions } from './ramp-actions.tsx'
import { RampPayment } from './ramp-payment.tsx'
import { RampTimeline } from './ramp-timeline.tsx'

const BACK = { to: '/ramps', label: 'All ramps' } as const
/** The steps on the way are the partner's; no event of ours tells of them. */
const EVERY_MS = 3_000

export function RampPage() {
  const { rampId = '' } = useParams({ strict: false })
  const ramp = useRead('GET /virtual-wallets/ramps/{id}', { path: { id: rampId } })
  if (ramp.data === undefined)
    return (
      <Page title="Ramp" lead={ramp.error === null ? 'Loading' : undefined} back={BACK}>
        <Loaded of={ramp} lines={8}>
          {() => null}
        </Loaded>
      </Page>
    )
  return <ShownRamp ramp={ramp.data} />
}

function ShownRamp({ ramp }: { readonly ramp: Ramp }) {
  const can = useCan()
  const path = { id: ramp.id }
  useRead('GET /virtual-wallets/ramps/{id}', { path }, isOpen(ramp) ? { everyMs: EVERY_MS } : {})
  return (
    <Page
      title={ramp.type === 'RAMP_ON' ? 'Fiat in' : 'Fiat out'}
      lead={describeSides(ramp)}
      back={BACK}
      badge={<StatusBadge status={ramp.status} />}
      actions={
        <>
          {can('virtual_wallets', 2) && isUnpaid(ramp) ? <RampActions ramp={ramp} /> : null}
          {can('virtual_wallets', 2) && ramp.state === 'payment_processed' ? <Receipt ramp={ramp} /> : null}
        </>
      }
    >
      {ramp.reason === null || isOpen(ramp) ? null : (
        <Alert role="status" color={ramp.status === 'CANCELLED' ? 'gray' : 'red'} title={ramp.reason}>
          <Text size="sm">
            {ramp.type === 'RAMP_ON'
              ? 'The wallet got nothing. Start another one if the payer still wants to pay.'
              : 'The wallet has its balance back. Look at the bank account, then start another one.'}
          </Text>
        </Alert>
      )}
      <SimpleGrid cols={{ base: 1, md: 2 }}>
        <RampTimeline ramp={ramp} />
        {isUnpaid(ramp) ? <RampPayment ramp={ramp} /> : <Money ramp={ramp} />}
      </SimpleGrid>
      {isUnpaid(ramp) ? <Money ramp={ramp} /> : null}
      <About ramp={ramp} />
    </Page>
  )
}

function describeSides({ origin_amount: given, origin_currency, final_currency }: Ramp): string {
  const start = given === null ? origin_currency : `${formatAmount(given)} ${origin_currency}`
  return `${start} to ${final_currency}`
}

function Receipt({ ramp }: { readonly ramp: Ramp }) {
  return (
    <DownloadButton
      url={`/virtual-wallets/ramps/transfer/${ramp.id}/receipt/pdf`}
      fileName={`receipt-${ramp.id}.pdf`}
      label="Receipt"
    />
  )
}

function Money({ ramp }: { readonly ramp: Ramp }) {
  const fiat = ramp.type === 'RAMP_ON' ? ramp.origin_currency : ramp.final_currency
  return (
    <Panel title="Money">
      <Facts
        columns={2}
        facts={[
          ['Given', <Amount key="in" value={ramp.origin_amount} unit={ramp.origin_currency} />],
          ['Got', <Amount key="out" value={ramp.final_amount} unit={ramp.final_currency} />],
          ['Fee', <Amount key="fee" value={ramp.service_fee} unit={fiat} />],
          ['Rate', ramp.exchange_rate ?? 'Fixed when the money arrives'],
        ]}
      />
    </Panel>
  )
}

function About({ ramp }: { readonly ramp: Ramp }) {
  const wallet = useRead('GET /virtual-wallets/{walletId}', { path: { walletId: ramp.wallet_id } })
  return (
    <Panel title="About this ramp">
      <Facts
        facts={[
          [
            'Client',
            <Anchor key="client" component={Link} to={`/clients/${ramp.client_id}`} size="sm">
              {ramp.origin_name ?? 'The client'}
            </Anchor>,
          ],
          [
            'Wallet',
            <Anchor key="wallet" component={Link} to={`/wallets/${ramp.wallet_id}`} size="sm">
              {wallet.data?.alias ?? 'The wallet'}
            </Anchor>,
          ],
          [
            'Transaction',
            <Transaction key="hash" value={ramp.transaction_hash} blockchain={ramp.blockchain} />,
          ],
          ['Chain', ramp.blockchain],
          ['Started', formatTime(ramp.created_at)],
          ['Id', <Address key="id" value={ramp.id} />],
        ]}
      />
    </Panel>
  )
}
