import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { becomes } from '../sandbox/processes.ts'
import { propertySeed } from './harness/seed.ts'
import { freshAddress } from './harness/sender-world.ts'
import { type ServerProcess, serverSettings, startServerProcess } from './harness/server-process.ts'
import { startWalletWorld, type WalletCompany, type WalletWorld } from './harness/wallet-world.ts'
import { call } from './harness/wire.ts'

const PAYMENTS = 24

let world: WalletWorld
let company: WalletCompany
let apiKey: string
const servers: ServerProcess[] = []

beforeAll(async () => {
  world = await startWalletWorld()
  company = await world.company()
  const { body } = await company.call('POST', '/management/keys/create', {
    name: 'two processes',
    levels: { virtual_wallets: 3 },
  })
  apiKey = body.api_key
  await company.wallet()
  await company.fundHolding(1_000_000n)
})
afterAll(async () => {
  await Promise.all(servers.map((server) => server.kill()))
  await world.stop()
})

/** On the database and the chain of the world. */
async function startServer(): Promise<ServerProcess> {
  const { rows } = await sql<{ name: string }>`SELECT current_database() AS name`.execute(world.db)
  const database = new URL(process.env.HOLDFAST_TEST_POSTGRES ?? '')
  database.pathname = `/${rows[0]?.name}`
  const server = await startServerProcess(serverSettings(database.href, world.chain()))
  servers.push(server)
  return server
}

test('two whole processes serve one company; one is killed in the middle of sending, callers ask the other again, and every receiver is paid once', {
  timeout: 120_000,
}, async () => {
  const seed = propertySeed('two processes')
  const [first, second] = await Promise.all([startServer(), startServer()])
  const receivers = Array.from({ length: PAYMENTS }, freshAddress)
  const withdraw = (url: string, to: string) =>
    call(
      url,
      apiKey,
      'POST',
      '/virtual-wallets/holding/withdraw/POLYGON',
      { to_wallet_address: to, token_address: world.chain().token('USDC').address, amount: 0.001 },
      { 'idempotency-key': to },
    )
  // Killed when so many have been answered; the others are anywhere between their first line and their last.
  const killAfter = 1 + (seed % (PAYMENTS - 2))
  let answered = 0
  const answers = await Promise.all(
    receivers.map(async (to, index) => {
      const { url } = index % 2 === 0 ? first : second
      const reply = await withdraw(url, to).catch(() => null)
      answered += 1
      if (answered === killAfter) void first.kill()
      return reply?.status ?? null
    }),
  )
  expect(answers.filter((status) => status === 200).length).toBeGreaterThan(0)
  for (const to of receivers) {
    // A key whose first call died with its process is free again when the database has noticed.
    let status = 0
    await becomes(async () => {
      status = (await withdraw(second.url, to)).status
      return status === 200
    }, 50_000)
    expect(status).toBe(200)
  }
  const open = async () =>
    (
      await world.db
        .selectFrom('chain_transactions')
        .select('id')
        .where('purpose', '=', 'holding_withdraw')
        .where('settled_at', 'is', null)
        .execute()
    ).length
  await world.mineUntil(async () => (await open()) === 0)
  const sums = await Promise.all(receivers.map((to) => world.chain().tokenBalance('USDC', to)))
  expect(sums).toEqual(receivers.map(() => 1_000n))
  expect(await company.ledger('HOLDING')).toBe(1_000_000n - 1_000n * BigInt(PAYMENTS))
})
