import { expect, test } from 'vitest'
import type { PartnerTransfer } from '../../partner/partner.ts'
import type { Ramp } from '../ramp.ts'
import { differencesOf } from './difference.ts'

const AT = new Date('2026-09-02T08:00:00.000Z')
const LATE = new Date(AT.getTime() + 3_600_001)

const transfer: PartnerTransfer = {
  id: 'tr_1',
  clientReferenceId: null,
  customerId: 'cust_1',
  state: 'payment_processed',
  amount: '100.0',
  currency: 'usd',
  instructions: {},
  receipt: {
    initialAmount: '100.0',
    developerFee: '0.5',
    exchangeFee: '0.0',
    finalAmount: '99.5',
    exchangeRate: null,
    sourceTxHash: null,
    destinationTxHash: '0xpaid',
  },
  returned: null,
  sender: null,
  createdAt: AT,
  updatedAt: AT,
}

const row = {
  updated_at: AT,
  chain: 'POLYGON',
  credited_at: null,
  given_back: false,
  refunded: 0n,
  tokens: null,
  final_amount: null,
}
const on = {
  ...row,
  type: 'RAMP_ON',
  state: 'payment_submitted',
  status: 'PROCESSING',
  origin_amount: 10_000n,
} as Ramp
const off = {
  ...row,
  type: 'RAMP_OFF',
  state: 'payment_processed',
  status: 'COMPLETED',
  tokens: 'LEFT',
  origin_amount: 100_000_000n,
  final_amount: 9_950n,
} as Ramp
const credited = {
  ...on,
  status: 'COMPLETED',
  state: 'payment_processed',
  credited_at: AT,
  final_amount: 99_500_000n,
} as Ramp
const back = { ...off, status: 'FAILED', state: 'returned', given_back: true } as Ramp

const kinds = (ramp: Ramp, change: Partial<PartnerTransfer> = {}, now = AT) =>
  differencesOf(ramp, { ...transfer, ...change }, { tokenDecimals: 6, now }).map(({ kind, ours, theirs }) =>
    [kind, ours, theirs].join(' '),
  )

test('books that agree have no difference, however the partner writes its numbers', () => {
  expect(kinds(credited)).toEqual([])
  expect(kinds(credited, { receipt: { ...transfer.receipt, finalAmount: '99.500000' } })).toEqual([])
  expect(kinds(off, { amount: '100' })).toEqual([])
  expect(kinds(on)).toEqual([])
  expect(kinds({ ...back, refunded: 100_000_000n }, { state: 'refunded' }, LATE)).toEqual([])
  expect(kinds({ ...on, status: 'CANCELLED', state: 'canceled' } as Ramp, { state: 'canceled' })).toEqual([])
})

test.each<[string, string[], Ramp, Partial<PartnerTransfer>?, Date?]>([
  ['a word that we do not know', ['STATE payment_submitted unknown'], on, { state: null }],
  ['taken back after it was credited', ['STATE payment_processed returned'], credited, { state: 'returned' }],
  [
    'paid though told as cancelled',
    ['STATE canceled funds_received'],
    { ...on, status: 'CANCELLED', state: 'canceled' } as Ramp,
    { state: 'funds_received' },
  ],
  ['paid to the bank though given back', ['STATE returned payment_processed'], back],
  [
    'another amount credited',
    ['AMOUNT 99.5 99.4'],
    credited,
    { receipt: { ...transfer.receipt, finalAmount: '99.4' } },
  ],
  ['another amount asked for', ['AMOUNT 100 90'], off, { amount: '90' }],
  [
    'another amount arrived there',
    ['AMOUNT 100 99.0'],
    off,
    { receipt: { ...transfer.receipt, initialAmount: '99.0' } },
  ],
  ['less came back', ['AMOUNT 60 100'], { ...back, refunded: 60_000_000n }, { state: 'refunded' }],
  ['paid out, and nothing came for an hour', ['PAYOUT_NOT_SEEN  0xpaid'], on, {}, LATE],
  [
    'refunded, and nothing came for an hour',
    ['REFUND_NOT_SEEN  0xback'],
    back,
    { state: 'refunded', returned: { reason: null, refundReference: '0xback' } },
    LATE,
  ],
  [
    'tokens that left an hour ago, and it still waits for them',
    ['DEPOSIT_NOT_SEEN awaiting_funds awaiting_funds'],
    { ...off, status: 'PROCESSING', state: 'awaiting_funds', final_amount: null } as Ramp,
    { state: 'awaiting_funds' },
    LATE,
  ],
  ['a refund that failed', ['REFUND_FAILED returned refund_failed'], back, { state: 'refund_failed' }],
  ['undeliverable', ['UNDELIVERABLE payment_submitted undeliverable'], on, { state: 'undeliverable' }],
])('%s', (_what, expected, ramp, change = {}, now = AT) => {
  expect(kinds(ramp, change, now)).toEqual(expected)
})
