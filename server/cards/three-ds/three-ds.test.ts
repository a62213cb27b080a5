import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import type { CardCall } from '../../../tests/harness/card-api.ts'
import { silentLog } from '../../../tests/harness/card-world.ts'
import { acknowledge, startWebhookSink, type WebhookSink } from '../../../tests/harness/webhook-sink.ts'
import { newId } from '../../kernel/ids.ts'
import type { Loop } from '../../kernel/loop.ts'
import { Secret } from '../../kernel/secret.ts'
import { createDelivery } from '../../webhooks/delivery/delivery.ts'
import { type NetworkBed, startNetworkBed } from '../network/network.fixture.ts'
import { createThreeDs } from './create-three-ds.ts'

const TEN_MINUTES = 600_000
const WRONG = 'no code'

let bed: NetworkBed
let gateway: WebhookSink
let company: WebhookSink
let companyId: string
let call: CardCall
const loops: Loop[] = []
beforeAll(async () => {
  gateway = await startWebhookSink()
  company = await startWebhookSink()
  bed = await startNetworkBed({ sms: { url: gateway.url, token: new Secret('sms-token') } })
  companyId = await bed.company({ webhookUrl: company.url })
  call = await bed.api.client(companyId, 2)
  const { db, clock, vault } = bed
  const node = { id: 1, living: async (ids: number[]) => new Set(ids) }
  const delivery = createDelivery({
    db,
    clock,
    node,
    sealer: vault.sealer,
    config: { profile: 'sandbox' },
    log: silentLog,
  })
  loops.push(...bed.threeDs.start(), ...delivery.start())
})
beforeEach(() => {
  gateway.respond = acknowledge
  gateway.requests.length = 0
  company.requests.length = 0
})
afterAll(async () => {
  await Promise.all(loops.map((loop) => loop.stop()))
  await bed.stop()
  await gateway.close()
  await company.close()
})

const eventually = <T>(check: () => T | Promise<T>) => vi.waitFor(check, { timeout: 20_000, interval: 10 })

async function aCard(mode: 'sms' | 'webhook' | 'disabled', of = companyId): Promise<string> {
  const id = await bed.card(of, { approvalMethod: 'NONE' })
  await bed.db.updateTable('cards').set({ three_ds: mode }).where('id', '=', id).execute()
  return id
}

async function challenge(cardId: string, fields: object) {
  const reply = await bed.send(bed.message({ id: cardId }, { type: 'three_ds_challenge', ...fields }))
  expect(reply.status).toBe(200)
  return reply.body
}

const verify = (cardId: string, id: string, otp: string) =>
  challenge(cardId, { action: 'verify', challenge_id: id, otp })
const status = (cardId: string, id: string) => challenge(cardId, { action: 'status', challenge_id: id })
const answer = (cardId: string, body: object, headers?: Record<string, string>) =>
  call('POST', `/cards/virtual-cards/${cardId}/3ds-authorization`, body, headers)

/** A new challenge and its code, as the cardholder or the company gets it. */
async function open(mode: 'sms' | 'webhook') {
  const cardId = await aCard(mode)
  const { challenge_id: id } = await challenge(cardId, { action: 'create' })
  return { cardId, id, code: mode === 'sms' ? await codeBySms() : await codeByEvent(id) }
}

const eventOf = (id: string) =>
  eventually(() => {
    const event = company.requests.find(({ json }) => json.operation_id === id)?.json
    if (event === undefined) throw new Error('not yet')
    return event
  })

async function codeByEvent(id: string): Promise<string> {
  return (await eventOf(id)).data.code
}

function codeBySms(): Promise<string> {
  return eventually(() => {
    const code = /^\d{6}/.exec(gateway.requests.at(-1)?.json.text ?? '')?.[0]
    if (code === undefined) throw new Error('not yet')
    return code
  })
}

