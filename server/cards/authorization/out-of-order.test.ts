import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { type CardWorld, DOLLAR, silentLog, startCardWorld } from '../../../tests/harness/card-world.ts'
import { inTransaction } from '../../kernel/database.ts'
import { newId } from '../../kernel/ids.ts'
import { createLifecycle, type Lifecycle } from '../lifecycle/lifecycle.ts'
import { type Asked, authorize, purchaseMessage, testAuthorizer } from './authorization.fixture.ts'
import type { Authorizer } from './authorizer.ts'

let world: CardWorld
let lifecycle: Lifecycle
let nodes: Authorizer[]
beforeAll(async () => {
  world = await startCardWorld()
  lifecycle = createLifecycle({
    ...world,
    config: { cards: world.config },
    log: silentLog,
    node: { leads: async () => true },
    askCompany: async () => {
      throw new Error('no company is asked here')
    },
  })
})
afterAll(() => world.drop())
beforeEach(() => {
  nodes = [testAuthorizer(world), testAuthorizer(world)]
})
afterEach(async () => {
  await Promise.all(nodes.map((node) => node.stop()))
  await world.verify()
})

const node = (n = 0) => nodes[n % 2] as Authorizer

/** A card with 500 dollars of a company with as many. */
async function start(approvalMethod: 'TOP_UP' | 'WEBHOOK' = 'TOP_UP') {
  const company = await world.company({ holding: 500n * DOLLAR })
  const card = await world.card(company, { approvalMethod, balance: 500n * DOLLAR })
  const message = (asked: Asked) => purchaseMessage(company, card, { transactionRef: 'a', ...asked })
  return {
    message,
    ask: (asked: Asked = {}, n = 0) => authorize(node(n), message(asked)),
    post: (type: 'advice' | 'clearing' | 'reversal', more: Asked = {}) =>
      inTransaction(world.db, (tx) => {
        const approved = type === 'advice' ? ({ decision: 'approved', reason: 'stand_in' } as const) : {}
        const m = message({ type, clearingId: newId(), final: true, ...approved, ...more })
        return lifecycle.post(tx, m, world.clock.now(), null)
      }),
    available: async () => (await world.balance(company, 'CARD_HOLDING')).available / DOLLAR,
  }
}

test.each(['TOP_UP', 'WEBHOOK'] as const)(
  'a request that comes after its approved advice is that purchase: approved, and nothing more is held (%s)',
  async (method) => {
    const { ask, post, available } = await start(method)
    const { transaction_id, event_id } = await post('advice')
    expect(await ask()).toMatchObject({ approved: true, transaction_id, event_id, company_response: null })
    expect(await available()).toBe(490n)
    await post('clearing')
    expect(await ask()).toMatchObject({ approved: true, transaction_id, event_id })
    expect(await available()).toBe(490n)
  },
)

test('a request for more than its advice approved is not approved by it, nor one whose advice was taken back', async () => {
  const { ask, post, available } = await start()
  await post('advice')
  expect(await ask({ amount: 11 })).toMatchObject({ approved: false, decline_code: 'C020' })
  expect(await ask({ currency: 'EUR' })).toMatchObject({ approved: false, decline_code: 'C020' })
  await post('reversal')
  expect(await ask()).toMatchObject({ approved: false, decline_code: 'C010' })
  expect(await available()).toBe(500n)
})

test.each(['issuer_timeout', 'network_decline'])(
  'a request that comes after the network declined it (%s) is declined C010 and holds nothing',
  async (reason) => {
    const { ask, post, available } = await start()
    await post('advice', { decision: 'declined', reason })
    expect(await ask()).toMatchObject({ approved: false, decline_code: 'C010' })
    expect(await available()).toBe(500n)
  },
)

test('a purchase that waits for its card until nobody waits for it any more is rolled back, not approved and taken back', async () => {
  const { message, available } = await start()
  const m = message({ age: 1_000 })
  const lock = await world.db.startTransaction().execute()
  await sql`SELECT FROM cards WHERE id = ${m.cardId} FOR UPDATE`.execute(lock)
  expect(await authorize(node(), m)).toMatchObject({ approved: false, decline_code: 'C010' })
  await sql`SELECT pg_sleep(0.8)`.execute(lock)
  await lock.commit().execute()
  await node().stop()
  const events = await world.db
    .selectFrom('webhook_events')
    .select('event_type')
    .where('company_id', '=', m.companyId)
    .execute()
  expect(events).toEqual([{ event_type: 'declined' }])
  expect(await available()).toBe(500n)
})

test('a force-post takes in its one request; it approves nothing that is larger afterwards', async () => {
  const { ask, post, available } = await start()
  await post('clearing')
  expect(await ask()).toMatchObject({ approved: true })
  expect(await ask({ amount: 400 })).toMatchObject({ approved: false, decline_code: 'C020' })
  expect(await available()).toBe(490n)
})

test('a purchase that expired and was settled afterwards approves no further request', async () => {
  const { ask, post, available } = await start()
  await ask()
  await post('reversal')
  await post('clearing')
  expect(await ask({ amount: 400 })).toMatchObject({ approved: false })
  expect(await available()).toBe(490n)
})

test('the same request to two nodes at once, after its clearing, is answered the same by both', async () => {
  const { message, post } = await start()
  await post('clearing')
  const m = message({})
  const answers = await Promise.all(Array.from({ length: 12 }, (_, n) => authorize(node(n), m)))
  expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1)
})
