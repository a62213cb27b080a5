import { inspect } from 'node:util'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { ADMIN, type Request, startTestServer, type TestServer } from '../../../tests/harness/http-server.ts'
import { insertWebhookCompany, type WebhookCompany } from '../../../tests/harness/webhook-company.ts'
import { anEvent, commitEvents, deliveriesOf } from '../../../tests/harness/webhook-delivery.ts'
import { acknowledge, startWebhookSink, type WebhookSink } from '../../../tests/harness/webhook-sink.ts'
import { wallClock } from '../../kernel/clock.ts'
import { type Database, inTransaction } from '../../kernel/database.ts'
import type { Route } from '../../kernel/http/route.ts'
import { newId } from '../../kernel/ids.ts'
import { createDelivery } from '../delivery/delivery.ts'
import { signature } from '../signature.ts'
import { writeEvents } from '../write-events.ts'
import { webhookRoutes } from './routes.ts'

const OTHER = { ...ADMIN, companyId: '01890000-0000-7000-8000-000000000002', name: 'other' }
const READER = { ...ADMIN, levels: { ...ADMIN.levels, management: 2 as const }, name: 'reader' }

let server: TestServer
let db: Database
let sink: WebhookSink
let company: WebhookCompany
let stop: () => Promise<void>

beforeAll(async () => {
  sink = await startWebhookSink()
  // The routes need what the server makes (its vault), so they are filled in before the second node starts.
  const seed = await startTestServer({
    routes: [],
    keys: { other: OTHER, reader: READER },
    config: { profile: 'sandbox' },
  })
  db = seed.database.db
  const routes: Route[] = webhookRoutes({ db, config: { profile: 'sandbox' }, sealer: seed.deps.sealer })
  server = await seed.another(routes)
  const { sealer, node, log } = server.deps
  const loops = createDelivery({
    db,
    clock: wallClock,
    config: { profile: 'sandbox' },
    node,
    sealer,
    log,
  }).start()
  stop = async () => {
    for (const loop of loops) await loop.stop()
    await server.close()
    await seed.close()
  }
})
beforeEach(async () => {
  await db.deleteFrom('companies').execute()
  company = await insertWebhookCompany(db, server.deps.sealer, { id: ADMIN.companyId, url: sink.url })
})
afterEach(async () => {
  await db.deleteFrom('webhook_attempts').execute()
  await db.deleteFrom('webhook_deliveries').execute()
  await db.deleteFrom('webhook_events').execute()
  sink.respond = acknowledge
  sink.requests.length = 0
})
afterAll(async () => {
  await stop()
  await sink.close()
})

interface Reply {
  readonly status: number
  // biome-ignore lint/suspicious/noExplicitAny: what a call answers is what its test asserts
  readonly json: any
}

async function call(method: string, path: string, request: Request = {}): Promise<Reply> {
  const { status, json } = await server.call(method, `/management/webhooks${path}`, request)
  return { status, json }
}

async function delivered(count: number) {
  return vi.waitFor(
    async () => {
      const rows = await deliveriesOf(db, company.id)
      expect(rows.filter((row) => row.status !== 'PENDING')).toHaveLength(count)
      return rows
    },
    { timeout: 15_000, interval: 10 },
  )
}

