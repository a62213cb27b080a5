import { createHash, verify } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { ManualClock } from '../../../tests/harness/manual-clock.ts'
import { startTestPartner, type TestPartner } from '../../../tests/harness/partner.ts'
import {
  acknowledge,
  type SunkRequest,
  startWebhookSink,
  type WebhookSink,
} from '../../../tests/harness/webhook-sink.ts'
import { becomes } from '../../processes.ts'
import { ANA, must, until } from '../partner.fixture.ts'
import { signedDigest } from './sign.ts'

let partner: TestPartner
let sink: WebhookSink
const clock = new ManualClock()

beforeAll(async () => {
  partner = await startTestPartner({ clock })
})
afterAll(() => partner.stop())
beforeEach(async () => {
  sink = await startWebhookSink()
})
afterEach(async () => {
  await partner.sim('POST', '/faults', { faults: [] })
  for (const { id } of must(await partner.call('GET', '/webhooks'), 200).data)
    must(await partner.call('DELETE', `/webhooks/${id}`), 200)
  await sink.close()
})

/** An active endpoint that begins with what comes now. */
async function subscribe(change: object = {}) {
  const body = { url: sink.url, event_epoch: 'webhook_creation', event_categories: ['customer'], ...change }
  const made = must(await partner.call('POST', '/webhooks', body), 201)
  expect(made).toMatchObject({ status: 'disabled', url: sink.url })
  must(await partner.call('PUT', `/webhooks/${made.id}`, { status: 'active' }), 200)
  return made
}

/** One customer is one event. */
async function happen(email: string): Promise<string> {
  return must(await partner.call('POST', '/customers', { ...ANA, email }), 201).id
}

async function came(count: number): Promise<SunkRequest[]> {
  if (!(await becomes(() => sink.requests.length >= count, 10_000)))
    throw new Error(`${sink.requests.length} of ${count} came`)
  return sink.requests
}

const emails = (requests: readonly SunkRequest[]) => requests.map(({ json }) => json.event_object.email)

/** The partner has noted that many failures: its next attempt has its time. */
function failed(attempts: number): Promise<{ readonly next_attempt_at: string }> {
  return until(
    async () => must(await partner.sim('GET', '/webhooks'), 200).data[0],
    ({ failing }) => failing?.attempts === attempts,
  )
}

function advance(seconds: number): void {
  clock.advance(seconds * 1_000)
  partner.wake()
}

describe('the signature', () => {
  test('is the published one over the published body', () => {
    const body = '{"message":"Hello World!"}'
    const key = `-----BEGIN PUBLIC KEY-----\n${PUBLISHED.key}\n-----END PUBLIC KEY-----\n`
    const digest = signedDigest(PUBLISHED.t, body)
    expect(digest.toString('hex')).toBe(PUBLISHED.d)
    expect(verify('RSA-SHA256', digest, key, Buffer.from(PUBLISHED.v0, 'base64'))).toBe(true)
  })

  test('of each delivery is over its very bytes, by the key of its endpoint, hashed twice, with a time of now', async () => {
    const { public_key: key } = await subscribe()
    await happen('signed@example.org')
    const [request] = await came(1)
    const header = request?.headers['x-webhook-signature']?.toString() ?? ''
    const comma = header.indexOf(',')
    const [t, v0] = [header.slice(2, comma), header.slice(comma + 4)]
    expect(Math.abs(Date.now() - Number(t))).toBeLessThan(60_000)
    const once = createHash('sha256')
      .update(Buffer.concat([Buffer.from(`${t}.`), request?.body ?? Buffer.alloc(0)]))
      .digest()
    expect(verify('RSA-SHA256', once, key, Buffer.from(v0, 'base64'))).toBe(true)
    expect(verify('RSA-SHA256', Buffer.from(`${t}.${request?.body}`), key, Buffer.from(v0, 'base64'))).toBe(
      false,
    )
    expect(request?.json).toMatchObject({
      api_version: 'v0',
      event_category: 'customer',
      event_type: 'customer.created',
      event_object_status: 'incomplete',
      event_object_changes: {},
    })
  })
})

