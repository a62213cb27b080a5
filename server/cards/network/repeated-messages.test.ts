import { setTimeout as pause } from 'node:timers/promises'
import { pino } from 'pino'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { becomes } from '../../../sandbox/processes.ts'
import { DOLLAR } from '../../../tests/harness/card-world.ts'
import { startWebhookSink, type WebhookSink } from '../../../tests/harness/webhook-sink.ts'
import { newId } from '../../kernel/ids.ts'
import { type NetworkBed, startNetworkBed } from './network.fixture.ts'
import { realRooms } from './rooms.fixture.ts'

let bed: NetworkBed
let sink: WebhookSink
beforeAll(async () => {
  bed = await startNetworkBed({}, (world) => realRooms(world, pino({ level: 'silent' })))
})
afterAll(() => bed.stop())
beforeEach(async () => {
  sink = await startWebhookSink(yes(0))
})
afterEach(async () => {
  await sink.close()
  await bed.verify()
})

/** A company that takes so long to say yes. */
function yes(afterMs: number): WebhookSink['respond'] {
  return async (_, response) => {
    await pause(afterMs)
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"response_code":"00"}')
  }
}

async function startCard(approvalMethod: 'WEBHOOK' | 'NONE') {
  const companyId = await bed.company({ holding: 500n * DOLLAR, webhookUrl: sink.url })
  const cardId = await bed.card(companyId, { approvalMethod })
  const cents = { value: 1_000, currency: 'USD' }
  const message = (changes = {}) =>
    bed.message({ id: cardId }, { amount: cents, billing: cents, transaction_ref: newId(), ...changes })
  const buy = async () => (await bed.send(message())).body
  const available = async () => (await bed.balance(companyId, 'CARD_HOLDING')).available / DOLLAR
  const held = async () => {
    const holding = await bed.balance(companyId, 'CARD_HOLDING')
    return (holding.balance - holding.available) / DOLLAR
  }
  const rows = () =>
    bed.db
      .selectFrom('card_transactions')
      .select(['id', 'state'])
      .where('company_id', '=', companyId)
      .execute()
  return { companyId, cardId, message, buy, available, held, rows }
}

/** A purchase that was told nothing but its rrn, and came a second time after it was answered. */
async function repeatedPurchase() {
  const card = await startCard('WEBHOOK')
  await card.buy()
  const bare = { transaction_ref: null, rrn: newId().slice(0, 12) }
  const purchase = card.message(bare)
  const first = await bed.send(purchase)
  const again = await bed.send(purchase)
  return { ...card, bare, purchase, first, again }
}

describe('a message that comes again after its answer, for a card that is known by its id', () => {
  test('is answered with the same bytes; its company is asked once and there is one purchase', async () => {
    const { purchase, first, again, rows } = await repeatedPurchase()
    expect(first.body).toMatchObject({ approved: true, company_response: 'approved' })
    expect([again.text, (await bed.send(purchase)).text]).toEqual([first.text, first.text])
    expect((await bed.send({ ...purchase, stan: '1' })).status).toBe(412)
    expect(sink.requests).toHaveLength(2)
    expect(await rows()).toHaveLength(2)
  })

  test('leaves its clearing by rrn to the purchase: booked once, and nothing is held any more', async () => {
    const { message, bare, first, rows, available, held } = await repeatedPurchase()
    const cleared = await bed.send(message({ ...bare, type: 'clearing', clearing_id: newId(), final: true }))
    expect(cleared.body.transaction_id).toBe(first.body.transaction_id)
    expect([await available(), await held()]).toEqual([480n, 10n])
    expect(await rows()).toHaveLength(2)
  })

  test('leaves its reversal by rrn to the purchase: all of it is released', async () => {
    const { message, bare, first, available } = await repeatedPurchase()
    const reversed = await bed.send(message({ ...bare, type: 'reversal' }))
    expect(reversed.body.transaction_id).toBe(first.body.transaction_id)
    expect(await available()).toBe(490n)
  })
})

describe.each(['WEBHOOK', 'NONE'] as const)('the same message at once, on a card that asks %s', (method) => {
  test.each([2, 50])(
    '%i times, is one purchase with one answer, whose company is asked once',
    async (times) => {
      sink.respond = yes(900)
      const { message, rows, held, buy } = await startCard(method)
      await buy()
      for (const changes of [{}, { transaction_ref: null }]) {
        const purchase = message(changes)
        const replies = await Promise.all(Array.from({ length: times }, () => bed.send(purchase)))
        expect(new Set(replies.map(({ text }) => text)).size).toBe(1)
        expect(replies[0]?.body.approved).toBe(true)
      }
      expect(sink.requests).toHaveLength(method === 'WEBHOOK' ? 3 : 0)
      expect(await rows()).toHaveLength(3)
      expect(await held()).toBe(30n)
    },
  )
})

test('another message under an id that is being decided is refused, and the first is decided as if alone', async () => {
  sink.respond = yes(300)
  const { message, buy, rows } = await startCard('WEBHOOK')
  await buy()
  const purchase = message({ transaction_ref: null })
  const first = bed.send(purchase)
  expect(await becomes(async () => sink.requests.length === 2, 50_000)).toBe(true)
  const other = await bed.send({ ...purchase, stan: '1' })
  expect([other.status, (await first).body.approved]).toEqual([412, true])
  expect(await rows()).toHaveLength(2)
})