describe('a challenge is opened', () => {
  test('by sms: the code goes to the phone, and the event informs without it', async () => {
    const cardId = await aCard('sms')
    const opened = await challenge(cardId, { action: 'create' })
    expect(opened).toMatchObject({
      type: 'three_ds_challenge',
      response_code: '00',
      method: 'sms',
      status: 'PENDING',
      attempts_left: 3,
      expires_at: '2026-09-02T08:10:00.000Z',
    })
    const id = opened.challenge_id
    const code = await codeBySms()
    expect(gateway.requests[0]?.headers.authorization).toBe('Bearer sms-token')
    expect(gateway.requests[0]?.json).toMatchObject({
      to: '+34600000000',
      text: expect.stringContaining('EUR 17.00 at Kiosk 12'),
    })
    expect(await eventOf(id)).toMatchObject({
      product: 'cards',
      event_type: 'notification_3ds_authorization',
      operation_id: id,
      status: 'pending',
      data: { code: id },
    })
    expect(await verify(cardId, id, code)).toMatchObject({
      response_code: '00',
      status: 'APPROVED',
      attempts_left: 3,
    })
    expect(await status(cardId, id)).toMatchObject({ response_code: '00', status: 'APPROVED' })
  })

  test('by webhook: the event carries the code, and what is recorded of it does not', async () => {
    const cardId = await aCard('webhook')
    const { challenge_id: id, method } = await challenge(cardId, { action: 'create' })
    expect(method).toBe('webhook')
    const { data } = await eventOf(id)
    expect(data).toEqual({
      code: expect.stringMatching(/^\d{6}$/),
      challenge_id: id,
      card_id: cardId,
      merchant_name: 'Kiosk 12',
      merchant_country_code: 'FRA',
      transaction_amount: '17.00',
      transaction_currency: 'EUR',
      transaction_timestamp: '2026-09-02T08:00:00.000Z',
      expires_at: '2026-09-02T08:10:00.000Z',
    })
    const attempt = await eventually(() =>
      bed.db
        .selectFrom('webhook_attempts')
        .select('request_body')
        .where('request_body', 'like', `%${id}%`)
        .executeTakeFirstOrThrow(),
    )
    expect(JSON.parse(attempt.request_body).data.code).toBe('******')
    const event = await bed.db
      .selectFrom('webhook_events')
      .select('data')
      .where('operation_id', '=', id)
      .executeTakeFirstOrThrow()
    expect(JSON.stringify(event)).not.toContain(data.code)
    expect(gateway.requests).toEqual([])
  })

  test.each([
    ['disabled', { three_ds: 'disabled' }, 'disabled'],
    ['frozen', { status: 'FROZEN' }, 'sms'],
    ['deleted', { status: 'DELETED' }, 'sms'],
  ])('not for a card that is %s: the network is told so', async (_what, change, method) => {
    const cardId = await aCard('sms')
    await bed.db.updateTable('cards').set(change).where('id', '=', cardId).execute()
    expect(await challenge(cardId, { action: 'create' })).toMatchObject({
      response_code: '05',
      status: 'REFUSED',
      challenge_id: null,
      method,
      attempts_left: 0,
      expires_at: null,
    })
  })
})

