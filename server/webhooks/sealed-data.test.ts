import { expect, test } from 'vitest'
import { createSealer } from '../custody/sealer.ts'
import { Secret } from '../kernel/secret.ts'
import { maskEvent, openEvent, sealValue } from './sealed-data.ts'
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
  data: { code: sealValue(sealer, name, 'code', '123456'), card_id: 'card' },
  topLevel: {},
  traceId: 'trace',
}

test('a sealed member is open in what is sent, masked in what is recorded, and stored in neither way', () => {
  expect(openEvent(sealer, event).data).toEqual({ code: '123456', card_id: 'card' })
  expect(maskEvent(event).data).toEqual({ code: '******', card_id: 'card' })
  expect(JSON.stringify(event)).not.toContain('123456')
})

test('it opens in its own event and under its own name only', () => {
  expect(() => openEvent(sealer, { ...event, operationId: 'other' })).toThrow()
  expect(() => openEvent(sealer, { ...event, data: { other: event.data.code } })).toThrow()
})

test('an event without sealed members stays the very same', () => {
  const plain = { ...event, data: { code: '123456' } }
  expect(openEvent(sealer, plain)).toBe(plain)
  expect(maskEvent(plain)).toBe(plain)
})
