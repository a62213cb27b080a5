import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { becomes } from '../../../sandbox/processes.ts'
import { type CardWorld, DOLLAR, startCardWorld } from '../../../tests/harness/card-world.ts'
import { startWebhookSink, type WebhookSink } from '../../../tests/harness/webhook-sink.ts'
import { isRefusal } from '../../kernel/refusal.ts'
import { authorize, purchaseMessage, testAuthorizer } from './authorization.fixture.ts'
import type { Authorizer } from './authorizer.ts'

let world: CardWorld
let sink: WebhookSink
let nodes: [Authorizer, Authorizer]
beforeAll(async () => {
  world = await startCardWorld()
})
afterAll(() => world.drop())
beforeEach(async () => {
  sink = await startWebhookSink(yes(0))
  nodes = [testAuthorizer(world), testAuthorizer(world)]
})
afterEach(async () => {
  await Promise.all(nodes.map((node) => node.stop()))
  await sink.close()
  await world.verify()
})

function yes(afterMs: number): WebhookSink['respond'] {
  return async (_, response) => {
    await pause(afterMs)
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"response_code":"00"}')
  }
}

async function cardThatAsks() {
  const company = await world.company({ holding: 500n * DOLLAR, webhookUrl: sink.url })
  const card = await world.card(company, { approvalMethod: 'WEBHOOK' })
  const rows = () =>
    world.db.selectFrom('card_transactions').selectAll().where('company_id', '=', company).execute()
  const held = async () => 500n * DOLLAR - (await world.balance(company, 'CARD_HOLDING')).available
  return { company, card, rows, held }
}

const anew = (m: ReturnType<typeof purchaseMessage>) => ({ ...m, receivedAt: performance.now() })
const stored = (networkId: string) =>
  world.db
    .selectFrom('network_message_directory')
    .selectAll()
    .where('network_id', '=', networkId)
    .executeTakeFirstOrThrow()

test.each([null, 'a-reference'])(
  'one message on two nodes at once asks once, is one purchase, and both answer the same (reference %s)',
  async (transactionRef) => {
    sink.respond = yes(900)
    const { company, card, rows, held } = await cardThatAsks()
    const m = purchaseMessage(company, card, { transactionRef })
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) => authorize(nodes[n % 2 === 0 ? 0 : 1], m)),
    )
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1)
    expect(answers[0]).toMatchObject({ approved: true, company_response: 'approved' })
    expect(sink.requests).toHaveLength(1)
    expect(await rows()).toHaveLength(1)
    expect(await held()).toBe(10n * DOLLAR)
  },
)

test('another message under an id that is being decided on another node is refused while the company still thinks', async () => {
  let decide = () => {}
  const thinking = new Promise<void>((resolve) => {
    decide = resolve
  })
  sink.respond = async (request, response) => {
    await thinking
    await yes(0)(request, response)
  }
  const { company, card, rows } = await cardThatAsks()
  const m = purchaseMessage(company, card)
  const first = authorize(nodes[0], m)
  expect(await becomes(async () => sink.requests.length === 1, 50_000)).toBe(true)
  expect(isRefusal(await nodes[1].authorize({ ...anew(m), bodyHash: Buffer.alloc(32) }))).toBe(true)
  decide()
  expect((await first).approved).toBe(true)
  expect(await rows()).toHaveLength(1)
})

test('after a crash between question and decision the message waits for the decision of the loop, and asks nobody', async () => {
  const { company, card, rows, held } = await cardThatAsks()
  sink.respond = () => {}
  const m = purchaseMessage(company, card)
  const dying = testAuthorizer(world)
  await authorize(dying, m)
  await dying.stop()
  await leaveAsked(company)
  const retried = await authorize(nodes[0], anew(m))
  expect(retried).toMatchObject({ response_code: '91', decline_code: 'C010' })
  expect(await rows()).toMatchObject([{ state: 'ASKED', id: retried.transaction_id }])
  const loops = nodes[1].start()
  expect(await becomes(async () => (await stored(m.message.networkId)).answer !== null, 50_000)).toBe(true)
  await Promise.all(loops.map((loop) => loop.stop()))
  const [row] = await rows()
  const last = await authorize(nodes[0], anew(m))
  expect(last).toMatchObject({
    response_code: '91',
    decline_code: 'C010',
    transaction_id: row?.id,
    event_id: row?.decided_event_id,
  })
  expect(JSON.stringify(await authorize(nodes[1], anew(m)))).toBe(JSON.stringify(last))
  expect([row?.state, (await rows()).length, sink.requests.length]).toEqual(['DECLINED', 1, 1])
  expect(await held()).toBe(0n)
})

/** As a process leaves it that is killed after it has asked. */
async function leaveAsked(company: string): Promise<void> {
  await world.db
    .updateTable('card_transactions')
    .set({ state: 'ASKED', decline_code: null, decided_event_id: null })
    .where('company_id', '=', company)
    .execute()
  await world.db
    .updateTable('network_message_directory')
    .set({ answer: null })
    .where('company_id', '=', company)
    .execute()
}

test('a message that was answered before its record was made is answered the same until then and after', async () => {
  const { company, card, rows } = await cardThatAsks()
  sink.respond = yes(0)
  const m = purchaseMessage(company, card, { age: 1_400, transactionRef: null })
  const lock = await world.db.startTransaction().execute()
  await lock.selectFrom('cards').select('id').where('id', '=', card).forUpdate().execute()
  const given = await authorize(nodes[0], m)
  expect(given).toMatchObject({ response_code: '91', decline_code: 'C010' })
  expect(await authorize(nodes[0], anew(m))).toEqual(given)
  await lock.commit().execute()
  await nodes[0].stop()
  expect(await authorize(nodes[1], anew(m))).toEqual(given)
  expect(await rows()).toHaveLength(1)
})