describe("a challenge is answered in the company's app", () => {
  test('with the code, and the bank sees it', async () => {
    const { cardId, id, code } = await open('webhook')
    expect(await answer(cardId, { code })).toMatchObject({ status: 200, body: { code, approve: true } })
    expect(await status(cardId, id)).toMatchObject({ status: 'APPROVED' })
  })

  test.each([true, false])(
    'with the id in place of the code the company vouches itself: approve %s',
    async (approve) => {
      const { cardId, id } = await open('webhook')
      await challenge(cardId, { action: 'create' })
      expect(await answer(cardId, { code: id, approve })).toMatchObject({
        status: 200,
        body: { code: id, approve },
      })
      expect(await status(cardId, id)).toMatchObject({ status: approve ? 'APPROVED' : 'REFUSED' })
    },
  )

  test('without an id the newest open one is meant', async () => {
    const { cardId, id: older, code: olderCode } = await open('webhook')
    const { challenge_id: newer } = await challenge(cardId, { action: 'create' })
    expect((await answer(cardId, { code: await codeByEvent(newer) })).status).toBe(200)
    expect((await answer(cardId, { code: olderCode })).status).toBe(200)
    for (const id of [older, newer]) expect(await status(cardId, id)).toMatchObject({ status: 'APPROVED' })
  })

  test('a decision is final: the same again is 200, another one a conflict, for the bank too', async () => {
    const { cardId, id, code } = await open('webhook')
    for (let times = 0; times < 2; times += 1)
      expect((await answer(cardId, { code, approve: false, challenge_id: id })).status).toBe(200)
    const other = await answer(cardId, { code, challenge_id: id })
    expect(other.status).toBe(412)
    expect(other.body).toMatchObject({
      code: 'CHALLENGE_DECISION_CONFLICT',
      message: `3DS challenge ${id} was already answered with a different decision`,
    })
    expect(await verify(cardId, id, code)).toMatchObject({ response_code: '05', status: 'REFUSED' })
    bed.clock.advance(TEN_MINUTES)
    expect((await answer(cardId, { code, approve: false })).status).toBe(200)
  })

  test('a card that answers by sms is refused, and so is an unknown challenge or card', async () => {
    const sms = await open('sms')
    for (const body of [{ code: sms.code }, { code: sms.id }, { code: sms.code, challenge_id: sms.id }])
      expect(await answer(sms.cardId, body)).toMatchObject({
        status: 412,
        body: { message: 'This card answers 3DS by sms' },
      })
    const { id } = await open('webhook')
    const other = await aCard('webhook')
    const missing = { status: 404, body: { message: '3DS challenge not found' } }
    expect(await answer(other, { code: '123456' })).toMatchObject(missing)
    expect(await answer(other, { code: id })).toMatchObject(missing)
    expect(await answer(other, { code: '123456', challenge_id: id })).toMatchObject(missing)
    expect(await answer(newId(), { code: '123456' })).toMatchObject({
      status: 404,
      body: { message: 'Card not found' },
    })
    expect(await status(other, id)).toMatchObject({ response_code: '25', challenge_id: null })
    expect(await verify(other, id, '123456')).toMatchObject({ response_code: '25' })
    await bed.db.updateTable('cards').set({ status: 'DELETED' }).where('id', '=', other).execute()
    expect(await answer(other, { code: '123456' })).toMatchObject({ body: { message: 'Card is DELETED' } })
  })

  test("another company's card is not found", async () => {
    const { cardId, id } = await open('webhook')
    const stranger = await bed.api.client(await bed.company(), 3)
    const reply = await stranger('POST', `/cards/virtual-cards/${cardId}/3ds-authorization`, { code: id })
    expect(reply.status).toBe(404)
  })
})

describe('a challenge ends', () => {
  test('after 3 wrong codes on both ways together', async () => {
    const { cardId, id, code } = await open('webhook')
    expect(await verify(cardId, id, WRONG)).toMatchObject({
      response_code: '05',
      status: 'PENDING',
      attempts_left: 2,
    })
    const second = { status: 412, body: { message: '3DS code is not valid. 1 attempts left.' } }
    const key = { 'Idempotency-Key': newId() }
    for (let times = 0; times < 3; times += 1)
      expect(await answer(cardId, { code: WRONG }, key)).toMatchObject(second)
    expect(await answer(cardId, { code: WRONG })).toMatchObject({
      body: { message: '3DS code is not valid. 0 attempts left.' },
    })
    expect(await answer(cardId, { code, challenge_id: id })).toMatchObject({
      status: 412,
      body: { message: '3DS challenge is closed after 3 wrong codes' },
    })
    expect(await verify(cardId, id, code)).toMatchObject({
      response_code: '05',
      status: 'FAILED',
      attempts_left: 0,
    })
  })

  test('of 20 wrong codes at once no more than 3 are looked at', async () => {
    const { cardId, id, code } = await open('webhook')
    const replies = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        n % 2 === 0 ? verify(cardId, id, WRONG) : answer(cardId, { code: WRONG, challenge_id: id }),
      ),
    )
    expect(replies).toHaveLength(20)
    expect(await verify(cardId, id, code)).toMatchObject({ status: 'FAILED' })
  })

  test('after 10 minutes, on both ways', async () => {
    const { cardId, id, code } = await open('webhook')
    bed.clock.advance(TEN_MINUTES - 1)
    expect(await status(cardId, id)).toMatchObject({ status: 'PENDING' })
    bed.clock.advance(1)
    expect(await answer(cardId, { code })).toMatchObject({
      status: 412,
      body: { message: '3DS challenge has expired' },
    })
    expect(await verify(cardId, id, code)).toMatchObject({ response_code: '05', status: 'EXPIRED' })
    expect(await status(cardId, id)).toMatchObject({ response_code: '00', status: 'EXPIRED' })
  })
})

