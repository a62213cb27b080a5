import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import {
  API_KEY,
  type BridgeFixture,
  eventBody,
  signatureHeader,
  startBridgeFixture,
} from '../server/partner/bridge.fixture.ts'
import { startTestPlatform, type TestPlatform } from './harness/platform.ts'

const PATH = '/virtual-wallets/webhook/bridge'

let bridge: BridgeFixture
let platform: TestPlatform
beforeAll(async () => {
  bridge = await startBridgeFixture()
  bridge.answer('GET /transfers', { status: 200, body: { data: [] } })
  platform = await startTestPlatform({
    env: {
      HOLDFAST_BRIDGE_URL: bridge.config.url,
      HOLDFAST_BRIDGE_API_KEY: API_KEY,
      HOLDFAST_PUBLIC_URL: 'https://platform.example.org',
    },
  })
})
afterAll(async () => {
  await platform.stop()
  await bridge.close()
})

const eventually = <T>(check: () => T | Promise<T>) => vi.waitFor(check, { timeout: 20_000, interval: 20 })
const health = () => platform.operator('GET', '/health/ready')

test('the platform subscribes its own URL at its partner and takes the events that come there', async () => {
  await eventually(() =>
    expect(bridge.endpoints).toMatchObject([
      { status: 'active', url: `https://platform.example.org${PATH}` },
    ]),
  )
  const { call } = await platform.company()
  const event = eventBody({ id: 'wh_1' })
  const header = { 'x-webhook-signature': signatureHeader(event) }
  expect((await call('POST', PATH, JSON.parse(event), header)).status).toBe(200)
  await eventually(async () => {
    const rows = await platform.db.selectFrom('partner_event_directory').selectAll().execute()
    expect(rows).toMatchObject([{ event_id: 'wh_1', handled_at: expect.any(Date) }])
  })
})

test('health tells how the partner is, and a partner that is down keeps no traffic away', async () => {
  await eventually(async () => expect((await health()).body.checks.partner).toBe('ok'))
  bridge.answer('GET /transfers', { status: 503, body: {} })
  bridge.answer('GET /webhooks', { status: 503, body: {} })
  await platform.restart()
  await eventually(async () => {
    const { status, body } = await health()
    expect([status, body.checks.partner]).toEqual([200, expect.stringMatching(/^down since .*: status 503/)])
  })
})
