import { Alert, Drawer, Stack, Text, Timeline } from '@mantine/core'
import { useQueries } from '@tanstack/react-query'
import type { Answer } from '../../shared/api/call.ts'
import { read, useRead } from '../../shared/api/use-read.ts'
import { isZero } from '../../shared/format/amount.ts'
import { formatExactTime } from '../../shared/format/time.ts'
import { toWords } from '../../shared/format/words.ts'
import { Amount } from '../../shared/ui/amount.tsx'
import { Facts } from '../../shared/ui/facts.tsx'
import { Loaded } from '../../shared/ui/loaded.tsx'
import type { Card } from './card-page.tsx'
import { PurchaseDecision } from './purchase-decision.tsx'

type Detail = Extract<Answer<'GET /cards/transactions/{cardId}/{transactionId}'>, { lifecycle: unknown }>

interface PurchaseDrawerProps {
  readonly card: Card
  /** Of any event of the purchase; null: closed. */
  readonly id: string | null
  readonly onClose: () => void
}

/** The whole life of one purchase: what was decided and why, then everything the network has said since. */
export function PurchaseDrawer({ card, id, onClose }: PurchaseDrawerProps) {
  const detail = useRead(
    'GET /cards/transactions/{cardId}/{transactionId}',
    { path: { cardId: card.id, transactionId: id ?? '' } },
    { version: 2, enabled: id !== null },
  )
  return (
    <Drawer
      opened={id !== null}
      onClose={onClose}
      position="right"
      size="md"
      title="Purchase"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <Loaded of={detail} lines={8}>
        {(shown) => ('lifecycle' in shown ? <Purchase card={card} detail={shown} /> : null)}
      </Loaded>
    </Drawer>
  )
}

const ANSWERS: Readonly<Record<string, string>> = {
  approved: 'Approved',
  declined: 'Declined',
  late: 'Answered too late',
  none: 'No answer',
  unreadable: 'Could not be read',
}

function Purchase({ card, detail }: { readonly card: Card; readonly detail: Detail }) {
  const { decline_reason: why, lifecycle } = detail
  const isForeign = detail.transaction_currency !== detail.bill_currency
  const fees = (['fee_fx_client', 'fee_fx_provider', 'fee_atm_client', 'fee_atm_provider'] as const).filter(
    (fee) => !isZero(detail[fee]),
  )
  return (
    <Stack gap="md">
      <div>
        <Text fw={650} size="lg">
          {detail.merchant_name ?? toWords(detail.operation)}
        </Text>
        <Text size="sm" c="dimmed">
          {detail.merchant_city}
        </Text>
      </div>
      {why === null ? null : (
        <Alert color="red" title={why.simple_reason} role="note">
          <Text size="sm">{why.detailed_reason}</Text>
          <Text size="sm" fw={600} mt={4}>
            {why.next_step}
          </Text>
          <Text size="xs" c="dimmed" mt={4}>
            Code {why.code}
          </Text>
        </Alert>
      )}
      <Facts
        columns={2}
        facts={[
          ['Amount now', <Amount key="bill" value={detail.bill_amount} unit={detail.bill_currency} />],
          ...(isForeign
            ? [
                [
                  'At the merchant',
                  <Amount key="own" value={detail.transaction_amount} unit={detail.transaction_currency} />,
                ] as const,
              ]
            : []),
          ...fees.map((fee) => [toWords(fee), <Amount key={fee} value={detail[fee]} unit="USD" />] as const),
          [
            'State',
            `${toWords(lifecycle.state)}${lifecycle.outcome === 'NONE' ? '' : `, ${toWords(lifecycle.outcome).toLowerCase()}`}`,
          ],
          ...(detail.company_response === null
            ? []
            : [['Your system', ANSWERS[detail.company_response] ?? detail.company_response] as const]),
        ]}
      />
      <Events card={card} purchase={detail} />
    </Stack>
  )
}

const DECISIONS: readonly string[] = ['TRANSACTION_APPROVED', 'TRANSACTION_REJECTED']

function Events({ card, purchase }: { readonly card: Card; readonly purchase: Detail }) {
  const { events } = purchase.lifecycle
  const details = useQueries({
    queries: events.map(({ id }) =>
      read('GET /cards/transactions/{cardId}/{transactionId}', {
        path: { cardId: card.id, transactionId: id },
      }),
    ),
  })
  return (
    <Timeline active={events.length} bulletSize={14} lineWidth={2} aria-label="What has happened">
      {events.map(({ id, operation, datetime }, index) => {
        const event = details[index]?.data
        return (
          <Timeline.Item key={id} title={toWords(operation.replace(/^TRANSACTION_/, ''))}>
            <Text size="xs" c="dimmed">
              {formatExactTime(datetime)}
            </Text>
            {event === undefined ? null : (
              <Text size="sm" component="div">
                <Amount value={event.bill_amount} unit={event.bill_currency} />
                {'new_balance' in event && event.new_balance !== null ? (
                  <>
                    {' · balance '}
                    <Amount value={event.new_balance} />
                  </>
                ) : null}
              </Text>
            )}
            {DECISIONS.includes(operation) && purchase.transaction_id !== null ? (
              <PurchaseDecision
                cardId={card.id}
                transactionId={purchase.transaction_id}
                isApproved={operation === 'TRANSACTION_APPROVED'}
              />
            ) : null}
          </Timeline.Item>
        )
      })}
    </Timeline>
  )
}
