import { describe, expect, test } from 'vitest'
import { errors } from '../../kernel/errors.ts'
import { ExactNumber } from '../../kernel/http/json-body.ts'
import { isRefusal } from '../../kernel/refusal.ts'
import { readMessage } from './read-message.ts'

const CARD = { id: null, pan: '4532015500000007', expiry: '0929' }
const AUTHORIZATION = {
  type: 'authorization',
  network_id: 'n-1',
  card: CARD,
  amount: { value: 1700, currency: 'EUR' },
  billing: { value: 1840, currency: 'USD' },
  channel: 'ECOMMERCE',
}

function read(changes: object = {}) {
  const message = readMessage({ ...AUTHORIZATION, ...changes })
  if (isRefusal(message)) throw new Error(`${message.name} ${JSON.stringify(message.params)}`)
  return message
}

describe('a message', () => {
  test('of few fields has null for the others, and a purchase without merchant is one', () => {
    expect(read()).toEqual({
      type: 'authorization',
      networkId: 'n-1',
      transactionRef: null,
      originalNetworkId: null,
      rrn: null,
      channel: 'ECOMMERCE',
      entryMode: null,
      initiator: 'cardholder',
      billing: 18_400_000n,
      original: { value: 1_700n, currency: { code: 'EUR', number: '978', digits: 2 } },
      exchangeRate: null,
      merchant: null,
      mcc: null,
      country: null,
      card: { id: null, pan: expect.anything(), expiry: '0929', cvv2: null },
      pinResult: null,
      cryptogramResult: null,
      threeDs: null,
      decision: null,
      reason: null,
      final: true,
      clearingId: null,
      arn: null,
      action: null,
      challengeId: null,
      otp: null,
    })
  })

  test('shows no secret when it is printed', () => {
    const message = read({
      cvv2: '123',
      otp: '654321',
      type: 'three_ds_challenge',
      action: 'status',
      challenge_id: 'c',
    })
    const printed = JSON.stringify(message, (_, value) => (typeof value === 'bigint' ? String(value) : value))
    for (const secret of [CARD.pan, '123"', '654321']) expect(printed).not.toContain(secret)
    expect(message.card.pan?.reveal()).toBe(CARD.pan)
    expect(message.otp?.reveal()).toBe('654321')
  })

  test('takes a whole number with a fraction of zeros for that number', () => {
    const billing = { value: new ExactNumber('1840.00'), currency: 'USD' }
    const sequence = { number: new ExactNumber('1.0'), count: 2 }
    const message = read({ type: 'clearing', clearing_id: 'c', billing, sequence })
    expect(message).toMatchObject({ billing: 18_400_000n, final: false })
  })

  test('reads enum values in any case and ignores fields that it does not know', () => {
    const message = read({
      type: 'Authorization',
      channel: 'pos',
      entry_mode: 'CHIP',
      initiator: 'Merchant',
      more: [1],
    })
    expect(message).toMatchObject({
      type: 'authorization',
      channel: 'POS',
      entryMode: 'chip',
      initiator: 'merchant',
    })
  })

  test.each([
    ['FRA', 'FRA', 'FRA'],
    ['fr', 'FRA', 'FRA'],
    ['250', 'FRA', 'FRA'],
    ['ZZZ', null, 'ZZZ'],
  ])('a merchant in %s is in the country %s', (given, country, shown) => {
    const message = read({ merchant: { country: given } })
    expect(message.country?.alpha3 ?? null).toBe(country)
    expect(message.merchant?.country).toBe(shown)
  })

  test.each([
    [{}, true],
    [{ final: false }, false],
    [{ sequence: { number: 1, count: 3 } }, false],
    [{ sequence: { number: 3, count: 3 } }, true],
    [{ sequence: { number: 1, count: 3 }, final: true }, true],
  ])('a clearing with %j is final: %s', (fields, final) => {
    expect(read({ type: 'clearing', clearing_id: 'c', ...fields }).final).toBe(final)
  })

  test('a reversal without amounts is of all that is open', () => {
    expect(read({ type: 'reversal', amount: undefined, billing: null })).toMatchObject({
      billing: null,
      original: null,
    })
  })
})

