import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { becomes } from '../../../sandbox/processes.ts'
import { type CardWorld, DOLLAR, startCardWorld } from '../../../tests/harness/card-world.ts'
import { type Respond, startWebhookSink, type WebhookSink } from '../../../tests/harness/webhook-sink.ts'
import { Secret } from '../../kernel/secret.ts'
import { type Asked, authorize, purchaseMessage, testAuthorizer } from './authorization.fixture.ts'
import type { Authorizer } from './authorizer.ts'

let world: CardWorld
let sink: WebhookSink
let authorizer: Authorizer
beforeAll(async () => {
  world = await startCardWorld()
})
afterAll(() => world.drop())
beforeEach(async () => {
  sink = await startWebhookSink(say('{"response_code":"00"}'))
  authorizer = testAuthorizer(world)
})
afterEach(async () => {
  await authorizer.stop()
  await sink.close()
  await world.verify()
})

function say(body: string, status = 200): Respond {
  return (_, response) => void response.writeHead(status, { 'content-type': 'application/json' }).end(body)
}

const PATIENCE_MS = 60_000

async function cardThatAsks(options: { readonly webhookUrl?: string | null } = {}) {
  const company = await world.company({ holding: 500n * DOLLAR, webhookUrl: sink.url, ...options })
  const card = await world.card(company, { approvalMethod: 'WEBHOOK', metadata: { country: 'ESP' } })
  // The network of these tests waits for as long as a busy machine takes: what is tested is the company's time.
  const buy = (asked: Asked = {}) =>
    authorize(authorizer, purchaseMessage(company, card, { age: -PATIENCE_MS, ...asked }))
  const held = async () => 500n * DOLLAR - (await world.balance(company, 'CARD_HOLDING')).available
  const row = () =>
    world.db
      .selectFrom('card_transactions')
      .selectAll()
      .where('company_id', '=', company)
      .executeTakeFirstOrThrow()
  const delivery = () =>
    world.db
      .selectFrom('webhook_deliveries as d')
      .innerJoin('webhook_events as e', 'e.id', 'd.event_id')
      .leftJoin('webhook_attempts as a', 'a.delivery_id', 'd.id')
      .select(['d.status', 'd.attempts', 'a.status_code', 'a.error', 'a.response_body'])
      .where('d.company_id', '=', company)
      .where('e.event_type', '=', 'authorization')
      .executeTakeFirst()
  return { company, card, buy, held, row, delivery }
}

test('the company is asked with the whole purchase; its yes holds the money, and everything is told and recorded', async () => {
  const { company, card, buy, held, delivery } = await cardThatAsks()
  const answer = await buy({ amount: 18.4, currency: 'EUR' })
  expect(answer).toMatchObject({ approved: true, company_response: 'approved', response_code: '00' })
  expect(await held()).toBe(18_400_000n)
  const [question] = sink.requests
  const [asked, approved] = await world.db
    .selectFrom('card_events')
    .selectAll()
    .where('company_id', '=', company)
    .orderBy('id')
    .execute()
  expect(question?.json).toMatchObject({
    product: 'cards',
    event_type: 'authorization',
    operation_id: asked?.id,
    status: 'pending',
    data: {
      card_id: card,
      transaction_id: answer.transaction_id,
      event_id: asked?.id,
      bill_amount: '18.40',
      transaction_currency_code: 'EUR',
      metadata: { country: 'ESP' },
      decline_reason: null,
    },
  })
  expect(question?.headers['webhook-signature']).toMatch(/^v1,/)
  expect([asked?.status, approved?.operation, approved?.id]).toEqual([
    'SUCCESS',
    'TRANSACTION_APPROVED',
    answer.event_id,
  ])
  await authorizer.stop()
  expect(await delivery()).toMatchObject({ status: 'DELIVERED', attempts: 1, status_code: 200 })
  const { marks } = await world.db
    .selectFrom('card_purchase_traces')
    .selectAll()
    .where('transaction_id', '=', answer.transaction_id)
    .executeTakeFirstOrThrow()
  expect(Object.keys(marks as object).toSorted()).toEqual(
    [
      'answered',
      'committed',
      'company_answered',
      'company_asked',
      'decision',
      'facts',
      'received',
    ].toSorted(),
  )
})

test.each([
  ['"SUCCESS"', 'approved', null, '00'],
  ['"51"', 'declined', 'M401', '51'],
  ['"14"', 'declined', 'M401', '14'],
  ['"99"', 'declined', 'M401', '05'],
  ['"no"', 'declined', 'M401', '05'],
  ['null', 'unreadable', 'M403', '05'],
])('response_code %s is %s', async (code, response, declineCode, iso) => {
  sink.respond = say(`{"response_code":${code}}`)
  const { buy, held } = await cardThatAsks()
  expect(await buy()).toMatchObject({
    company_response: response,
    decline_code: declineCode,
    response_code: iso,
  })
  expect(await held()).toBe(declineCode === null ? 10n * DOLLAR : 0n)
})

const FAULTS: readonly [string, Respond, 'M402' | 'M403', 'none' | 'unreadable'][] = [
  ['hangs', () => {}, 'M402', 'none'],
  [
    'drips byte by byte',
    async (_, response) => {
      response.writeHead(200)
      for (const byte of '{"response_code":"00"}'.repeat(20)) {
        if (response.destroyed) return
        response.write(byte)
        await pause(20)
      }
    },
    'M402',
    'none',
  ],
  ['resets', (_, response) => void response.socket?.resetAndDestroy(), 'M402', 'none'],
  ['answers garbage', say('<html>'), 'M403', 'unreadable'],
  ['answers 500', say('{"response_code":"00"}', 500), 'M403', 'unreadable'],
  ['answers 201', say('{"response_code":"00"}', 201), 'M403', 'unreadable'],
  [
    'redirects',
    (_, response) => void response.writeHead(302, { location: sink.url }).end('{"response_code":"00"}'),
    'M403',
    'unreadable',
  ],
]