describe('settings', () => {
  test('shows format, ladder and signing secret', async () => {
    expect(await call('GET', '/settings')).toEqual({
      status: 200,
      json: { format: 'current', ladder: 'long', signing_secret: company.secret },
    })
  })

  test('changes what is sent, in any case, keeps what is omitted, and audits without the secret', async () => {
    const changed = await call('PUT', '/settings', { body: { format: 'LEGACY' } })
    expect(changed.json).toEqual({ format: 'legacy', ladder: 'long', signing_secret: company.secret })
    const rotated = await call('PUT', '/settings', { body: { ladder: 'short', rotate_signing_secret: true } })
    expect(rotated.json).toMatchObject({ format: 'legacy', ladder: 'short' })
    expect(rotated.json.signing_secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/)
    expect(rotated.json.signing_secret).not.toBe(company.secret)
    expect((await call('GET', '/settings')).json).toEqual(rotated.json)
    const audit = await db.selectFrom('audit_log').selectAll().where('company_id', '=', company.id).execute()
    expect(audit).toHaveLength(2)
    expect(audit[1]).toMatchObject({
      action: 'webhook_settings.changed',
      after: { signing_secret_rotated: true },
    })
    expect(inspect(audit, { depth: null, maxArrayLength: null, maxStringLength: null })).not.toContain(
      'whsec_',
    )
  })

  test.each([
    [{ format: 'xml' }, 'VALUE_NOT_ALLOWED'],
    [{ ladder: 'steep' }, 'VALUE_NOT_ALLOWED'],
    [{ rotate_signing_secret: 'yes' }, 'BAD_REQUEST'],
  ])('refuses %j and changes nothing', async (body, code) => {
    expect(await call('PUT', '/settings', { body })).toMatchObject({ status: 400, json: { code } })
    expect((await call('GET', '/settings')).json).toMatchObject({ format: 'current', ladder: 'long' })
  })
})

describe('deliveries', () => {
  test('lists newest first with its filters, and shows one with attempts and bodies', async () => {
    sink.respond = (request, response) =>
      request.json.event_type === 'withdraw'
        ? void response.writeHead(500).end('oh')
        : acknowledge(request, response)
    await db.updateTable('companies').set({ webhook_ladder: 'short' }).execute()
    await commitEvents(db, anEvent(company.id, { operationId: 'one' }))
    await commitEvents(
      db,
      anEvent(company.id, { operationId: 'two', eventType: 'withdraw', status: 'failed' }),
    )
    await vi.waitFor(
      async () => expect((await deliveriesOf(db, company.id)).map((row) => row.attempts)).toEqual([1, 1]),
      {
        timeout: 15_000,
        interval: 10,
      },
    )
    const all = (await call('GET', '/deliveries')).json
    expect(all).toMatchObject({ number_of_elements: 2, total_elements: 2, total_pages: 1, next_page: null })
    expect(all.items).toMatchObject([
      {
        operation_id: 'two',
        event_type: 'withdraw',
        event_status: 'failed',
        status: 'PENDING',
        attempt_count: 1,
      },
      { operation_id: 'one', event_type: 'deposit', status: 'DELIVERED', next_attempt_at: null },
    ])
    const only = async (query: string) =>
      (await call('GET', `/deliveries?${query}`)).json.items.map(
        (item: { operation_id: string }) => item.operation_id,
      )
    expect(await only('status=delivered')).toEqual(['one'])
    expect(await only('event_type=withdraw')).toEqual(['two'])
    expect(await only('operation_id=one')).toEqual(['one'])
    expect(await only('from_date=2999-01-01')).toEqual([])
    expect(await only('size=1&page_number=2')).toEqual(['one'])

    const detail = (await call('GET', `/deliveries/${all.items[0].id}`)).json
    const { attempts, ...rest } = detail
    expect(rest).toEqual({ ...all.items[0], updated_at: rest.updated_at })
    const sent = sink.requests.find((request) => request.json.operation_id === 'two')
    expect(attempts).toEqual([
      {
        number: 1,
        at: expect.stringMatching(/^\d{4}-.*Z$/),
        url: sink.url,
        request_body: sent?.body.toString('utf8'),
        status_code: 500,
        response_body: 'oh',
        error: null,
        latency_ms: expect.any(Number),
      },
    ])
  })

  test('another company sees, replays and finds nothing of it', async () => {
    await insertWebhookCompany(db, server.deps.sealer, { id: OTHER.companyId, url: sink.url })
    await commitEvents(db, anEvent(company.id))
    const [row] = await delivered(1)
    const other = { key: 'other' }
    expect((await call('GET', '/deliveries', other)).json.items).toEqual([])
    for (const [method, path] of [
      ['GET', `/deliveries/${row?.id}`],
      ['POST', `/deliveries/${row?.id}/replay`],
    ] as const)
      expect(await call(method, path, other)).toMatchObject({ status: 404, json: { code: 'NOT_FOUND' } })
    const replay = await call('POST', '/replay', { ...other, body: { from_date: '2000-01-01' } })
    expect(replay).toEqual({ status: 201, json: { replayed: 0 } })
  })

  test.each([
    ['GET', '/settings'],
    ['PUT', '/settings'],
    ['GET', '/deliveries'],
    ['GET', `/deliveries/${newId()}`],
    ['POST', `/deliveries/${newId()}/replay`],
    ['POST', '/replay'],
    ['POST', '/test'],
  ])('%s %s needs management level 3', async (method, path) => {
    expect(await call(method, path, { key: 'reader' })).toMatchObject({
      status: 401,
      json: { code: 'DENIED' },
    })
  })

  test.each(['not-an-id', newId()])('an unknown id (%s) is 404', async (id) => {
    expect((await call('GET', `/deliveries/${id}`)).status).toBe(404)
    expect((await call('POST', `/deliveries/${id}/replay`)).status).toBe(404)
  })
})

