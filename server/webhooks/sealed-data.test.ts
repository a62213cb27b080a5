import { expect, test } from 'vitest'
import { createSealer } from '../custody/sealer.ts'
import { Secret } from '../kernel/secret.ts'
import { maskEvent, openEvent, sealMembers } from './sealed-data.ts'
import type { StoredEvent } from './types.ts'

const sealer = createSealer(new Secret(Buffer.alloc(32, 1)))
const name = { companyId: 'company', operationId: 'challenge' }
const event: StoredEvent = {
  ...name,
  id: 'event',
  product: 'cards',
  eventType: 'notification_3ds_authorization',
  status: 'pending',
  reason: null,
  ...sealMembers(
    sealer,
    name,
    { code: '123456', card_id: 'card', items: [{ type: 'ein', number: '987654321' }] },
    ['code', 'items.0.number'],
  ),
  traceId: 'trace',
}

test('a sealed member is open in what is sent, masked in what is recorded, and stored in neither way', () => {
  const items = (number: string) => [{ type: 'ein', number }]
  expect(openEvent(sealer, event).data).toEqual({
    code: '123456',
    card_id: 'card',
    items: items('987654321'),
  })
  expect(maskEvent(event).data).toEqual({ code: '******', card_id: 'card', items: items('******') })
  expect(JSON.stringify(event)).not.toMatch(/123456|987654321/)
})

test('it opens in its own event and under its own name only', () => {
  expect(() => openEvent(sealer, { ...event, operationId: 'other' })).toThrow()
  const moved = { ...event, data: { other: event.data.code }, topLevel: { sealed: ['other'] } }
  expect(() => openEvent(sealer, moved)).toThrow()
})

test('an event without sealed members stays the very same', () => {
  const plain = { ...event, data: { code: '123456' }, topLevel: {} }
  expect(openEvent(sealer, plain)).toBe(plain)
  expect(maskEvent(plain)).toBe(plain)
})

test('what a company has put into an event is never taken for something sealed', () => {
  const metadata = { $sealed: 'text', sealed: ['code'] }
  const plain = { ...event, data: { code: 'text', metadata }, topLevel: {} }
  expect(openEvent(sealer, plain).data).toEqual({ code: 'text', metadata })
})
