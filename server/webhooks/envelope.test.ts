import { describe, expect, test } from 'vitest'
import { envelopeBytes, type Format } from './envelope.ts'
import { CANCELLED_APPROVAL } from './legacy.ts'
import { sampleEvents } from './sample-events.ts'
import type { StoredEvent } from './types.ts'

const EVENT: StoredEvent = {
  companyId: '01890000-0000-7000-8000-000000000001',
  id: '01890000-0000-7000-8000-000000000002',
  product: 'virtual_wallets',
  eventType: 'deposit',
  operationId: '0xabc',
  status: 'success',
  reason: null,
  data: {},
  topLevel: {},
  traceId: '0f1e2d3c4b5a69788796a5b4c3d2e1f0',
}

const textOf = (event: Partial<StoredEvent>, format: Format) =>
  envelopeBytes({ ...EVENT, ...event }, format).toString('utf8')
const envelope = (event: Partial<StoredEvent>, format: Format) => JSON.parse(textOf(event, format))

describe('format current', () => {
  test('has the names of the contract in lower case, and no reason on a success', () => {
    expect(envelope({ data: { amount: '40' } }, 'current')).toEqual({
      product: 'virtual_wallets',
      event_type: 'deposit',
      operation_id: '0xabc',
      status: 'success',
      data: { amount: '40' },
    })
  })

  test.each([
    ['withdraw', 'failed', 'broadcast refused'],
    ['withdraw', 'manual_check', null],
    ['ramp_on', 'canceled', 'expired'],
    ['reversal', 'success', 'issuer_timeout'],
  ] as const)('%s %s carries its reason, null when none is known', (eventType, status, reason) => {
    expect(envelope({ eventType, status, reason }, 'current')).toHaveProperty('reason', reason)
  })

  test.each([
    ['deposit', 'success', 'x'],
    ['reversal', 'time_canceled', null],
    ['declined', 'success', CANCELLED_APPROVAL],
    ['authorization', 'pending', null],
  ] as const)('%s %s carries no reason', (eventType, status, reason) => {
    expect(envelope({ product: 'cards', eventType, status, reason }, 'current')).not.toHaveProperty('reason')
  })

  test('leaves amounts as decimal text and chains in lower case, null fields present', () => {
    const data = { amount: '123.456789', blockchain: 'polygon', transaction_hash: null }
    expect(envelope({ data }, 'current').data).toEqual(data)
  })
})

describe('format legacy', () => {
  test('is upper case, repeats the names as operation and sub_operation, and always has a reason', () => {
    expect(envelope({}, 'legacy')).toEqual({
      product: 'VIRTUAL_WALLETS',
      event_type: 'DEPOSIT',
      operation: 'VIRTUAL_WALLETS',
      sub_operation: 'DEPOSIT',
      operation_id: '0xabc',
      status: 'SUCCESS',
      reason: null,
      data: {},
    })
  })

  test.each([
    ['authorization', 'pending', null, 'AUTHORIZATION', 'PENDING'],
    ['authorized', 'success', null, 'CLEARING', 'PENDING'],
    ['cleared', 'success', null, 'CLEARING', 'SUCCESS'],
    ['declined', 'success', CANCELLED_APPROVAL, 'CLEARING', 'FAILED'],
    ['declined', 'success', null, 'DECLINED', 'FAILED'],
    ['reversal', 'success', null, 'REVERSAL', 'SUCCESS'],
    ['reversal', 'time_canceled', null, 'REVERSAL', 'CANCELLED'],
    ['refund', 'success', null, 'REFUND', 'SUCCESS'],
    ['card_blocked_by_velocity', 'success', null, 'CARD_BLOCKED_BY_VELOCITY', 'SUCCESS'],
  ] as const)(
    'names the card event %s %s (reason %s) %s %s',
    (eventType, status, reason, name, legacyStatus) => {
      const {
        event_type,
        sub_operation,
        status: shown,
      } = envelope({ product: 'cards', eventType, status, reason }, 'legacy')
      expect([event_type, sub_operation, shown]).toEqual([name, name, legacyStatus])
    },
  )

  test.each([
    ['canceled', 'CANCELLED'],
    ['time_canceled', 'CANCELLED'],
    ['manual_check', 'MANUAL_CHECK'],
    ['failed', 'FAILED'],
    ['pending', 'PENDING'],
  ] as const)('writes status %s as %s', (status, expected) => {
    expect(envelope({ status }, 'legacy').status).toBe(expected)
  })

  test('writes amounts as numbers, digit for digit, beyond what a float can hold', () => {
    const text = textOf(
      {
        data: {
          amount: '123456789012345678.123456789012345678',
          net_amount: '40',
          exchange_rate: '1.10',
          fees: { atm_fees: '0.00', fx_fees: '0.20' },
        },
      },
      'legacy',
    )
    expect(text).toContain('"amount":123456789012345678.123456789012345678')
    expect(text).toContain('"net_amount":40')
    expect(text).toContain('"exchange_rate":1.10')
    expect(text).toContain('"fees":{"atm_fees":0.00,"fx_fees":0.20}')
  })

  test('keeps currency numbers, ids and nulls as they are, chains in upper case', () => {
    const data = {
      bill_currency_number: '840',
      transaction_currency_number: '978',
      merchant_data: { id: '123', mcc_code: '5994', state: null },
      amount: null,
      threshold: 'not a number',
      blockchain: 'bsc',
    }
    expect(envelope({ data }, 'legacy').data).toEqual({ ...data, blockchain: 'BSC' })
  })
})

describe('beside data', () => {
  const client_id = '01890000-0000-7000-8000-000000000003'
  test.each(['current', 'legacy'] as const)(
    'client_id stands on a virtual wallet withdrawal only, null when there is none (%s)',
    (format) => {
      expect(envelope({ eventType: 'withdraw', topLevel: { client_id } }, format)).toHaveProperty(
        'client_id',
        client_id,
      )
      expect(envelope({ eventType: 'withdraw' }, format)).toHaveProperty('client_id', null)
      expect(envelope({ eventType: 'deposit', topLevel: { client_id } }, format)).not.toHaveProperty(
        'client_id',
      )
      expect(envelope({ eventType: 'holding_withdraw' }, format)).not.toHaveProperty('client_id')
    },
  )

  test.each(['current', 'legacy'] as const)(
    'company_id stands on card_blocked_by_velocity only (%s)',
    (format) => {
      const cards = { product: 'cards' } as const
      expect(envelope({ ...cards, eventType: 'card_blocked_by_velocity' }, format)).toHaveProperty(
        'company_id',
        EVENT.companyId,
      )
      expect(envelope({ ...cards, eventType: 'refund' }, format)).not.toHaveProperty('company_id')
    },
  )
})

test.each(sampleEvents)('the sample of $product/$eventType can be written in both formats', (sample) => {
  for (const format of ['current', 'legacy'] as const)
    expect(Object.keys(envelope(sample, format).data)).toEqual(Object.keys(sample.data))
})