describe('delivery', () => {
  test('is one at a time, in sequence; a failing event holds the rest and is tried after 1, 2, 4 seconds', async () => {
    await subscribe()
    let failures = 3
    sink.respond = (request, response) => {
      if (failures-- > 0) response.writeHead(503).end()
      else void acknowledge(request, response)
    }
    for (const one of ['a', 'b', 'c']) await happen(`${one}@example.org`)
    for (const [index, seconds] of [1, 2, 4].entries()) {
      const { next_attempt_at } = await failed(index + 1)
      expect(Date.parse(next_attempt_at) - clock.now().getTime()).toBe(seconds * 1_000)
      advance(seconds)
    }
    const all = await came(6)
    expect(emails(all)).toEqual(['a', 'a', 'a', 'a', 'b', 'c'].map((one) => `${one}@example.org`))
    const ids = all.map(({ json }) => json.event_id)
    expect(new Set(ids.slice(0, 4)).size).toBe(1)
    expect(all.map(({ json }) => json.event_sequence)).toEqual(
      all.map(({ json }) => json.event_sequence).toSorted((x, y) => x - y),
    )
  })

  test('takes 200 and nothing else for an answer', async () => {
    await subscribe()
    const answers = [204, 301, 500]
    sink.respond = (request, response) => {
      const status = answers.shift()
      if (status === undefined) void acknowledge(request, response)
      else response.writeHead(status, { location: sink.url }).end()
    }
    await happen('strict@example.org')
    for (const count of [1, 2, 3]) {
      await failed(count)
      advance(8)
    }
    await came(4)
  })

  test('stops after two days, and `send` brings the event and releases the queue', async () => {
    const { id } = await subscribe()
    sink.respond = (_request, response) => void response.writeHead(500).end()
    await happen('stuck@example.org')
    await happen('behind@example.org')
    await failed(1)
    const count = sink.requests.length
    sink.respond = acknowledge
    advance(3 * 86_400)
    await partner.call('GET', '/webhooks')
    expect(sink.requests).toHaveLength(count)
    const event_id = sink.requests[0]?.json.event_id
    must(await partner.call('POST', `/webhooks/${id}/send`, { event_id }), 200)
    const all = await came(count + 2)
    expect(emails(all).slice(-2)).toEqual(['stuck@example.org', 'behind@example.org'])
  })

  test('brings only the categories that were asked for, and to a disabled endpoint nothing until it is active again', async () => {
    const { id } = await subscribe({ event_categories: ['external_account'] })
    const customer = await happen('quiet@example.org')
    must(await partner.call('PUT', `/webhooks/${id}`, { status: 'disabled' }), 200)
    const clabe = {
      currency: 'mxn',
      account_type: 'clabe',
      account_owner_name: 'Ana Paz',
      clabe: { account_number: '032180000118359719' },
    }
    must(await partner.call('POST', `/customers/${customer}/external_accounts`, clabe), 201)
    expect(sink.requests).toHaveLength(0)
    must(await partner.call('PUT', `/webhooks/${id}`, { status: 'active' }), 200)
    const [only] = await came(1)
    expect(only?.json.event_type).toBe('external_account.created')
  })
})

describe('events that a fault has', () => {
  test.each([
    ['doubled_event', ['a', 'a', 'b']],
    ['reordered_event', ['b', 'a', 'c']],
  ])('%s', async (kind, order) => {
    await subscribe()
    must(await partner.sim('POST', '/faults', { faults: [{ kind }] }), 200)
    for (const one of ['a', 'b', 'c']) await happen(`${one}@example.org`)
    const all = await came(order.length)
    expect(emails(all.slice(0, order.length))).toEqual(order.map((one) => `${one}@example.org`))
  })

  test('late_event: it comes after its time, and the others do not wait', async () => {
    await subscribe()
    must(await partner.sim('POST', '/faults', { faults: [{ kind: 'late_event', seconds: 60 }] }), 200)
    for (const one of ['a', 'b']) await happen(`${one}@example.org`)
    expect(emails(await came(1))).toEqual(['b@example.org'])
    advance(60)
    expect(emails(await came(2))).toEqual(['b@example.org', 'a@example.org'])
  })
})

