import { afterAll, beforeAll, expect, test } from 'vitest'
import { becomes } from '../../../sandbox/processes.ts'
import {
  addOwnAddress,
  COMPANY,
  createSenderWorld,
  type RunningSender,
  type SenderWorld,
} from '../../../tests/harness/sender-world.ts'
import { GAS_KEY_PATH } from '../../custody/derivation.ts'
import { wallClock } from '../../kernel/clock.ts'
import { inTransaction, jsonb } from '../../kernel/database.ts'
import { newId } from '../../kernel/ids.ts'
import { createLogger } from '../../kernel/log.ts'
import type { Loop } from '../../kernel/loop.ts'
import { joinNodes, type Node } from '../../kernel/node.ts'
import { connectEvmChain } from '../evm/client.ts'
import { createGasKeeper, type GasKeeper } from './gas-keeper.ts'
import { readPaymentCost } from './gas-price.ts'

const COIN = 10n ** 18n

let world: SenderWorld
let sender: RunningSender
let nodes: Node[]
let keepers: GasKeeper[]
let loops: Loop[]
beforeAll(async () => {
  world = await createSenderWorld({ config: { finalConfirmations: 2, pollMs: 20 } })
  sender = await world.startSender()
  const log = createLogger('silent')
  nodes = [await joinNodes(world.database.url, log), await joinNodes(world.database.url, log)]
  // Both believe to lead: the bound must hold by the rows alone.
  keepers = nodes.map((node) =>
    createGasKeeper({
      db: world.database.db,
      chains: [connectEvmChain(world.chain.config)],
      vault: world.vault,
      node: { ...node, leads: async () => true },
      clock: wallClock,
      log,
      wake: sender.wake,
    }),
  )
  loops = keepers.flatMap((keeper) => keeper.start())
})
afterAll(async () => {
  await Promise.all(loops.map((loop) => loop.stop()))
  await Promise.all(nodes.map((node) => node.stop()))
  await world.stop()
})

async function addHolding(index: number): Promise<string> {
  const keyPath = `m/44'/60'/1'/17/${100 + index}`
  const address = world.vault.address(keyPath)
  await world.database.db
    .insertInto('address_directory')
    .values({
      chain: world.chain.config.name,
      address: address.toLowerCase(),
      company_id: COMPANY,
      product: 'virtual_wallets',
      kind: 'HOLDING',
      wallet_id: COMPANY,
      key_path: keyPath,
    })
    .execute()
  return address
}

/** Payments of a wallet that wait, and that no sender looks at before tomorrow. */
async function addOpenPayments(index: number, count: number): Promise<void> {
  const keyPath = `m/44'/60'/1'/17/${100 + index}`
  const address = world.vault.address(keyPath)
  const payment = () => ({
    company_id: COMPANY,
    id: newId(),
    chain: world.chain.config.name,
    purpose: 'withdraw',
    from_address: address,
    key_path: keyPath,
    intent: jsonb({ kind: 'native_transfer', to: world.payer, amount: '1' }),
    state: 'QUEUED' as const,
    next_at: new Date(Date.now() + 86_400_000),
    created_at: new Date(),
  })
  await world.database.db
    .insertInto('chain_transactions')
    .values(Array.from({ length: count }, payment))
    .execute()
}

async function gasPayments(
  to: string,
): Promise<{ state: string; settled_at: Date | null; intent: { to: string; amount: string } }[]> {
  const rows = await world.database.db
    .selectFrom('chain_transactions')
    .select(['state', 'settled_at', 'intent'])
    .$narrowType<{ intent: { to: string; amount: string } }>()
    .where('purpose', '=', 'gas')
    .orderBy('created_at')
    .execute()
  return rows.filter(({ intent }) => intent.to === to)
}

async function coinOf(address: string): Promise<bigint> {
  return BigInt(String(await world.chain.rpc('eth_getBalance', [address, 'latest'])))
}

const cost = () => readPaymentCost(connectEvmChain(world.chain.config))

test('while the gas account is empty it is reported low, and its payments wait without holding anything up', async () => {
  const holding = await addHolding(0)
  expect(await becomes(async () => (await gasPayments(holding)).length > 0, 10_000)).toBe(true)
  const [status] = keepers[0]?.status() ?? []
  expect(status).toMatchObject({ address: world.vault.address(GAS_KEY_PATH), balance: 0n, isLow: true })
  expect(await gasPayments(holding)).toMatchObject([{ state: 'QUEUED' }])
})

test('a holding wallet that runs low is filled to the high mark, once, however many nodes notice', async () => {
  await world.chain.sendCoin(world.vault.address(GAS_KEY_PATH), 1000n * COIN)
  await world.chain.mine()
  const holding = await addHolding(1)
  await world.mineUntil(async () => (await coinOf(holding)) > 0n)
  expect((await gasPayments(holding)).length).toBe(1)
  expect(await coinOf(holding)).toBeGreaterThanOrEqual((await cost()) * 50n)
  await world.mineUntil(async () =>
    (await gasPayments(holding)).every(({ settled_at }) => settled_at !== null),
  )
  expect(await becomes(() => keepers.every((keeper) => keeper.status()[0]?.isLow === false), 10_000)).toBe(
    true,
  )
  expect((await gasPayments(holding)).length).toBe(1)
})

test.each([
  { queued: 300, counted: 300n, index: 2 },
  { queued: 3_000, counted: 1_000n, index: 3 },
])(
  'coin for 100 payments is not enough with $queued in the queue: it is filled up for $counted more',
  async ({ queued, counted, index }) => {
    await world.chain.sendCoin(world.vault.address(GAS_KEY_PATH), 1000n * COIN)
    await addOpenPayments(index, queued)
    const keyPath = `m/44'/60'/1'/17/${100 + index}`
    const price = await cost()
    await world.chain.sendCoin(world.vault.address(keyPath), price * 100n)
    await world.chain.mine()
    const holding = await addHolding(index)
    await world.mineUntil(async () => (await gasPayments(holding)).length > 0)
    const [gas] = await gasPayments(holding)
    const amount = BigInt(String(gas?.intent.amount))
    // The price of each look is that of its block, which falls while blocks are empty.
    expect(amount).toBeLessThanOrEqual(price * counted)
    expect(amount).toBeGreaterThan((price * counted) / 2n)
  },
)

test('the first coin is queued in the commit that makes the wallet, and only once', async () => {
  const keyPath = "m/44'/60'/1'/17/500"
  const address = world.vault.address(keyPath)
  const chain = world.chain.config.name
  const receiver = { companyId: COMPANY, chain, address }
  const now = new Date()
  await inTransaction(world.database.db, async (tx) => {
    await keepers[0]?.ensureGas(tx, receiver, now)
    await keepers[1]?.ensureGas(tx, receiver, now)
  })
  await addOwnAddress(world.database, chain, { address, keyPath, kind: 'HOLDING' })
  expect(await gasPayments(address)).toHaveLength(1)
  await world.mineUntil(async () => (await coinOf(address)) > 0n)
})
