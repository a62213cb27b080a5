import { createHmac } from 'node:crypto'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { ManualClock } from '../../../tests/harness/manual-clock.ts'
import {
  anEvent,
  commitEvents,
  deliveriesOf,
  type RunningDelivery,
  startWebhookBed,
  type WebhookBed,
} from '../../../tests/harness/webhook-delivery.ts'
import {
  acknowledge,
  type Respond,
  type SunkRequest,
  startWebhookSink,
  type WebhookSink,
} from '../../../tests/harness/webhook-sink.ts'
import { newId } from '../../kernel/ids.ts'
import { sealText } from '../../kernel/sealed-text.ts'
import { newSigningSecret } from '../signature.ts'

let bed: WebhookBed
const running: RunningDelivery[] = []
const sinks: WebhookSink[] = []

beforeAll(async () => {
  bed = await startWebhookBed()
})
afterEach(async () => {
  // Hanging requests end with their sink, so that a node need not wait for them.
  await Promise.all(sinks.splice(0).map((sink) => sink.close()))
  await Promise.all(running.splice(0).map((delivery) => delivery.stop()))
  await bed.db.deleteFrom('webhook_deliveries').execute()
})
afterAll(() => bed.drop())

async function aSink(respond?: Respond): Promise<WebhookSink> {
  const sink = await startWebhookSink(respond)
  sinks.push(sink)
  return sink
}

async function start(options: Parameters<WebhookBed['start']>[0] = {}): Promise<RunningDelivery> {
  const delivery = await bed.start(options)
  running.push(delivery)
  return delivery
}

const eventually = <T>(check: () => T | Promise<T>) => vi.waitFor(check, { timeout: 20_000, interval: 10 })
const refuseWith =
  (status: number): Respond =>
  (_request, response) =>
    void response.writeHead(status).end('no')
const operations = (sink: WebhookSink) => sink.requests.map((request) => request.json.operation_id)