describe('a message is refused', () => {
  test.each([
    ['type', { type: undefined }],
    ['type', { type: 'purchase' }],
    ['network_id', { network_id: ' ' }],
    ['network_id', { network_id: 7 }],
    ['network_id', { network_id: 'n'.repeat(101) }],
    ['card', { card: undefined }],
    ['card', { card: 'x' }],
    ['card.id', { card: {} }],
    ['card.pan', { card: { pan: '4532 0155 0000 0007' } }],
    ['card.pan', { card: { pan: 4532015500000007 } }],
    ['card.expiry', { card: { ...CARD, expiry: '1329' } }],
    ['cvv2', { cvv2: '12' }],
    ['amount', { amount: undefined }],
    ['amount.currency', { amount: { value: 1, currency: 'XXQ' } }],
    ['amount.value', { amount: { currency: 'EUR' } }],
    ['billing', { billing: undefined }],
    ['billing.currency', { billing: { value: 1840, currency: 'EUR' } }],
    ['billing.value', { billing: { value: -1, currency: 'USD' } }],
    ['billing.value', { billing: { value: 1.5, currency: 'USD' } }],
    ['billing.value', { billing: { value: '1840', currency: 'USD' } }],
    ['billing.value', { billing: { value: 1_000_000_000_000, currency: 'USD' } }],
    ['billing.value', { billing: { value: new ExactNumber('1e400'), currency: 'USD' } }],
    ['billing.value', { billing: { value: new ExactNumber('1840.50'), currency: 'USD' } }],
    ['billing.value', { billing: { value: new ExactNumber('1000000000000.0'), currency: 'USD' } }],
    ['exchange_rate', { exchange_rate: '-1' }],
    ['exchange_rate', { exchange_rate: ['1'] }],
    ['channel', { channel: undefined }],
    ['channel', { channel: 'MAIL' }],
    ['merchant.mcc', { merchant: { mcc: '59' } }],
    ['merchant.country', { merchant: { country: 'France' } }],
    ['merchant.name', { merchant: { name: 'x'.repeat(201) } }],
    ['three_ds.status', { three_ds: {} }],
    ['pin_result', { pin_result: 'maybe' }],
    ['partial_supported', { partial_supported: 'yes' }],
    ['sent_at', { sent_at: 'yesterday' }],
    ['original_network_id', { type: 'incremental' }],
    ['decision', { type: 'advice', reason: 'stand_in' }],
    ['reason', { type: 'advice', decision: 'approved', reason: 'partial' }],
    ['amount', { type: 'advice', decision: 'approved', reason: 'stand_in', amount: null }],
    ['clearing_id', { type: 'clearing' }],
    ['sequence.number', { type: 'clearing', clearing_id: 'c', sequence: { number: 2, count: 1 } }],
    ['final', { type: 'clearing', clearing_id: 'c', final: 1 }],
    ['action', { type: 'three_ds_challenge' }],
    ['challenge_id', { type: 'three_ds_challenge', action: 'verify', otp: '123456' }],
    ['otp', { type: 'three_ds_challenge', action: 'verify', challenge_id: 'c' }],
  ])('for a wrong %s, which its text names without the value: %j', (field, changes) => {
    const refusal = readMessage({ ...AUTHORIZATION, ...changes })
    if (!isRefusal(refusal)) throw new Error('it was taken')
    expect(errors[refusal.name].status).toBe(400)
    const { detail, field: named } = refusal.params
    expect(named ?? detail?.split(' ')[0]).toBe(field)
    expect(JSON.stringify(refusal.params)).not.toContain('4532')
  })

  test.each([[null], [[]], ['text'], [7]])('when it is no object: %j', (body) => {
    expect(isRefusal(readMessage(body))).toBe(true)
  })
})
