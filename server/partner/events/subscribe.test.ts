import { generateKeyPairSync } from 'node:crypto'
import { pino } from 'pino'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { freshDatabase, type TestDatabase } from '../../../tests/harness/database.ts'
import { wallClock } from '../../kernel/clock.ts'
import { connectBridge } from '../bridge/connect.ts'
import {
  type BridgeFixture,
  type Endpoint,
  lost,
  pem,
  SIGNER,
  startBridgeFixture,
  TEST_PACE,
} from '../bridge.fixture.ts'
import { subscribe } from './subscribe.ts'

const URL = 'https://platform.example.org/virtual-wallets/webhook/bridge'
const CATEGORIES = ['customer', 'kyc_link', 'external_account', 'transfer']
const log = pino({ level: 'silent' })

let bridge: BridgeFixture
let database: TestDatabase
beforeAll(async () => {
  ;[bridge, database] = await Promise.all([startBridgeFixture(), freshDatabase()])
})
beforeEach(async () => {
  bridge.reset()
  await database.db.deleteFrom('partner_endpoint_directory').execute()
})
afterAll(async () => {
  await database.drop()
  await bridge.close()
})

function run(url = URL): Promise<void> {
  const { endpoints } = connectBridge({ config: bridge.config, clock: wallClock, log, pace: TEST_PACE })
  return subscribe({ db: database.db, log, endpoints }, url)
}

const row = () =>
  database.db.selectFrom('partner_endpoint_directory').selectAll().where('url', '=', URL).executeTakeFirst()
const writes = () => bridge.requests.filter(({ method }) => method !== 'GET').map(({ method }) => method)
const endpoint = (fields: Partial<Endpoint> = {}): Endpoint => ({
  id: 'wep_other',
  url: URL,
  status: 'active',
  event_categories: [...CATEGORIES],
  public_key: pem(SIGNER.publicKey),
  key: 'of somebody else',
  ...fields,
})

test('our URL is subscribed once and active, its key is kept, and the same again changes nothing', async () => {
  await run()
  expect(bridge.endpoints).toMatchObject([{ url: URL, status: 'active', event_categories: CATEGORIES }])
  expect(await row()).toMatchObject({
    endpoint_id: bridge.endpoints[0]?.id,
    public_key: pem(SIGNER.publicKey),
  })
  const before = writes()
  await run()
  expect(before).toEqual(['POST', 'PUT'])
  expect(writes()).toEqual(before)
})

test('the key is known before the first event can come', async () => {
  bridge.answer('PUT /webhooks/wep_x', lost)
  bridge.endpoints.push(endpoint({ id: 'wep_x', status: 'disabled' }))
  await expect(run()).rejects.toMatchObject({ kind: 'UNAVAILABLE' })
  expect(await row()).toMatchObject({ endpoint_id: 'wep_x', public_key: pem(SIGNER.publicKey) })
})

test('two nodes at once make one endpoint', async () => {
  await Promise.all([run(), run(), run()])
  expect(bridge.endpoints).toHaveLength(1)
  const keys = bridge.requests
    .filter(({ method }) => method === 'POST')
    .map(({ headers }) => headers['idempotency-key'])
  expect(new Set(keys).size).toBe(1)
})

test.each([
  ['disabled', { status: 'disabled' }],
  ['without a category of ours', { event_categories: ['customer', 'kyc_link', 'transfer'] }],
  ['with one that is not ours', { event_categories: [...CATEGORIES, 'static_memo'] }],
])('an endpoint that somebody left %s is put right', async (_what, fields) => {
  await run()
  Object.assign(bridge.endpoints[0] ?? {}, fields)
  await run()
  expect(bridge.endpoints).toMatchObject([{ status: 'active', event_categories: CATEGORIES }])
})

test('a key that the partner has replaced is picked up; one that is none leaves the last good one', async () => {
  await run()
  const next = pem(generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey)
  Object.assign(bridge.endpoints[0] ?? {}, { public_key: next })
  await run()
  expect((await row())?.public_key).toBe(next)
  Object.assign(bridge.endpoints[0] ?? {}, { public_key: 'no key' })
  await run()
  expect((await row())?.public_key).toBe(next)
})

test('an endpoint that was deleted there is made again, under another key', async () => {
  await run()
  const first = await row()
  bridge.endpoints.length = 0
  await run()
  expect(bridge.endpoints).toMatchObject([{ status: 'active' }])
  expect((await row())?.endpoint_id).not.toBe(first?.endpoint_id)
  expect((await row())?.create_key).not.toBe(first?.create_key)
})

test('one that is listed as deleted is none', async () => {
  await run()
  Object.assign(bridge.endpoints[0] ?? {}, { status: 'deleted' })
  await run()
  expect(bridge.endpoints.filter(({ status }) => status === 'active')).toHaveLength(1)
})

test('a creation whose answer was lost is found, not repeated', async () => {
  const created = endpoint({ id: 'wep_lost', status: 'disabled' })
  bridge.answer('POST /webhooks', (request, response) => {
    if (bridge.endpoints.length === 0) bridge.endpoints.push(created)
    lost(request, response)
  })
  await expect(run()).rejects.toMatchObject({ kind: 'UNAVAILABLE' })
  await run()
  expect(bridge.endpoints).toMatchObject([{ id: 'wep_lost', status: 'active' }])
})

test('a key that has expired without an answer is replaced, and the next turn succeeds', async () => {
  bridge.answer('POST /webhooks', { status: 422, body: { code: 'idempotency_key_expired', message: '' } })
  await expect(run()).rejects.toMatchObject({ kind: 'KEY_EXPIRED' })
  const [tried] = bridge.requests.filter(({ method }) => method === 'POST')
  bridge.reset()
  await run()
  expect(bridge.endpoints).toMatchObject([{ status: 'active' }])
  expect(bridge.endpoints[0]?.key).not.toBe(tried?.headers['idempotency-key'])
})

test('a second endpoint with our URL is removed; those of others of the account stay', async () => {
  bridge.endpoints.push(
    endpoint({ id: 'wep_2' }),
    endpoint({ id: 'wep_1' }),
    endpoint({ id: 'wep_theirs', url: 'https://other.example.org/hook' }),
  )
  await run()
  expect(bridge.endpoints.map(({ id }) => id)).toEqual(['wep_1', 'wep_theirs'])
  expect((await row())?.endpoint_id).toBe('wep_1')
})

test('when our URL changes, the former one is no longer served', async () => {
  await run('https://former.example.org/hook')
  await run()
  expect(bridge.endpoints.map(({ url }) => url)).toEqual([URL])
  const urls = await database.db.selectFrom('partner_endpoint_directory').select('url').execute()
  expect(urls).toEqual([{ url: URL }])
})
