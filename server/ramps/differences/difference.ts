import { sameAmount, unitsToText } from '../../kernel/money.ts'
import type { PartnerTransfer, TransferState } from '../../partner/partner.ts'
import { exactly } from '../quote.ts'
import type { Ramp } from '../ramp.ts'

export const DIFFERENCE_KINDS = [
  /** The partner's state is not what our books say has happened, or none that we know. */
  'STATE',
  /** What we sent, got or credited is not what the partner names. */
  'AMOUNT',
  /** It cannot deliver, and says so. */
  'UNDELIVERABLE',
  'REFUND_FAILED',
  /** Paid out by its word, and nothing came. */
  'PAYOUT_NOT_SEEN',
  'REFUND_NOT_SEEN',
  /** Our tokens are there, finally, and it still waits for them. */
  'DEPOSIT_NOT_SEEN',
  /** We have a transfer that the partner does not. */
  'MISSING_TRANSFER',
  /** The partner has one under our key that belongs to no ramp, or is the second of one. */
  'UNKNOWN_TRANSFER',
] as const
export type DifferenceKind = (typeof DIFFERENCE_KINDS)[number]

export interface Difference {
  readonly kind: DifferenceKind
  readonly ours: string | null
  readonly theirs: string | null
}

/** Blocks and loops take their time: so long what was paid may be on its way. */
const ARRIVES_WITHIN_MS = 3_600_000

const OVER_WITHOUT_PAY: ReadonlySet<TransferState> = new Set([
  'returned',
  'refund_in_flight',
  'refunded',
  'refund_failed',
  'canceled',
  'error',
])
const PAID_IN: ReadonlySet<TransferState> = new Set([
  'funds_received',
  'payment_submitted',
  'payment_processed',
])

/** Where the partner's transfer and our ramp, which has heard of it, do not agree. Pure. */
export function differencesOf(
  ramp: Ramp,
  view: PartnerTransfer,
  { tokenDecimals, now }: { readonly tokenDecimals: number; readonly now: Date },
): Difference[] {
  const found: Difference[] = []
  const isLate = isOlder(view.updatedAt, now)
  if (view.state === null || contradicts(ramp, view.state))
    found.push({ kind: 'STATE', ours: ramp.state, theirs: view.state ?? 'unknown' })
  if (view.state === 'undeliverable' || view.state === 'missing_return_policy')
    found.push({ kind: 'UNDELIVERABLE', ours: ramp.state, theirs: view.state })
  if (view.state === 'refund_failed')
    found.push({ kind: 'REFUND_FAILED', ours: ramp.state, theirs: view.state })
  if (isLate && view.state === 'payment_processed' && ramp.type === 'RAMP_ON' && ramp.credited_at === null)
    found.push({ kind: 'PAYOUT_NOT_SEEN', ours: null, theirs: view.receipt.destinationTxHash })
  if (view.state === 'awaiting_funds' && ramp.tokens === 'LEFT' && isOlder(ramp.updated_at, now))
    found.push({ kind: 'DEPOSIT_NOT_SEEN', ours: ramp.state, theirs: view.state })
  if (isLate && view.state === 'refunded' && owes(ramp))
    found.push({ kind: 'REFUND_NOT_SEEN', ours: null, theirs: view.returned?.refundReference ?? null })
  return [...found, ...amountDifferences(ramp, view, tokenDecimals)]
}

function isOlder(then: Date, now: Date): boolean {
  return now.getTime() - then.getTime() > ARRIVES_WITHIN_MS
}

/** The partner owes tokens that were given back to their wallet. */
export function owes({ given_back, tokens, refunded, origin_amount }: Ramp): boolean {
  return given_back && tokens !== 'BACK' && refunded < (origin_amount ?? 0n)
}

function contradicts(ramp: Ramp, said: TransferState): boolean {
  if (ramp.type === 'RAMP_OFF') return ramp.given_back && PAID_IN.has(said)
  if (ramp.credited_at !== null) return OVER_WITHOUT_PAY.has(said)
  return (ramp.status === 'CANCELLED' || ramp.status === 'FAILED') && PAID_IN.has(said)
}

function amountDifferences(ramp: Ramp, view: PartnerTransfer, tokenDecimals: number): Difference[] {
  const tokens = (units: bigint) => unitsToText(units, tokenDecimals)
  const pairs: readonly (readonly [ours: string | null, theirs: string | null])[] =
    ramp.type === 'RAMP_ON'
      ? [
          [
            ramp.credited_at === null || ramp.final_amount === null ? null : tokens(ramp.final_amount),
            view.receipt.finalAmount,
          ],
        ]
      : [
          [ramp.origin_amount === null ? null : tokens(ramp.origin_amount), view.amount],
          [
            ramp.tokens === 'LEFT' && ramp.origin_amount !== null ? tokens(ramp.origin_amount) : null,
            view.state !== null && PAID_IN.has(view.state) ? view.receipt.initialAmount : null,
          ],
          [
            ramp.refunded > 0n ? tokens(ramp.refunded) : null,
            ramp.origin_amount === null ? null : tokens(ramp.origin_amount),
          ],
        ]
  const differing = pairs.find(
    ([ours, theirs]) => ours !== null && theirs !== null && !sameAmount(exactly(ours), exactly(theirs)),
  )
  return differing === undefined ? [] : [{ kind: 'AMOUNT', ours: differing[0], theirs: differing[1] }]
}
