import { mkdtempSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sendPin } from '../../server/cards/network/set-pin.ts'
import { Secret } from '../../server/kernel/secret.ts'
import { createWebhookClient } from '../../server/webhooks/http/webhook-client.ts'
import type { Behaviour } from '../company-endpoint.ts'
import { readJson } from '../files.ts'
import { type OutsideServer, startOutsideServer } from './server.ts'
import { isSigned, signedHeaders } from './sign.ts'

const KEY = { id: 'k1', secret: 'secret-of-the-tests-0123456789abcdef' }
const PLATFORM_KEY = { id: KEY.id, secret: new Secret(KEY.secret) }
const CARD = '01890000-0000-7000-8000-00000000000c'

let outside: OutsideServer
let portFile: string
const start = () => startOutsideServer({ key: KEY, smsToken: 'sms-token', portFile })
beforeAll(async () => {
  portFile = join(mkdtempSync(join(tmpdir(), 'holdfast-outside-')), 'outside.json')
  outside = await start()
})
afterAll(() => outside.stop())

describe('the processor', () => {
  const pin = (value: string, key = PLATFORM_KEY) =>
    sendPin(
      { keys: [key], url: outside.processorUrl },
      { networkId: 'p', cardId: CARD, pin: new Secret(value) },
    )

  test('takes a PIN that the platform signed, and keeps nothing of it but that there is one', async () => {
    expect(outside.pins.has(CARD)).toBe(false)
    expect(await pin('0042')).toBeNull()
    expect(outside.pins.has(CARD)).toBe(true)
    expect(JSON.stringify(readJson(portFile))).not.toContain('0042')
  })

  test.each(['123', '1234567890123', '12a4', ''])('refuses the PIN %j', async (value) => {
    expect(await pin(value)).toMatchObject({ name: 'PIN_REFUSED' })
  })

  test('refuses what another key signed, and answers with a signature of its own', async () => {
    const forged = { id: KEY.id, secret: new Secret('another secret of the same length...') }
    expect(await pin('1234', forged)).not.toBeNull()
    const body = JSON.stringify({ type: 'set_pin', card: { id: CARD }, pin: '1234' })
    const response = await fetch(outside.processorUrl, {
      method: 'POST',
      headers: signedHeaders(KEY, body),
      body,
    })
    const text = await response.text()
    expect(isSigned(KEY, (name) => response.headers.get(name), text)).toBe(true)
    expect(text).not.toContain('1234')
  })

  test('refuses an old message', async () => {
    const body = JSON.stringify({ type: 'set_pin', card: { id: CARD }, pin: '1234' })
    const headers = signedHeaders(KEY, body, Date.now() - 301_000)
    expect((await fetch(outside.processorUrl, { method: 'POST', headers, body })).status).toBe(401)
  })
})

describe('the gateway of text messages', () => {
  const post = (token: string, body: unknown, id = 'sms-1') =>
    fetch(outside.smsUrl, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'idempotency-key': id },
      body: JSON.stringify(body),
    })

  test('takes a message once, however often it comes, and only with its token', async () => {
    const message = { to: '+34600000000', text: 'hello' }
    expect((await post('sms-token', message)).status).toBe(202)
    expect((await post('sms-token', message)).status).toBe(202)
    expect((await post('guessed', message, 'sms-2')).status).toBe(401)
    expect((await post('sms-token', { to: 5 }, 'sms-3')).status).toBe(400)
    expect(outside.sms.list()).toMatchObject([{ id: 'sms-1', ...message }])
  })

  test('e-mails have a postbox of their own, and subjects', async () => {
    const email = { to: 'ana@example.org', subject: 'Hello', text: 'hello' }
    const headers = { authorization: 'Bearer sms-token', 'idempotency-key': 'mail-1' }
    const send = () => fetch(outside.mailUrl, { method: 'POST', headers, body: JSON.stringify(email) })
    expect([(await send()).status, (await send()).status]).toEqual([202, 202])
    expect(outside.emails.list()).toMatchObject([{ id: 'mail-1', ...email }])
    expect(outside.sms.list().map(({ id }) => id)).not.toContain('mail-1')
  })

  test('keeps the newest 1,000', async () => {
    for (let i = 0; i < 1_005; i += 1) outside.sms.add({ id: `m${i}`, to: '1', text: `${i}` })
    const kept = outside.sms.list()
    expect([kept.length, kept[0]?.text, kept.at(-1)?.text]).toEqual([1_000, '1004', '5'])
  })
})

describe('the endpoint of a company', () => {
  const ask = async (behaviour: Behaviour) => {
    const script = { behaviour, responseCode: '62', delayMs: 2_000 }
    const url = outside.companies.script('company-1', script)
    const client = createWebhookClient({ profile: 'sandbox' })
    try {
      return await client.post({ url, headers: {}, body: Buffer.from('{}'), timeoutMs: 400 })
    } finally {
      client.close()
    }
  }

  test.each<[Behaviour, number | null, string | null]>([
    ['approve', 200, '{"response_code":"00"}'],
    ['decline', 200, '{"response_code":"62"}'],
    ['garbage', 200, '<html>It works!'],
    ['redirect', 302, ''],
    ['slow', null, null],
    ['drip', null, null],
    ['silent', null, null],
    ['reset', null, null],
  ])('%s answers %s', async (behaviour, statusCode, body) => {
    expect(await ask(behaviour)).toMatchObject({ statusCode, body })
  })

  test('approves for a company that scripted nothing', async () => {
    const url = outside.companies.script('company-1', { behaviour: 'reset', responseCode: '05', delayMs: 0 })
    const response = await fetch(url.replace('company-1', 'company-2'), { method: 'POST', body: '{}' })
    expect(await response.text()).toBe('{"response_code":"00"}')
  })
})

test('a start after a kill has the same port, or another one when that is taken', async () => {
  const { processorUrl } = outside
  await outside.stop()
  outside = await start()
  expect(outside.processorUrl).toBe(processorUrl)
  await outside.stop()
  const thief: Server = createServer()
  await new Promise<void>((resolve) => thief.listen(Number(new URL(processorUrl).port), '127.0.0.1', resolve))
  outside = await start()
  expect(outside.processorUrl).not.toBe(processorUrl)
  await new Promise((resolve) => thief.close(resolve))
})