describe('replay', () => {
  test('sends the same event again: same webhook-id, operation_id, data and trace, signed anew', async () => {
    await commitEvents(db, anEvent(company.id, { orderKey: newId(), data: { amount: '40' } }))
    const [first] = await delivered(1)
    const replayed = await call('POST', `/deliveries/${first?.id}/replay`)
    expect(replayed).toMatchObject({
      status: 201,
      json: { event_id: first?.event_id, status: 'PENDING', attempt_count: 0 },
    })
    expect(replayed.json.id).not.toBe(first?.id)
    await delivered(2)
    const [one, two] = sink.requests
    expect(two?.body).toEqual(one?.body)
    for (const header of ['webhook-id', 'x-trace-id']) expect(two?.headers[header]).toBe(one?.headers[header])
  })

  test('a dead event can be replayed, one that is pending is on its way already', async () => {
    sink.respond = () => {}
    await commitEvents(db, anEvent(company.id))
    const [pending] = await deliveriesOf(db, company.id)
    expect(await call('POST', `/deliveries/${pending?.id}/replay`)).toMatchObject({
      status: 412,
      json: { code: 'VAL', message: 'Webhook delivery is still pending' },
    })

    sink.respond = (_request, response) => void response.writeHead(500).end()
    await db.updateTable('companies').set({ webhook_ladder: 'short' }).execute()
    await inTransaction(db, async (tx) => {
      await writeEvents(tx, [anEvent(company.id, { operationId: 'doomed' })])
      // Its last attempt is the next one.
      await tx
        .updateTable('webhook_deliveries')
        .set({ attempts: 9 })
        .where('id', '<>', pending?.id ?? '')
        .execute()
    })
    const rows = await delivered(1)
    const dead = rows.find((row) => row.operation_id === 'doomed')
    expect(dead?.status).toBe('DEAD')
    expect((await call('POST', `/deliveries/${dead?.id}/replay`)).status).toBe(201)
  })

  test.each(['authorization', 'notification_3ds_authorization'])(
    '%s is never replayed, alone or among many',
    async (eventType) => {
      await commitEvents(db, anEvent(company.id, { product: 'cards', eventType }))
      const [row] = await delivered(1)
      expect(await call('POST', `/deliveries/${row?.id}/replay`)).toMatchObject({
        status: 412,
        json: { code: 'VAL' },
      })
      expect((await call('POST', '/replay', { body: { from_date: '2000-01-01' } })).json).toEqual({
        replayed: 0,
      })
      expect(await deliveriesOf(db, company.id)).toHaveLength(1)
    },
  )

  test('of a range each ended event is sent once more, in order per wallet', async () => {
    const wallet = newId()
    const names = Array.from({ length: 20 }, (_, n) => `${n}`)
    await commitEvents(
      db,
      ...names.map((operationId) => anEvent(company.id, { operationId, orderKey: wallet })),
    )
    await delivered(20)
    sink.requests.length = 0
    const replayed = await call('POST', '/replay', {
      body: { from_date: '2000-01-01', status: 'delivered', event_type: 'deposit' },
    })
    expect(replayed).toEqual({ status: 201, json: { replayed: 20 } })
    await delivered(40)
    expect(sink.requests.map((request) => request.json.operation_id)).toEqual(names)
    const again = await call('POST', '/replay', { body: { from_date: '2000-01-01', status: 'DEAD' } })
    expect(again.json).toEqual({ replayed: 0 })
  })

  test('a replay that fails does not hold up new events of its wallet', async () => {
    const wallet = newId()
    await commitEvents(db, anEvent(company.id, { operationId: 'old', orderKey: wallet }))
    const [old] = await delivered(1)
    sink.respond = (request, response) =>
      request.json.operation_id === 'old'
        ? void response.writeHead(500).end()
        : acknowledge(request, response)
    await call('POST', `/deliveries/${old?.id}/replay`)
    await vi.waitFor(() => expect(sink.requests).toHaveLength(2), { timeout: 15_000, interval: 10 })
    await commitEvents(db, anEvent(company.id, { operationId: 'new', orderKey: wallet }))
    await delivered(2)
    expect(sink.requests.map((request) => request.json.operation_id)).toContain('new')
  })

  test('without a URL there is nowhere to send to', async () => {
    await commitEvents(db, anEvent(company.id))
    const [row] = await delivered(1)
    await db.updateTable('companies').set({ webhook_url: null }).execute()
    const refusal = { status: 412, json: { message: 'Webhook URL is not set' } }
    expect(await call('POST', `/deliveries/${row?.id}/replay`)).toMatchObject(refusal)
    expect(await call('POST', '/replay', { body: { from_date: '2000-01-01' } })).toMatchObject(refusal)
    expect(await call('POST', '/test', { body: { product: 'cards', event_type: 'refund' } })).toMatchObject(
      refusal,
    )
  })

  test.each([{}, { from_date: '' }, { from_date: 'yesterday' }, { from_date: '2026-02-30' }])(
    'refuses the range %j',
    async (body) => {
      expect(await call('POST', '/replay', { body })).toMatchObject({
        status: 400,
        json: { code: 'BAD_REQUEST' },
      })
    },
  )
})