test('there are at most five endpoints, and the address changes only while one is disabled', async () => {
  const { id } = await subscribe()
  const body = { url: sink.url, event_epoch: 'beginning_of_time' }
  for (let count = 1; count < 5; count += 1) must(await partner.call('POST', '/webhooks', body), 201)
  expect((await partner.call('POST', '/webhooks', body)).status).toBe(400)
  expect((await partner.call('PUT', `/webhooks/${id}`, { url: `${sink.url}/x` })).status).toBe(400)
  must(await partner.call('PUT', `/webhooks/${id}`, { status: 'disabled' }), 200)
  must(await partner.call('PUT', `/webhooks/${id}`, { url: `${sink.url}/x` }), 200)
  expect(must(await partner.call('DELETE', `/webhooks/${id}`), 200).status).toBe('deleted')
  expect((await partner.call('PUT', `/webhooks/${id}`, { status: 'active' })).status).toBe(404)
})

test('events are listed by their sequence, by category, for ninety days', async () => {
  await happen('listed@example.org')
  const list = async (query = '') => must(await partner.call('GET', `/webhook_events${query}`), 200).data
  const events = await list('?category=customer')
  expect(events.at(-1).event_object.email).toBe('listed@example.org')
  const sequences = events.map((one: { event_sequence: number }) => one.event_sequence)
  expect(sequences).toEqual(sequences.toSorted((a: number, b: number) => a - b))
  expect(await list('?limit=1')).toHaveLength(1)
  expect((await partner.call('GET', '/webhook_events?limit=501')).status).toBe(400)
  advance(91 * 86_400)
  expect(await list()).toEqual([])
})

const PUBLISHED = {
  t: '1705854411204',
  d: 'b7d91d825f86bdb829cbd1d0f12dd4faed8a58507e8a9fdb3a8e13d07c2047ee',
  v0: 'jz/0dmHJ63FAzacGutrDTEoq+iSz/PHm/ugdooXDQu5NwuVIT2LmZGjsnCsBHgR9Py6OBP9zurzW4dHgygU4EDqmMPTUOvhvndYb4lWt+TY66LihaFI2whL6DAf/jb1QjYjNU0A6x9SLzC45dgE6X7zTDUM+2Z+scG/WEQf6SxQMt4E2sEipl5PqMK5lYUe3otdJV+X2c9D64bGwCEE7QSia+Vhozg8QNOQEk/rdz2IEONIg6oC43CeiN4E2kF9XLAGuy9uAHx9O9OJH5ZPLJZjyo4VcXYeWQgxaQ1gZ1Qu6hEEzgiPSff/1nou58dm4bIIazgCWli/mO0NyGcpfFw==',
  key: 'MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAtqsEE4eI7EmzhcquGJXtLX9PMK0UH6Kl1WIR21sv8HtueG8BuvvpP3MiN7ltzmIhS8KaynCjN4l+620PnXeuxWG+CSnEdkinL9hCqbEid5vv9zl0j9LWiJx3FkKHqADU7cgm46aa8dKUdIQYF2X+O7WmyLkC4wUM/mWhBPMsIQBznashRMZxx7XJjsVp27ACUE4eNIjEXbVYN6U8jSbUhG++CfL8xXu+GHDqKmFE6Po6HnuURvLFVnCtE3mXXBcVFlPy+octfx8nOMLT3X8O9UehIigJ34o2yMm/Fq3HUJzg2BsiAiGgtr0vmeoV9Q7upSNj9TuOumAzZFi4pYA+qwIDAQAB',
}
