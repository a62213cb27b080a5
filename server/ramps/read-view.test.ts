import { expect, test } from 'vitest'
import type { PartnerTransfer } from '../partner/partner.ts'
import type { Ramp } from './ramp.ts'
import { readView } from './read-view.ts'

const AT = new Date('2026-09-02T08:00:00.000Z')
const view = {
  id: 'tr_1',
  state: 'funds_received',
  amount: '100.0',
  instructions: { to_address: '0xpartner' },
  receipt: {
    initialAmount: '99.99',
    developerFee: '0.49',
    finalAmount: null,
    exchangeRate: '0.0543478260869',
    destinationTxHash: 'ABCDEF',
  },
  returned: null,
  sender: 'Eva',
  updatedAt: AT,
} as unknown as PartnerTransfer
const on = {
  type: 'RAMP_ON',
  rail: 'PIX',
  currency: 'BRL',
  chain: 'POLYGON',
  origin_amount: 10_000n,
  quoted_amount: 18_000_000n,
  service_fee: 50n,
  fee_percent: '0.5',
  exchange_rate: null,
  payer: null,
  payout_hash: null,
  refund_hash: null,
  partner_final: null,
  partner_updated_at: null,
} as unknown as Ramp
const off = { ...on, type: 'RAMP_OFF', rail: 'ACH', origin_amount: 40_000_000n, final_amount: null } as Ramp
const EVM = { family: 'EVM', tokenDecimals: 6 } as const

test('in: what arrived, the rate that was fixed then, and who paid', () => {
  expect(readView(on, view, EVM)).toEqual({
    partner_updated_at: AT,
    partner_final: null,
    payer: 'Eva',
    exchange_rate: '0.0543478260869',
    origin_amount: 9_999n,
    service_fee: 49n,
    payout_hash: '0xabcdef',
  })
})

test('in: before anybody paid nothing has arrived, and a changed amount of a fixed rail is the partner’s', () => {
  const waiting = { ...view, state: 'awaiting_funds', amount: '50' } as PartnerTransfer
  expect(readView(on, waiting, EVM)).toMatchObject({
    origin_amount: 5_000n,
    service_fee: 25n,
    quoted_amount: 9_000_000n,
  })
  const flexible = readView({ ...on, rail: 'ACH' } as Ramp, waiting, EVM)
  expect(Object.keys(flexible)).not.toContain('origin_amount')
})

test('an answer that is older than one we had tells nothing', () => {
  const known = { ...on, partner_updated_at: new Date(AT.getTime() + 1) } as Ramp
  expect(readView(known, view, EVM)).toEqual({})
  expect(readView({ ...on, partner_updated_at: AT } as Ramp, view, EVM)).not.toEqual({})
})

test('hashes are written as our own books write them', () => {
  expect(readView(on, view, { family: 'TRON', tokenDecimals: 6 }).payout_hash).toBe('abcdef')
  const prefixed = { ...view, receipt: { ...view.receipt, destinationTxHash: '0xABCDEF' } }
  expect(readView(on, prefixed, { family: 'TRON', tokenDecimals: 6 }).payout_hash).toBe('abcdef')
  expect(readView(on, prefixed, EVM).payout_hash).toBe('0xabcdef')
})

test('out: the fee is in the destination fiat at the transfer’s rate, half-up; USDC without an exchange is a dollar', () => {
  const paid = {
    ...view,
    state: 'payment_processed',
    receipt: { ...view.receipt, exchangeRate: '17.123456789', finalAmount: '681.519' },
  }
  expect(readView(off, paid as PartnerTransfer, EVM)).toMatchObject({
    exchange_rate: '17.123456789',
    final_amount: 68_151n,
    service_fee: 342n,
  })
  const dollars = { ...off, currency: 'USD' } as Ramp
  const same = { ...paid, receipt: { ...paid.receipt, exchangeRate: null } } as PartnerTransfer
  expect(readView(dollars, same, EVM)).toMatchObject({ exchange_rate: '1', service_fee: 20n })
})
