import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  anEvent,
  commitEvents,
  deliveriesOf,
  startWebhookBed,
  type WebhookBed,
} from '../../tests/harness/webhook-delivery.ts'
import { inTransaction } from '../kernel/database.ts'
import { newId } from '../kernel/ids.ts'
import { writeEvents } from './write-events.ts'

let bed: WebhookBed
beforeAll(async () => {
  bed = await startWebhookBed()
})
afterAll(() => bed.drop())

const eventsOf = (companyId: string) =>
  bed.db
    .selectFrom('webhook_events')
    .selectAll()
    .where('company_id', '=', companyId)
    .orderBy('sequence')
    .execute()

test('an event of a transaction that fails was never there', async () => {
  const { id } = await bed.company({ url: 'http://127.0.0.1:1/' })
  const failing = inTransaction(bed.db, async (tx) => {
    await writeEvents(tx, [anEvent(id)])
    throw new Error('the deposit was not booked')
  })
  await expect(failing).rejects.toThrow('not booked')
  expect(await eventsOf(id)).toEqual([])
  expect(await deliveriesOf(bed.db, id)).toEqual([])
})

test('the events of one call keep the order in which they were given, across companies', async () => {
  const one = await bed.company({ url: 'http://127.0.0.1:1/' })
  const two = await bed.company({ url: 'http://127.0.0.1:1/' })
  const given = Array.from({ length: 300 }, (_, n) =>
    anEvent(n % 2 === 0 ? one.id : two.id, { operationId: `${n}` }),
  )
  await commitEvents(bed.db, ...given)
  const written = [...(await eventsOf(one.id)), ...(await eventsOf(two.id))]
  written.sort((a, b) => (a.sequence < b.sequence ? -1 : 1))
  expect(written.map((event) => event.operation_id)).toEqual(given.map((event) => event.operationId))
})

test('without a URL, or for a deleted company, the event is kept and nothing is to be sent', async () => {
  const silent = await bed.company({ url: null })
  const deleted = await bed.company({ url: 'http://127.0.0.1:1/' })
  await bed.db
    .updateTable('companies')
    .set({ deleted_at: new Date() })
    .where('company_id', '=', deleted.id)
    .execute()
  await commitEvents(bed.db, anEvent(silent.id), anEvent(deleted.id))
  for (const { id } of [silent, deleted]) {
    expect(await eventsOf(id)).toHaveLength(1)
    expect(await deliveriesOf(bed.db, id)).toEqual([])
  }
})

test('what is given is what is stored, quotes, newlines and other scripts included', async () => {
  const { id } = await bed.company({ url: 'http://127.0.0.1:1/' })
  const data = { text: `"it's"\n\\ 日本 😀 {},`, nested: [1, null, { amount: '0.000000000000000001' }] }
  const orderKey = newId()
  await commitEvents(bed.db, anEvent(id, { data, orderKey, status: 'failed', reason: 'a, "b"' }))
  const [event] = await eventsOf(id)
  expect(event).toMatchObject({
    data,
    order_key: orderKey,
    status: 'failed',
    reason: 'a, "b"',
    top_level: {},
  })
  expect(event?.trace_id).toMatch(/^[0-9a-f]{32}$/)
})

test('authorization and 3DS events have no place in the order of their card', async () => {
  const { id } = await bed.company({ url: 'http://127.0.0.1:1/' })
  const card = { product: 'cards', orderKey: newId() } as const
  await commitEvents(
    bed.db,
    anEvent(id, { ...card, eventType: 'authorization' }),
    anEvent(id, { ...card, eventType: 'notification_3ds_authorization' }),
    anEvent(id, { ...card, eventType: 'authorized' }),
  )
  const keys = (await deliveriesOf(bed.db, id)).map((delivery) => delivery.order_key)
  expect(keys).toEqual([null, null, card.orderKey])
})
