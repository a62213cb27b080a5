import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sendMessage } from '../sandbox/network/client.ts'
import { becomes } from '../sandbox/processes.ts'
import { checkCardBooks } from '../server/cards/funding/check-card-books.ts'
import { migrate } from '../server/kernel/migrate.ts'
import { verifyBooks } from '../server/ledger/verify.ts'
import { startTestChain, type TestChain } from './harness/anvil.ts'
import { NETWORK_KEY } from './harness/card-world.ts'
import { freshDatabase, type TestDatabase } from './harness/database.ts'
import {
  OPERATOR_KEY,
  type ServerProcess,
  serverSettings,
  startServerProcess,
} from './harness/server-process.ts'
import { call, type Reply } from './harness/wire.ts'

const NEXT_RELEASE = new URL('next-release', import.meta.url).pathname
const CALLERS = 2
const WAIT_MS_MAX = 30_000

let database: TestDatabase
let chain: TestChain
const nodes: ServerProcess[] = []

beforeAll(async () => {
  ;[database, chain] = await Promise.all([freshDatabase(), startTestChain()])
  await startNode()
})
afterAll(async () => {
  await Promise.all(nodes.map((node) => node.kill()))
  await chain.stop()
  await database.drop()
})

async function startNode(): Promise<ServerProcess> {
  const node = await startServerProcess({
    ...serverSettings(database.url, chain),
    HOLDFAST_CARD_BIN: '45320155',
    HOLDFAST_NETWORK_KEYS: `${NETWORK_KEY.id}:${NETWORK_KEY.secret}`,
  })
  nodes.push(node)
  return node
}

/**
 * As what stands before the nodes does: to the oldest that takes calls, and to the next when a connection breaks. A call that
 * broke is repeated with its key, and a message of the network with its id, so it is done once whatever became of it.
 */
async function toSomeNode<T>(send: (url: string) => Promise<T>): Promise<T> {
  for (const node of nodes) {
    try {
      return await send(node.url)
    } catch (error) {
      if (!(error instanceof TypeError)) throw error // what fetch throws when there is no answer
    }
  }
  throw new Error('no node answers')
}

interface Customer {
  readonly key: string
  readonly from: string
  readonly to: string
  readonly toAddress: string
  readonly card: { readonly pan: string; readonly expiry: string; readonly cvv2: string }
}

/** Two wallets, of which the first is owed 1,000 dollars; a card with 1,000 on it. */
async function openCustomer(): Promise<Customer> {
  const { url } = nodes[0] ?? (await startNode())
  const { body: company } = await call(url, OPERATOR_KEY, 'POST', '/management/companies', {
    name: 'Upgraded',
  })
  const ask = async (method: string, path: string, body?: object) => {
    const reply = await call(url, company.api_key, method, path, body)
    expect([path, reply.status]).toEqual([path, 200])
    return reply.body
  }
  const wallet = (alias: string) => ask('POST', '/virtual-wallets/create', { alias, blockchain: 'POLYGON' })
  const [from, to] = [await wallet('from'), await wallet('to')]
  const token_address = chain.token('USDC').address
  await ask('POST', '/virtual-wallets/holding/credit', { wallet_id: from.id, token_address, amount: 1_000 })
  const { id } = await ask('POST', '/cards/virtual-cards/create', {
    card_holder_name: 'ANA RUIZ',
    approval_method: 'TOP_UP',
    phone_country_code: '34',
    phone: '600000000',
    daily_limit: 1_000,
  })
  const page = await (await fetch((await ask('GET', `/cards/virtual-cards/${id}/pan-html`)).url)).text()
  const shown = (name: string) =>
    (new RegExp(`id="${name}"[^>]*>([^<]*)<`).exec(page)?.[1] ?? '').replaceAll(/\D/g, '')
  const card = { pan: shown('pan-value'), expiry: shown('expiry-value'), cvv2: shown('cvv-value') }
  const customer = { key: company.api_key, from: from.id, to: to.id, toAddress: to.wallet_address, card }
  expect((await network(url, customer, 'visa_direct', 'funds', 100_000)).body.response_code).toBe('00')
  return customer
}