describe('text messages', () => {
  const openTexts = (cardId: string) =>
    bed.db
      .selectFrom('text_messages')
      .select(['sent_at', 'tries'])
      .where('card_id', '=', cardId)
      .where('sealed', 'is not', null)
      .execute()

  test('one that the provider does not take is tried again, and erased when it is taken', async () => {
    gateway.respond = (request, response) =>
      gateway.requests.length < 2 ? void response.writeHead(503).end() : acknowledge(request, response)
    const cardId = await aCard('sms')
    await challenge(cardId, { action: 'create' })
    await eventually(async () => expect(await openTexts(cardId)).toEqual([]))
    expect(gateway.requests.map(({ json }) => json.text)).toEqual(
      Array(2).fill(gateway.requests[0]?.json.text),
    )
  })

  test('one that nobody takes is erased when its challenge lapses', async () => {
    gateway.respond = (_request, response) => void response.writeHead(503).end()
    const cardId = await aCard('sms')
    await challenge(cardId, { action: 'create' })
    await eventually(() => expect(gateway.requests.length).toBeGreaterThan(0))
    expect(await openTexts(cardId)).toMatchObject([{ sent_at: null }])
    bed.clock.advance(TEN_MINUTES)
    await eventually(async () => expect(await openTexts(cardId)).toEqual([]))
  })

  test('of several nodes one sends it', async () => {
    const { db, clock, vault, config } = bed
    const deps = { db, clock, sealer: vault.sealer, config: { cards: config }, log: silentLog }
    const others = Array.from({ length: 4 }, () => createThreeDs(deps).start()).flat()
    const cardIds = await Promise.all(Array.from({ length: 10 }, () => aCard('sms')))
    await Promise.all(cardIds.map((cardId) => challenge(cardId, { action: 'create' })))
    for (const loop of others) loop.wake()
    await eventually(async () => {
      for (const cardId of cardIds) expect(await openTexts(cardId)).toEqual([])
    })
    await Promise.all(others.map((loop) => loop.stop()))
    expect(gateway.requests).toHaveLength(10)
  })
})

test.each([
  ['sms', 'sms'],
  ['FORWARDED', 'webhook'],
  ['Disabled', 'disabled'],
  ['automatic', 'sms'],
])(
  'the mode is set to %s and shown as %s; decisions over the old card are made again',
  async (given, shown) => {
    const cardId = await aCard('webhook')
    const path = `/cards/virtual-cards/${cardId}/3ds-configuration`
    expect(await call('POST', path, { type: given })).toMatchObject({ status: 200, body: { type: shown } })
    const card = await bed.db
      .selectFrom('cards')
      .selectAll()
      .where('id', '=', cardId)
      .executeTakeFirstOrThrow()
    expect(card).toMatchObject({ three_ds: shown, version: 1n })
    const audited = await bed.db
      .selectFrom('audit_log')
      .select(['action', 'before', 'after'])
      .where('company_id', '=', companyId)
      .where('object_id', '=', cardId)
      .execute()
    expect(audited).toEqual([
      { action: 'card.3ds_configured', before: { type: 'webhook' }, after: { type: shown } },
    ])
    expect((await call('POST', path, { type: 'pigeon' })).body.code).toBe('VALUE_NOT_ALLOWED')
  },
)

test('codes are in no table, log or stored answer', async () => {
  const sms = await open('sms')
  const byEvent = await open('webhook')
  await answer(byEvent.cardId, { code: byEvent.code }, { 'Idempotency-Key': newId() })
  await verify(sms.cardId, sms.id, sms.code)
  const everything = [...(await dump()), ...bed.api.logLines].join('\n')
  expect(everything).toContain(sms.id)
  for (const code of [sms.code, byEvent.code])
    expect(everything).not.toMatch(new RegExp(`(?<![0-9a-z.+/])${code}(?![0-9a-z])`, 'i'))
})

/** Every row of every table. */
async function dump(): Promise<string[]> {
  const tables = await bed.db.introspection.getTables()
  const rows = tables.map(({ name }) =>
    sql<{ row: string }>`SELECT t::text AS row FROM ${sql.table(name)} t`.execute(bed.db),
  )
  return (await Promise.all(rows)).flatMap((one) => one.rows.map(({ row }) => row))
}