/** Written from the contract, not from our code. */
function expectSigned(request: SunkRequest | undefined, signingSecret: string): void {
  const headers = request?.headers ?? {}
  const secret = Buffer.from(signingSecret.replace(/^whsec_/, ''), 'base64')
  const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${request?.body.toString('utf8')}`
  const expected = createHmac('sha256', secret).update(signed, 'utf8').digest('base64')
  expect(headers['webhook-signature']).toBe(`v1,${expected}`)
}

async function attemptsOf(companyId: string) {
  return bed.db
    .selectFrom('webhook_attempts')
    .selectAll()
    .where('company_id', '=', companyId)
    .orderBy('number')
    .execute()
}

test('a delivery carries the headers of the contract and a signature over the exact bytes', async () => {
  const sink = await aSink()
  const company = await bed.company({ url: sink.url })
  await start()
  const traceId = '0f1e2d3c4b5a69788796a5b4c3d2e1f0'
  const before = Date.now()
  await commitEvents(bed.db, anEvent(company.id, { traceId, data: { name: 'Zoë 😀' } }))
  const delivery = await eventually(async () => {
    const [row] = await deliveriesOf(bed.db, company.id)
    expect(row?.status).toBe('DELIVERED')
    return row
  })
  const [request] = sink.requests
  const headers = request?.headers ?? {}
  expect(headers).toMatchObject({
    'content-type': 'application/json',
    'x-webhook-key': company.key,
    'x-trace-id': traceId,
    'webhook-id': delivery?.event_id,
  })
  expect(Number(headers['x-request-timestamp'])).toBeGreaterThanOrEqual(before)
  expect(Number(headers['webhook-timestamp'])).toBe(
    Math.floor(Number(headers['x-request-timestamp']) / 1_000),
  )
  expectSigned(request, company.secret)

  expect(delivery).toMatchObject({ attempts: 1, node_id: null })
  expect(await attemptsOf(company.id)).toEqual([
    expect.objectContaining({
      number: 1,
      url: sink.url,
      request_body: request?.body.toString('utf8'),
      status_code: 200,
      response_body: '{"response_code":"OK"}',
      error: null,
    }),
  ])
})

test('an event waits for the earlier ones of its wallet, and no other wallet waits with it', async () => {
  const failed = new Set<string>()
  const sink = await aSink((request, response) => {
    const name = request.json.operation_id
    if (name !== 'a1' || failed.has(name)) return acknowledge(request, response)
    failed.add(name)
    response.writeHead(500).end()
  })
  const company = await bed.company({ url: sink.url })
  const [a, b] = [newId(), newId()]
  const named = (operationId: string, orderKey: string | null) =>
    anEvent(company.id, { operationId, orderKey })
  await commitEvents(
    bed.db,
    named('a1', a),
    named('a2', a),
    named('b1', b),
    named('b2', b),
    named('free', null),
  )
  await commitEvents(bed.db, named('a3', a))
  await start()
  await eventually(() => expect(operations(sink)).toContain('a3'))
  const seen = operations(sink)
  expect(seen.filter((name) => name.startsWith('a'))).toEqual(['a1', 'a1', 'a2', 'a3'])
  expect(seen.filter((name) => name.startsWith('b'))).toEqual(['b1', 'b2'])
  const retried = seen.lastIndexOf('a1')
  for (const name of ['b1', 'b2', 'free']) expect(seen.indexOf(name)).toBeLessThan(retried)
})

test.each([
  ['long', 17],
  ['short', 10],
] as const)(
  'ladder %s is climbed at its times, after the tenth failure the wallet goes on, the end is DEAD',
  async (ladder, last) => {
    const sink = await aSink(refuseWith(503))
    const company = await bed.company({ url: sink.url, ladder })
    const clock = new ManualClock()
    const begin = clock.now().getTime()
    const delivery = await start({ clock })
    const orderKey = newId()
    const event = { orderKey, at: clock.now() }
    await commitEvents(
      bed.db,
      anEvent(company.id, { ...event, operationId: 'first' }),
      anEvent(company.id, { ...event, operationId: 'second' }),
    )
    const afterAttempt = (number: number) =>
      eventually(async () => {
        const [first] = await deliveriesOf(bed.db, company.id)
        expect(first?.attempts).toBe(number)
        return first
      })
    let waitedMs = 0
    for (let number = 1; number < Math.min(last, 10); number += 1) {
      const { next_attempt_at } = (await afterAttempt(number)) ?? {}
      waitedMs += 1_000 * 2 ** (number - 1)
      expect(next_attempt_at).toEqual(new Date(begin + waitedMs))
      expect(operations(sink)).not.toContain('second')
      clock.moveTo(new Date(begin + waitedMs))
      delivery.wake()
    }
    await afterAttempt(10)
    // The tenth has failed: the next of the wallet need not wait for the seven others.
    await eventually(() => expect(operations(sink)).toContain('second'))
    const hoursAndMinutes = [[0, 35], [2, 35], [7, 35], [17, 35], [31, 35], [51, 35], [75, 35]] // biome-ignore format: a table
    for (let number = 10; number < last; number += 1) {
      const { next_attempt_at = null } = (await afterAttempt(number)) ?? {}
      const [hours = 0, minutes = 0] = hoursAndMinutes[number - 10] ?? []
      const jitterMs = (next_attempt_at?.getTime() ?? 0) - begin - (hours * 60 + minutes) * 60_000
      expect(jitterMs).toBeGreaterThanOrEqual(0)
      expect(jitterMs).toBeLessThan(60_000)
      clock.moveTo(next_attempt_at ?? clock.now())
      delivery.wake()
    }
    const first = await afterAttempt(last)
    expect(first?.status).toBe('DEAD')
    const attempts = (await attemptsOf(company.id)).filter((attempt) => attempt.delivery_id === first?.id)
    expect(attempts.map((attempt) => attempt.number)).toEqual(Array.from({ length: last }, (_, n) => n + 1))
  },
)

test('a redirect is a failed attempt and is not followed', async () => {
  const other = await aSink()
  const sink = await aSink(
    (_request, response) => void response.writeHead(307, { location: other.url }).end(),
  )
  const company = await bed.company({ url: sink.url })
  await start()
  await commitEvents(bed.db, anEvent(company.id))
  await eventually(async () => {
    const [delivery] = await deliveriesOf(bed.db, company.id)
    expect(delivery).toMatchObject({ status: 'PENDING', attempts: 1 })
  })
  expect((await attemptsOf(company.id))[0]?.status_code).toBe(307)
  expect(other.requests).toEqual([])
})

test('URL, key, secret and format are those of the moment of each attempt', async () => {
  const old = await aSink(refuseWith(500))
  const moved = await aSink()
  const company = await bed.company({ url: old.url })
  const clock = new ManualClock()
  const delivery = await start({ clock })
  await commitEvents(bed.db, anEvent(company.id, { at: clock.now() }))
  await eventually(async () => expect((await deliveriesOf(bed.db, company.id))[0]?.attempts).toBe(1))
  const place = { table: 'companies', rowId: company.id }
  const secret = newSigningSecret()
  await bed.db
    .updateTable('companies')
    .set({
      webhook_url: moved.url,
      webhook_format: 'legacy',
      webhook_key: sealText(bed.sealer, 'another key', { ...place, column: 'webhook_key' }),
      webhook_secret: sealText(bed.sealer, secret, { ...place, column: 'webhook_secret' }),
    })
    .where('company_id', '=', company.id)
    .execute()
  clock.advance(1_000)
  delivery.wake()
  await eventually(() => expect(moved.requests).toHaveLength(1))
  expect(old.requests[0]?.json.product).toBe('virtual_wallets')
  expect(moved.requests[0]?.json.product).toBe('VIRTUAL_WALLETS')
  expect(moved.requests[0]?.headers['x-webhook-key']).toBe('another key')
  expectSigned(moved.requests[0], secret)
  expect(moved.requests[0]?.headers['webhook-id']).toBe(old.requests[0]?.headers['webhook-id'])
  expect(moved.requests[0]?.headers['x-trace-id']).toBe(old.requests[0]?.headers['x-trace-id'])
})

test('while the URL is gone or the company deleted nothing is sent and no attempt is used up; then it goes on', async () => {
  const sink = await aSink()
  const company = await bed.company({ url: sink.url })
  const present = await bed.company({ url: sink.url })
  const set = (change: { webhook_url?: string | null; deleted_at?: Date | null }) =>
    bed.db.updateTable('companies').set(change).where('company_id', '=', company.id).execute()
  await commitEvents(bed.db, anEvent(company.id, { operationId: 'waiting' }))
  await set({ webhook_url: null })
  const delivery = await start()
  const passOver = async (operationId: string) => {
    await commitEvents(bed.db, anEvent(present.id, { operationId }))
    await eventually(() => expect(operations(sink)).toContain(operationId))
    expect(operations(sink)).not.toContain('waiting')
  }
  await passOver('while there is no URL')
  await set({ webhook_url: sink.url, deleted_at: new Date() })
  await passOver('while deleted')
  await set({ deleted_at: null })
  delivery.wake()
  await eventually(() => expect(operations(sink)).toContain('waiting'))
  await eventually(async () =>
    expect((await deliveriesOf(bed.db, company.id))[0]).toMatchObject({ status: 'DELIVERED', attempts: 1 }),
  )
})

test('authorization and 3DS events do not wait for their card, and are tried once', async () => {
  const sink = await aSink(refuseWith(500))
  const company = await bed.company({ url: sink.url })
  await start()
  const card = { product: 'cards', orderKey: newId() } as const
  await commitEvents(
    bed.db,
    anEvent(company.id, { ...card, eventType: 'authorized' }),
    anEvent(company.id, { ...card, eventType: 'refund' }),
    anEvent(company.id, { ...card, eventType: 'authorization' }),
    anEvent(company.id, { ...card, eventType: 'notification_3ds_authorization' }),
  )
  await eventually(async () => {
    const states = (await deliveriesOf(bed.db, company.id)).map((row) => `${row.event_type} ${row.status}`)
    expect(states).toEqual([
      'authorized PENDING',
      'refund PENDING',
      'authorization DEAD',
      'notification_3ds_authorization DEAD',
    ])
  })
  expect(sink.requests.map((request) => request.json.event_type)).not.toContain('refund')
})

test('an authorization is given up after 1,200 ms', async () => {
  const sink = await aSink(() => {})
  const company = await bed.company({ url: sink.url })
  await start()
  await commitEvents(bed.db, anEvent(company.id, { product: 'cards', eventType: 'authorization' }))
  await eventually(async () => expect((await deliveriesOf(bed.db, company.id))[0]?.status).toBe('DEAD'))
  const [attempt] = await attemptsOf(company.id)
  expect(attempt).toMatchObject({ status_code: null, error: 'no complete answer within 1200 ms' })
  expect(attempt?.latency_ms).toBeLessThan(2_000)
})

test('endpoints that hang, however many, do not delay the events of another company', async () => {
  const hanging = await aSink(() => {})
  const sink = await aSink()
  const limits = { perCompany: 8, inAll: 64 }
  const slow = await Promise.all(Array.from({ length: 20 }, () => bed.company({ url: hanging.url })))
  const fast = await bed.company({ url: sink.url })
  await commitEvents(bed.db, ...slow.flatMap(({ id }) => Array.from({ length: 100 }, () => anEvent(id))))
  await start({ limits })
  await eventually(() => expect(hanging.requests.length).toBeGreaterThanOrEqual(20))
  const begin = performance.now()
  for (let n = 0; n < 10; n += 1) {
    await commitEvents(bed.db, ...Array.from({ length: 10 }, () => anEvent(fast.id)))
    await eventually(() => expect(sink.requests).toHaveLength((n + 1) * 10))
  }
  expect(performance.now() - begin).toBeLessThan(10_000)
  expect(hanging.requests.length).toBeLessThan(limits.inAll)
})

test('a secret that does not open is a failed attempt that says so', async () => {
  const sink = await aSink()
  const company = await bed.company({ url: sink.url })
  const other = await bed.company({ url: sink.url })
  const { webhook_secret } = await bed.db
    .selectFrom('companies')
    .select('webhook_secret')
    .where('company_id', '=', other.id)
    .executeTakeFirstOrThrow()
  await bed.db.updateTable('companies').set({ webhook_secret }).where('company_id', '=', company.id).execute()
  await start()
  await commitEvents(bed.db, anEvent(company.id))
  await eventually(async () =>
    expect((await attemptsOf(company.id))[0]?.error).toBe('the webhook could not be signed'),
  )
  expect(sink.requests).toEqual([])
})