function network(url: string, { card }: Customer, type: string, id: string, cents: number) {
  const amount = { value: cents, currency: 'USD' }
  const { pan, expiry, cvv2 } = card
  const what =
    type === 'authorization'
      ? {
          transaction_ref: id,
          channel: 'ECOMMERCE',
          cvv2,
          merchant: { name: 'Kiosk', mcc: '5994', country: 'FRA' },
        }
      : { channel: 'VISA_DIRECT' }
  const message = { type, network_id: id, card: { pan, expiry }, amount, billing: amount, ...what }
  return sendMessage({ url: `${url}/network/v1/messages`, key: NETWORK_KEY }, message)
}

/** One cent from the first wallet to the second, once per key. */
function transfer(url: string, { key, from, toAddress }: Customer, id: string): Promise<Reply> {
  const body = { to_wallet_address: toAddress, token_address: chain.token('USDC').address, amount: 0.01 }
  return call(url, key, 'POST', `/virtual-wallets/${from}/withdraw`, body, { 'idempotency-key': id })
}

/** Buys for a cent and pays a cent, one after the other without a pause, until told to stop. */
function startTraffic(customer: Customer) {
  const outcomes: string[] = []
  let stopped = false
  const callers = Array.from({ length: CALLERS }, async (_, caller) => {
    for (let n = 0; !stopped; n += 1) {
      const bought = await toSomeNode((url) =>
        network(url, customer, 'authorization', `buy-${caller}-${n}`, 1),
      )
      const paid = await toSomeNode((url) => transfer(url, customer, `pay-${caller}-${n}`))
      outcomes.push(`${bought.status} ${bought.body.response_code}, ${paid.status}`)
    }
  })
  return {
    outcomes,
    async more(count: number) {
      const enough = outcomes.length + count
      expect(await becomes(() => outcomes.length >= enough, WAIT_MS_MAX)).toBe(true)
    },
    async stop() {
      stopped = true
      await Promise.all(callers)
    },
  }
}

/** Somebody reads a table for long: until `release` no change of it gets its lock. */
async function holdTable(): Promise<{ release(): Promise<void> }> {
  const held = Promise.withResolvers<void>()
  const ended = Promise.withResolvers<void>()
  const reading = database.db.transaction().execute(async (tx) => {
    await sql`LOCK TABLE movements IN ACCESS SHARE MODE`.execute(tx)
    held.resolve()
    await ended.promise
  })
  await held.promise
  return {
    async release() {
      ended.resolve()
      await reading
    },
  }
}

test('the next release is migrated to and rolled out while this one serves: each purchase is approved, each call answered, each once', async () => {
  const customer = await openCustomer()
  const traffic = startTraffic(customer)
  await traffic.more(5)

  const reader = await holdTable()
  let migrated = false
  const migrating = migrate(database.url, NEXT_RELEASE).then((names) => {
    migrated = true
    return names
  })
  await traffic.more(10) // a migration that waits for its lock keeps nobody waiting
  expect(migrated).toBe(false)
  await reader.release()
  expect(await migrating).toHaveLength(5)
  await traffic.more(10) // the release that serves knows nothing of the new columns

  const [old] = nodes
  const next = await startNode()
  const isReady = async () => (await fetch(`${next.url}/health/ready`)).status === 200
  expect(await becomes(isReady, WAIT_MS_MAX)).toBe(true)
  expect(await old?.end()).toBe(0)
  await traffic.more(10)
  await traffic.stop()

  expect(new Set(traffic.outcomes)).toEqual(new Set(['200 00, 200']))
  const done = traffic.outcomes.length
  const balance = await call(next.url, customer.key, 'GET', `/virtual-wallets/${customer.to}/balance`)
  expect(Math.round(balance.body[0].balance * 100)).toBe(done)
  const bought = await database.db
    .selectFrom('card_transactions')
    .select('id')
    .where('kind', '=', 'PURCHASE')
    .execute()
  expect(bought).toHaveLength(done)
  expect((await verifyBooks({ db: database.db, checks: [checkCardBooks] })).ok).toBe(true)
})
