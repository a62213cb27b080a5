import { afterAll, beforeAll, expect, test } from 'vitest'
import { createAuthorizer } from '../../server/cards/authorization/authorizer.ts'
import { createLifecycle } from '../../server/cards/lifecycle/lifecycle.ts'
import { openLookUpPool } from '../../server/cards/network/look-up.ts'
import { networkRoutes } from '../../server/cards/network/routes.ts'
import { createThreeDs } from '../../server/cards/three-ds/create-three-ds.ts'
import { loadConfig } from '../../server/kernel/config.ts'
import type { Loop } from '../../server/kernel/loop.ts'
import { Secret } from '../../server/kernel/secret.ts'
import { type CardApi, OPERATOR_KEY, startCardApi } from '../../tests/harness/card-api.ts'
import {
  type CardWorld,
  DOLLAR,
  NETWORK_KEY,
  silentLog,
  startCardWorld,
} from '../../tests/harness/card-world.ts'
import { createSandboxNetwork, type SandboxNetwork } from '../routes/cards/routes.ts'
import { type OutsideServer, startOutsideServer } from './server.ts'

let world: CardWorld
let outside: OutsideServer
let api: CardApi
let network: SandboxNetwork
let stop: () => Promise<void>

beforeAll(async () => {
  outside = await startOutsideServer({ key: NETWORK_KEY, smsToken: 't', portFile: null })
  world = await startCardWorld({ sms: { url: outside.smsUrl, token: new Secret('t') } })
  const settings = loadConfig({
    HOLDFAST_PROFILE: 'sandbox',
    DATABASE_URL: world.url,
    HOLDFAST_OPERATOR_KEY: OPERATOR_KEY,
    HOLDFAST_VAULT_KEY: '11'.repeat(32),
    HOLDFAST_POLYGON_RPC_URL: 'http://127.0.0.1:1',
    HOLDFAST_BSC_RPC_URL: 'http://127.0.0.1:1',
  })
  const config = { ...settings, cards: world.config }
  const clock = {
    now: () => world.clock.now(),
    advance(seconds: number) {
      world.clock.advance(seconds * 1000)
      return world.clock.now()
    },
  }
  const base = { db: world.db, config, clock, sealer: world.vault.sealer, log: silentLog }
  const authorizer = createAuthorizer(base)
  const lifecycle = createLifecycle({
    ...base,
    node: { leads: async () => true },
    askCompany: authorizer.askCompany,
  })
  const threeDs = createThreeDs(base)
  const lookUpPool = openLookUpPool(world.url, () => {})
  let url = ''
  network = createSandboxNetwork({
    chains: [],
    clock,
    log: silentLog,
    key: NETWORK_KEY,
    outside,
    tools: [],
    files: { purchases: null, scenarios: null },
    platform: () => ({ url, operatorKey: OPERATOR_KEY, db: world.db }),
  })
  api = await startCardApi(world, [
    ...networkRoutes({ ...base, lookUpPool, authorizer, lifecycle, threeDs }),
    ...network.routes,
  ])
  url = api.url
  const loops: Loop[] = [authorizer.start(), threeDs.start()].flat()
  stop = async () => {
    await network.stop()
    await outside.stop()
    await api.stop()
    await Promise.all(loops.map((loop) => loop.stop()))
    await authorizer.stop()
    await lookUpPool.end()
    await world.drop()
  }
})
afterAll(() => stop())

async function begin() {
  const id = await world.company({ holding: 1_000n * DOLLAR })
  const cardId = await world.card(id, { balance: 500n * DOLLAR })
  const call = await api.client(id, 2)
  const step = (kind: string, fields: object = {}, more: object = {}) => ({
    path: `/sandbox/cards/${kind}`,
    body: { card_id: cardId, ...fields },
    ...more,
  })
  return { id, cardId, call, step }
}

test("a season with faults ends in the platform's books as if every message had come once and in order", async () => {
  const { id, cardId, call, step } = await begin()
  const steps = [
    step('authorize', { amount: { value: 10_000, currency: 'USD' } }, { fault: 'duplicate' }),
    step('incremental', { billing: { value: 1_000 } }, { fault: 'lost_answer' }),
    step('clearing', { billing: { value: 5_000 }, final: false }, { fault: 'duplicate' }),
    step('clearing', {}, { after_seconds: 3_600 }),
    step('refund', { billing: { value: 2_000 } }, { fault: 'duplicate' }),
    step('authorize', { billing: { value: 3_000 } }, { fault: 'reordered' }),
    step('clearing', {}, {}),
    step('authorize', { billing: { value: 700 } }),
    step('reversal', {}, { fault: 'late', late_seconds: 7_200 }),
    step('visa-direct', { billing: { value: 1_500 } }),
    step('advice', { billing: { value: 900 } }),
    step('advice', { decision: 'cancelled' }),
  ]
  const { body } = await call('POST', '/sandbox/scenarios', { seed: 1, steps })
  expect(body).toMatchObject({ status: 'DONE' })
  expect(body.steps.map((one: { body: { response_code: string } }) => one.body.response_code)).toEqual(
    steps.map(() => '00'),
  )
  const spent = (110n - 20n + 30n - 15n) * DOLLAR
  expect(await world.balance(id, 'CARD_BALANCE', cardId)).toEqual({
    balance: 500n * DOLLAR - spent,
    available: 500n * DOLLAR - spent,
  })
  expect((await world.balance(id, 'CARD_NETWORK')).balance).toBe(spent)
  await world.verify()
})

test('the cardholder gets a code on the phone and types it on the page of the bank', async () => {
  const { cardId, call } = await begin()
  const created = await call('POST', '/sandbox/cards/three-ds-challenge', { card_id: cardId })
  expect(created.body).toMatchObject({
    status: 'PENDING',
    method: 'sms',
    otp: expect.stringMatching(/^\d{6}$/),
  })
  const wrong = created.body.otp === '000000' ? '000001' : '000000'
  const failed = await call('POST', '/sandbox/cards/three-ds-challenge', {
    card_id: cardId,
    action: 'verify',
    otp: wrong,
  })
  expect(failed.body).toMatchObject({ response_code: '05', attempts_left: 2 })
  const verified = await call('POST', '/sandbox/cards/three-ds-challenge', {
    card_id: cardId,
    action: 'verify',
  })
  expect(verified.body).toMatchObject({ response_code: '00', status: 'APPROVED' })
  const { body } = await call('GET', '/sandbox/sms')
  expect(body.items).toMatchObject([{ to: '+34600000000' }])
})
