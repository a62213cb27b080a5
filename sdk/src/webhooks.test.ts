import { randomBytes } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { newSigningSecret, signature } from '../../server/webhooks/signature.ts'
import type { WebhookEvent } from './events.ts'
import { answerAuthorization, receiveWebhook, verifyWebhook, type WebhookRequest } from './webhooks.ts'

const SECRET = newSigningSecret()
const KEY = 'key of the company'
const NOW = Date.parse('2026-09-02T08:00:00.000Z')
const EVENT = {
  product: 'cards',
  event_type: 'authorization',
  status: 'pending',
  data: { bill_amount: '18.40' },
}

interface Sent {
  readonly body?: string
  readonly secret?: string
  /** Seconds before now. */
  readonly age?: number
}

/** As the platform signs. */
function sent({ body = JSON.stringify(EVENT), secret = SECRET, age = 0 }: Sent = {}): {
  headers: Record<string, string>
  body: string
} {
  const timestamp = NOW / 1_000 - age
  const parts = { webhookId: 'event-1', timestamp, body: Buffer.from(body) }
  return {
    headers: {
      'x-webhook-key': KEY,
      'x-trace-id': 'ab'.repeat(16),
      'webhook-id': 'event-1',
      'webhook-timestamp': String(timestamp),
      'webhook-signature': signature(secret, parts),
    },
    body,
  }
}

const verify = (request: WebhookRequest, options: Partial<Parameters<typeof verifyWebhook>[1]> = {}) =>
  verifyWebhook(request, { signingSecret: SECRET, now: NOW, ...options })

describe('a request of the platform', () => {
  test('is verified, from whatever holds its headers, as text or as bytes', async () => {
    const { headers, body } = sent()
    const verified = { id: 'event-1', traceId: 'ab'.repeat(16), event: EVENT }
    expect(await verify({ headers, body })).toEqual(verified)
    expect(await verify({ headers: new Headers(headers), body: Buffer.from(body) })).toEqual(verified)
    const upper = Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name.toUpperCase(), [value]]),
    )
    expect(await verify({ headers: upper, body }, { webhookKey: KEY })).toEqual(verified)
  })

  test('keeps the digits of the older format, whose amounts are numbers', async () => {
    const { event } = await verify(
      sent({ body: '{"event_type":"DEPOSIT","data":{"amount":0.000000000000000001}}' }),
    )
    expect(event.data).toEqual({ amount: '0.000000000000000001' })
  })

  test('is verified under either secret while it is rotated, and under the old one no more afterwards', async () => {
    const next = newSigningSecret()
    const both = { signingSecret: [next, SECRET] }
    await verify(sent(), both)
    await verify(sent({ secret: next }), both)
    await expect(verify(sent(), { signingSecret: next })).rejects.toMatchObject({ code: 'SIGNATURE_WRONG' })
  })

  test('is verified by one of several signatures, of which some are of another kind', async () => {
    const { headers, body } = sent()
    const signatures = `v2,AAAA v1,${randomBytes(32).toString('base64')} ${headers['webhook-signature']}`
    await verify({ headers: { ...headers, 'webhook-signature': signatures }, body })
  })
})

describe('a request is refused', () => {
  test('when a single byte of body, id, time or signature is another one', async () => {
    const { headers, body } = sent()
    const changed: readonly WebhookRequest[] = [
      { headers, body: body.replace('18.40', '18.41') },
      { headers, body: `${body} ` },
      { headers: { ...headers, 'webhook-id': 'event-2' }, body },
      { headers: { ...headers, 'webhook-timestamp': String(NOW / 1_000 + 1) }, body },
      { headers: { ...headers, 'webhook-signature': 'v1,' }, body },
      { headers: { ...headers, 'webhook-signature': 'v1,***' }, body },
      { headers: { ...headers, 'webhook-signature': `${headers['webhook-signature']}AAAA` }, body },
    ]
    for (const request of changed)
      await expect(verify(request)).rejects.toMatchObject({ code: 'SIGNATURE_WRONG' })
  })

  test('when it was signed more than five minutes before or after now, unless more is allowed', async () => {
    for (const age of [-301, 301, 86_400])
      await expect(verify(sent({ age }))).rejects.toMatchObject({ code: 'TIMESTAMP_TOO_FAR' })
    for (const age of [-300, 300]) await verify(sent({ age }))
    await verify(sent({ age: 400 }), { toleranceSeconds: 400 })
  })

  test.each(['webhook-id', 'webhook-timestamp', 'webhook-signature'])('without %s', async (name) => {
    const { headers, body } = sent()
    const { [name]: _, ...rest } = headers
    await expect(verify({ headers: rest, body })).rejects.toMatchObject({ code: 'HEADER_MISSING' })
  })

  test('with another key or none, where the key is checked; either of two keys will do', async () => {
    const { headers, body } = sent()
    const { 'x-webhook-key': _, ...keyless } = headers
    await verify({ headers, body }, { webhookKey: ['the next key', KEY] })
    for (const [request, webhookKey] of [
      [{ headers, body }, 'another key'],
      [{ headers: keyless, body }, KEY],
      [{ headers: keyless, body }, ''],
    ] as const)
      await expect(verify(request, { webhookKey })).rejects.toMatchObject({ code: 'KEY_WRONG' })
  })

  test('when it is signed and no event', async () => {
    for (const body of ['', '[]', 'null', '{"a":1', '7'])
      await expect(verify(sent({ body }))).rejects.toMatchObject({ code: 'BODY_UNREADABLE' })
  })

  test('never for a secret that is none: that is a mistake of ours, and is thrown as one', async () => {
    for (const signingSecret of ['', 'whsec_', 'whsec_***'])
      await expect(verify(sent(), { signingSecret })).rejects.toBeInstanceOf(TypeError)
  })
})

describe('what is answered', () => {
  const handled: WebhookEvent[] = []
  const receive = (request: WebhookRequest, decision: boolean | string = true) =>
    receiveWebhook(request, {
      signingSecret: SECRET,
      now: NOW,
      authorize: () => decision,
      handle: (event) => {
        handled.push(event)
      },
    })

  test.each([
    [true, '00'],
    [false, '05'],
    ['51', '51'],
  ])('to a purchase, decided as %s: %s', async (decision, code) => {
    const answer = {
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: `{"response_code":"${code}"}`,
    }
    expect(await receive(sent(), decision)).toEqual(answer)
    expect(answerAuthorization(decision)).toEqual(answer)
    expect(handled).toEqual([])
  })

  test('to other events: OK, when they are handled; to strangers 401, and nothing is handled', async () => {
    const deposit = JSON.stringify({ ...EVENT, event_type: 'deposit' })
    expect(await receive(sent({ body: deposit }))).toMatchObject({
      status: 200,
      body: '{"response_code":"OK"}',
    })
    expect(handled).toHaveLength(1)
    expect(await receive({ ...sent({ body: deposit }), body: '{}' })).toMatchObject({ status: 401 })
    expect(handled).toHaveLength(1)
  })

  test('nothing, when the handler fails: the caller answers 500, and the event comes again', async () => {
    const failing = { authorize: () => true, handle: () => Promise.reject(new Error('database')) }
    const body = JSON.stringify({ ...EVENT, event_type: 'deposit' })
    await expect(
      receiveWebhook(sent({ body }), { signingSecret: SECRET, now: NOW, ...failing }),
    ).rejects.toThrow('database')
  })
})
