import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createAuthorizer } from '../../server/cards/authorization/authorizer.ts'
import { expireHolds } from '../../server/cards/lifecycle/expire-holds.ts'
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
import { sendMessage } from './client.ts'
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

describe('a purchase whose messages a script signed and sent itself', () => {
  let count = 0

  /** Under the network's key, past the simulator. @returns the network answer. */
  async function script(cardId: string, type: string, fields: object = {}) {
    count += 1
    const message = {
      type,
      network_id: `script-${count}`,
      transaction_ref: `script-ref-${count}`,
      card: { id: cardId },
      amount: { value: 1700, currency: 'EUR' },
      billing: { value: 1840, currency: 'USD' },
      channel: 'ECOMMERCE',
      ...fields,
    }
    const reply = await sendMessage({ url: `${api.url}/network/v1/messages`, key: NETWORK_KEY }, message)
    expect(reply).toMatchObject({ status: 200, body: { response_code: '00' } })
    return { ...message, transaction_id: String(reply.body.transaction_id) }
  }

  const rowOf = (id: string) =>
    world.db.selectFrom('card_transactions').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
  const simulate = async ({ call, cardId }: Awaited<ReturnType<typeof begin>>, kind: string, fields = {}) =>
    (await call('POST', `/cards/webhook/simulate/${kind}`, { card_id: cardId, ...fields })).status

  test('is cleared in full and refunded by the documented calls', async () => {
    const company = await begin()
    const { transaction_id } = await script(company.cardId, 'authorization')
    expect(await simulate(company, 'clearing')).toBe(201)
    expect(await rowOf(transaction_id)).toMatchObject({
      state: 'CLOSED',
      settled: 18_400_000n,
      settled_original: 1700n,
      forced_original: 0n,
    })
    expect(await simulate(company, 'refund', { bill_amount: 5 })).toBe(201)
    expect(await rowOf(transaction_id)).toMatchObject({ refunded: 5_000_000n })
    expect(await simulate(company, 'clearing')).toBe(404)
    await world.verify()
  })

  test('and the simulator’s own are one list: the newest that fits is followed, whichever way it came', async () => {
    const company = await begin()
    const { call, cardId } = company
    const own = async () =>
      (await call('POST', '/sandbox/cards/authorize', { card_id: cardId })).body.transaction_id
    const first = await own()
    world.clock.advance(1_000)
    const second = (await script(cardId, 'authorization')).transaction_id
    world.clock.advance(1_000)
    const third = await own()
    world.clock.advance(1_000)
    const followed = []
    for (const _ of [third, second, first])
      followed.push((await call('POST', '/sandbox/cards/clearing', { card_id: cardId })).body.transaction_id)
    expect(followed).toEqual([third, second, first])
    expect(await simulate(company, 'reversal', { bill_amount: 1 })).toBe(404)
    const refund = await call('POST', '/sandbox/cards/refund', { card_id: cardId })
    expect(refund.body.transaction_id).toBe(third)
  })

  test('is followed without a reference too, by the message that began it', async () => {
    const { call, cardId, step } = await begin()
    const { transaction_id } = await script(cardId, 'authorization', { transaction_ref: null, rrn: null })
    const increment = await call('POST', '/sandbox/cards/incremental', step('incremental').body)
    expect(increment.body).toMatchObject({ response_code: '00', transaction_id })
    const reversal = await call('POST', '/sandbox/cards/reversal', { card_id: cardId })
    expect(reversal.body).toMatchObject({ response_code: '00', transaction_id })
    expect(await rowOf(transaction_id)).toMatchObject({ state: 'CLOSED', released: 23_400_000n })
  })

  test('of the simulator’s are counted: what a script cleared can be refunded, and is not cleared again', async () => {
    const company = await begin()
    const { call, cardId } = company
    const { body } = await call('POST', '/sandbox/cards/authorize', { card_id: cardId })
    await script(cardId, 'clearing', {
      clearing_id: 'c',
      transaction_ref: null,
      original_network_id: body.network_id,
      amount: { value: 1000, currency: 'USD' },
      billing: { value: 1000, currency: 'USD' },
    })
    expect(await simulate(company, 'clearing')).toBe(404)
    const refund = await call('POST', '/sandbox/cards/refund', { card_id: cardId })
    expect(refund.body.transaction_id).toBe(body.transaction_id)
  })

  test('is named by its id and by that of each of its events; what belongs to another card names nothing', async () => {
    const { id, call, cardId } = await begin()
    const { transaction_id } = await script(cardId, 'authorization')
    await script(cardId, 'authorization')
    const events = await world.db
      .selectFrom('card_events')
      .select('id')
      .where('transaction_id', '=', transaction_id)
      .execute()
    expect(events).toHaveLength(2)
    for (const name of [transaction_id, ...events.map((event) => event.id)]) {
      const piece = { card_id: cardId, transaction_id: name, billing: { value: 100 }, final: false }
      const { body } = await call('POST', '/sandbox/cards/clearing', piece)
      expect(body.transaction_id).toBe(transaction_id)
    }
    const other = { card_id: await world.card(id), transaction_id }
    expect((await call('POST', '/sandbox/cards/clearing', other)).status).toBe(404)
  })

  test('whose hold expired still waits for its clearing, as the network is not told of expiries', async () => {
    const company = await begin()
    const { transaction_id } = await script(company.cardId, 'authorization')
    world.clock.advance(11 * 86_400_000)
    await expireHolds({ db: world.db, config: world.config, log: silentLog }, world.clock.now())
    expect(await rowOf(transaction_id)).toMatchObject({ state: 'CLOSED', released: 18_400_000n })
    expect(await simulate(company, 'clearing')).toBe(201)
    expect(await rowOf(transaction_id)).toMatchObject({ settled: 18_400_000n, forced_original: 1700n })
    expect(await simulate(company, 'clearing')).toBe(404)
  })
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