describe('test', () => {
  test('sends an invented event now, signed like any other, and tells what came back', async () => {
    const { status, json } = await call('POST', '/test', {
      body: { product: 'virtual_wallets', event_type: 'deposit' },
    })
    expect(status).toBe(200)
    expect(json).toEqual({
      status_code: 200,
      body: '{"response_code":"OK"}',
      latency_ms: expect.any(Number),
      error: null,
    })
    const [request] = sink.requests
    const headers = request?.headers ?? {}
    expect(request?.json).toMatchObject({
      product: 'virtual_wallets',
      event_type: 'deposit',
      operation_id: expect.stringMatching(/^test-/),
    })
    expect(headers['webhook-signature']).toBe(
      signature(company.secret, {
        webhookId: String(headers['webhook-id']),
        timestamp: Number(headers['webhook-timestamp']),
        body: request?.body ?? Buffer.alloc(0),
      }),
    )
    expect(await deliveriesOf(db, company.id)).toEqual([])
  })

  test('an endpoint that fails is an answer, not an error', async () => {
    sink.respond = (_request, response) => void response.socket?.destroy()
    const { status, json } = await call('POST', '/test', {
      body: { product: 'cards', event_type: 'authorization' },
    })
    expect(status).toBe(200)
    expect(json).toMatchObject({ status_code: null, body: null, error: expect.any(String) })
  })

  test('a repeated idempotency key gives the same answer and sends nothing more', async () => {
    const request = {
      body: { product: 'treasury', event_type: 'transfer' },
      headers: { 'idempotency-key': 'once' },
    }
    const first = await call('POST', '/test', request)
    expect(await call('POST', '/test', request)).toEqual(first)
    expect(sink.requests).toHaveLength(1)
  })

  test.each([
    { product: 'cards', event_type: 'ramp_on' },
    { product: 'nothing', event_type: 'deposit' },
    { product: 'cards', event_type: '' },
  ])('refuses %j', async (body) => {
    expect(await call('POST', '/test', { body })).toMatchObject({
      status: 400,
      json: { code: 'VALUE_NOT_ALLOWED' },
    })
    expect(sink.requests).toEqual([])
  })
})
