import { createHmac } from 'node:crypto'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startWebhookSink, type WebhookSink } from '../../../tests/harness/webhook-sink.ts'
import { Secret } from '../../kernel/secret.ts'
import { sendPin } from './set-pin.ts'

const SECRET = 'network-secret-of-the-tests-0123456789'
const keys = [
  { id: 'new', secret: new Secret(SECRET) },
  { id: 'old', secret: new Secret('another') },
]
const PIN = { networkId: 'pin-1', cardId: 'card-1', pin: new Secret('4711') }

let processor: WebhookSink
beforeEach(async () => {
  processor = await startWebhookSink((_request, response) => void response.end('{"response_code":"00"}'))
})
afterEach(() => processor.close())

test('a PIN goes to the processor, signed with the first key', async () => {
  expect(await sendPin({ keys, url: processor.url }, PIN)).toBeNull()
  const [request] = processor.requests
  expect(request?.json).toEqual({ type: 'set_pin', network_id: 'pin-1', card: { id: 'card-1' }, pin: '4711' })
  const { 'x-network-timestamp': timestamp, ...headers } = request?.headers ?? {}
  const mac = createHmac('sha256', SECRET).update(`${timestamp}.${request?.body}`).digest('hex')
  expect(headers).toMatchObject({ 'x-network-key-id': 'new', 'x-network-signature': `v1=${mac}` })
})

test.each([
  ['another response code', 200, '{"response_code":"55"}'],
  ['a failure', 500, ''],
  ['a redirect', 302, ''],
])('%s is a refusal, and the PIN is in none of it', async (_what, status, body) => {
  processor.respond = (_request, response) =>
    void response.writeHead(status, { location: 'http://127.0.0.1:1/' }).end(body)
  const refusal = await sendPin({ keys, url: processor.url }, PIN)
  expect(refusal?.name).toBe(status === 302 ? 'PIN_PROCESSOR_SILENT' : 'PIN_REFUSED')
  expect(JSON.stringify(refusal)).not.toContain('4711')
})

test('without a processor, or one that does not answer, the caller is told so', async () => {
  expect((await sendPin({ keys, url: null }, PIN))?.name).toBe('PIN_NOT_SUPPORTED')
  expect((await sendPin({ keys: [], url: processor.url }, PIN))?.name).toBe('PIN_NOT_SUPPORTED')
  expect((await sendPin({ keys, url: 'http://127.0.0.1:1/' }, PIN))?.name).toBe('PIN_PROCESSOR_SILENT')
})
