import { expect, it } from 'vitest'
import { holdDays, holdExpiresAt } from './hold-days.ts'

const settings = { holdDays: { ecommerce: 10, card_present: 5, merchant_initiated: 6, long: 30 } }

it.each([
  ['e-commerce', { mcc: '5994', channel: 'ECOMMERCE', initiator: 'cardholder' }, 10],
  ['card-present', { mcc: '5994', channel: 'POS', initiator: 'cardholder' }, 5],
  ['an ATM', { mcc: '6011', channel: 'ATM', initiator: 'cardholder' }, 5],
  ['merchant-initiated', { mcc: '5994', channel: 'ECOMMERCE', initiator: 'merchant' }, 6],
  ['no category', { mcc: null, channel: 'ECOMMERCE', initiator: 'cardholder' }, 10],
  ['an airline', { mcc: '3000', channel: 'ECOMMERCE', initiator: 'merchant' }, 30],
  ['a hotel chain', { mcc: '3999', channel: 'POS', initiator: 'cardholder' }, 30],
  ['just above the airlines', { mcc: '4000', channel: 'POS', initiator: 'cardholder' }, 5],
  ['4511', { mcc: '4511', channel: 'POS', initiator: 'cardholder' }, 30],
  ['7011', { mcc: '7011', channel: 'POS', initiator: 'cardholder' }, 30],
  ['7512', { mcc: '7512', channel: 'POS', initiator: 'cardholder' }, 30],
] as const)('a hold of %s waits its own time', (_, message, days) => {
  expect(holdDays(settings, message)).toBe(days)
  const expires = holdExpiresAt(settings, message, new Date('2026-09-02T08:00:00Z'))
  expect(expires.getTime() - Date.parse('2026-09-02T08:00:00Z')).toBe(days * 86_400_000)
})