test.each(FAULTS)(
  'an endpoint that %s: declined with its reason, and nothing is held',
  async (_, respond, code, response) => {
    sink.respond = respond
    const { buy, held, delivery } = await cardThatAsks()
    expect(await buy()).toMatchObject({
      approved: false,
      decline_code: code,
      company_response: response,
      response_code: '05',
    })
    expect(await held()).toBe(0n)
    expect(sink.requests).toHaveLength(1)
    await authorizer.stop()
    expect((await delivery())?.attempts).toBe(1)
    expect((await delivery())?.status).not.toBe('PENDING')
  },
)

test('without a URL, or with one that refuses connections, nobody has answered: M402 at once', async () => {
  for (const webhookUrl of [null, 'http://127.0.0.1:1/', 'http://10.0.0.1/', 'nonsense']) {
    const { buy, held } = await cardThatAsks({ webhookUrl })
    expect(await buy()).toMatchObject({ decline_code: 'M402', company_response: 'none' })
    expect(await held()).toBe(0n)
  }
})

test('an answer after the deadline is recorded as late and changes nothing', async () => {
  sink.respond = async (request, response) => {
    await pause(1_350)
    await say('{"response_code":"00"}')(request, response)
  }
  const { buy, held, row, delivery } = await cardThatAsks()
  expect(await buy()).toMatchObject({ decline_code: 'M402', company_response: 'none' })
  expect(await becomes(async () => (await row()).company_response === 'late', 50_000)).toBe(true)
  expect(await row()).toMatchObject({ state: 'DECLINED', decline_code: 'M402' })
  expect(await held()).toBe(0n)
  await authorizer.stop()
  expect(await delivery()).toMatchObject({ status: 'DEAD', status_code: 200 })
})

test('what changed while the company was asked counts: a card frozen meanwhile is declined although the company said yes', async () => {
  const { company, card, buy, held } = await cardThatAsks()
  sink.respond = async (request, response) => {
    await world.db
      .updateTable('cards')
      .set({ status: 'FROZEN', version: sql`version + 1` })
      .where('id', '=', card)
      .execute()
    await say('{"response_code":"00"}')(request, response)
  }
  expect(await buy()).toMatchObject({ decline_code: 'M301', company_response: 'approved' })
  expect(await held()).toBe(0n)
  const told = await world.db
    .selectFrom('webhook_events')
    .select('event_type')
    .where('company_id', '=', company)
    .orderBy('sequence')
    .execute()
  expect(told.map((event) => event.event_type)).toEqual(['authorization', 'declined'])
})

test('checks that fail before step 9, and account checks, do not ask', async () => {
  const { company, buy } = await cardThatAsks()
  expect(await buy({ amount: 600 })).toMatchObject({ decline_code: 'M101', company_response: null })
  expect(await buy({ amount: 0 })).toMatchObject({ approved: true, company_response: null })
  expect(sink.requests).toHaveLength(0)
  expect(company).toBeTruthy()
})

test('a company whose endpoint hangs does not slow the purchases of another', async () => {
  const slow = await cardThatAsks()
  const healthy = await startWebhookSink(say('{"response_code":"00"}'))
  const fast = await cardThatAsks({ webhookUrl: healthy.url })
  sink.respond = () => {}
  const hanging = Array.from({ length: 60 }, () => slow.buy())
  const startedAt = performance.now()
  const answers = await Promise.all(Array.from({ length: 20 }, () => fast.buy()))
  expect(answers.every(({ approved }) => approved)).toBe(true)
  expect(performance.now() - startedAt).toBeLessThan(1_000)
  expect((await Promise.all(hanging)).some(({ approved }) => approved)).toBe(false)
  await healthy.close()
})

test('a purchase whose process died while its company was asked is declined by the loop, and not before it could be answered', async () => {
  const { company, card, held, row } = await cardThatAsks()
  sink.respond = () => {}
  const dying = testAuthorizer(world)
  const lost = dying.authorize(purchaseMessage(company, card))
  expect(await becomes(async () => sink.requests.length === 1, 50_000)).toBe(true)
  expect((await row()).state).toBe('ASKED')
  await lost
  await dying.stop()
  await world.db
    .updateTable('card_transactions')
    .set({ state: 'ASKED', decline_code: null })
    .where('company_id', '=', company)
    .execute()
  const loops = authorizer.start()
  expect(await becomes(async () => (await row()).state === 'DECLINED', 50_000)).toBe(true)
  expect(await row()).toMatchObject({ decline_code: 'C010' })
  expect(await held()).toBe(0n)
  await Promise.all(loops.map((loop) => loop.stop()))
})

test('a card that is reissued while its company is asked takes no purchase by its old number', async () => {
  const { card, buy, held } = await cardThatAsks()
  sink.respond = async (request, response) => {
    await world.db
      .updateTable('cards')
      .set({ version: sql`version + 1`, last4: '7777' })
      .where('id', '=', card)
      .execute()
    say('{"response_code":"00"}')(request, response)
  }
  const byNumber = { id: null, pan: new Secret('4532015500000191'), expiry: null, cvv2: null }
  expect(await buy({ card: byNumber })).toMatchObject({
    ...{ approved: false, response_code: '14', decline_code: 'M303' },
    company_response: 'approved',
  })
  expect(await held()).toBe(0n)
})
