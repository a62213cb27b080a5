import { sql } from 'kysely'
import { getAddress } from 'viem'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { connectEvmChain } from '../chains/evm/client.ts'
import { sweeperAddress } from '../chains/evm/sweeper.ts'
import { wallClock } from '../kernel/clock.ts'
import { newId } from '../kernel/ids.ts'
import { type SweepTarget, sweepByRule, thresholdUnits } from './sweep-loop.ts'
import { SWEEPABLES_PER_PAGE } from './sweep-queue.ts'
import type { SweepRule } from './sweep-rule.ts'
import { randomAddress, silent, startWorld, type World } from './world.fixture.ts'

let world: World
beforeAll(async () => {
  world = await startWorld()
})
afterAll(() => world.stop())

interface Deposited {
  readonly count: number
  readonly units: bigint
  readonly status: 'CONFIRMED' | 'BELOW_MINIMUM'
}

/** Booked deposits, each on an address of its own: wallets in the order given. */
async function deposited(companyId: string, { count, units, status }: Deposited): Promise<void> {
  const { name } = world.evm.config
  const token = world.chain.token('USDC').address
  await sql`
    WITH wallet AS (
      SELECT gen_random_uuid() AS id, ${newId()}::uuid AS wallet_id,
             '0x' || encode(sha256(convert_to(${companyId} || ${status} || n::text, 'UTF8')), 'hex') AS text
      FROM generate_series(1, ${count}::int) n
    ), entry AS (
      INSERT INTO address_directory (chain, address, company_id, product, kind, wallet_id, key_path)
      SELECT ${name}, left(text, 42), ${companyId}::uuid, 'virtual_wallets', 'DEPOSIT', wallet_id, 'm/0' FROM wallet
    )
    INSERT INTO deposits (company_id, id, product, wallet_id, chain, address, from_address, token_address, amount, status,
      credited, booked, operation_id, tx_hash, log_index, block_number, block_hash, created_at, updated_at)
    SELECT ${companyId}::uuid, id, 'virtual_wallets', wallet_id, ${name}, left(text, 42), '0x', ${token}, ${units}, ${status},
      ${status} = 'CONFIRMED', true, id::text, id::text, 0, 1, '0x', now(), now()
    FROM wallet`.execute(world.database.db)
}

/** A company whose sweeper stands. */
async function target(rule: SweepRule): Promise<SweepTarget> {
  const holdingAddress = getAddress(randomAddress())
  await world.chain.rpc('anvil_setCode', [sweeperAddress(holdingAddress), '0x00'])
  const gas = { address: randomAddress(), keyPath: 'm/0' }
  const chain = world.evm.config.name
  const { companyId } = await world.openHolding(newId())
  return { companyId, product: 'virtual_wallets', chain, holdingAddress, gas, rule, sweptAt: new Date(0) }
}

async function run(...targets: SweepTarget[]): Promise<string[]> {
  const served: string[] = []
  await sweepByRule({
    db: world.database.db,
    chain: connectEvmChain(world.chain.config),
    node: { id: 1, leads: async () => true, living: async () => new Set(), stop: async () => {} },
    clock: wallClock,
    log: silent,
    products: new Map([
      ['virtual_wallets', { targets: async () => targets, served: async () => void served.push('served') }],
    ]),
    findToken: (companyId, chain, address) =>
      world.tokens.findEver(world.database.db, companyId, chain, address),
    wakeSender: () => {},
  })
  return served
}

async function queuedOf(companyId: string, status: string): Promise<number> {
  const { rows } = await sql<{ count: bigint }>`
    SELECT count(*) FROM deposits d JOIN chain_transactions t ON t.company_id = d.company_id AND t.id = d.sweep_id
    WHERE d.company_id = ${companyId} AND d.status = ${status}`.execute(world.database.db)
  return Number(rows[0]?.count ?? 0n)
}

test.each([
  ['IMMEDIATE', { mode: 'IMMEDIATE' }],
  ['THRESHOLD', { mode: 'THRESHOLD', amount: '5' }],
] as const)(
  '%s: any number of addresses with too little to sweep does not keep the others from being swept',
  async (_mode, rule) => {
    const to = await target(rule)
    await deposited(to.companyId, { count: SWEEPABLES_PER_PAGE + 10, units: 1n, status: 'BELOW_MINIMUM' })
    await deposited(to.companyId, { count: 3, units: 7_000_000n, status: 'CONFIRMED' })
    await run(to)
    expect(await queuedOf(to.companyId, 'CONFIRMED')).toBe(3)
    expect(await queuedOf(to.companyId, 'BELOW_MINIMUM')).toBe(0)
  },
)

test('SCHEDULE: one due time sweeps everything, also more than fits a page', async () => {
  const to = await target({ mode: 'SCHEDULE', cron: '* * * * *' })
  await deposited(to.companyId, { count: SWEEPABLES_PER_PAGE + 10, units: 2_000_000n, status: 'CONFIRMED' })
  expect(await run(to)).toEqual(['served'])
  expect(await queuedOf(to.companyId, 'CONFIRMED')).toBe(SWEEPABLES_PER_PAGE + 10)
})

test('an address whose tokens did not move in five sweeps rests for hours, and is then tried again by itself', async () => {
  const to = await target({ mode: 'IMMEDIATE' })
  await deposited(to.companyId, { count: 1, units: 2_000_000n, status: 'CONFIRMED' })
  const failedAgo = (hours: number) =>
    sql`
    UPDATE deposits SET sweep_tries = 5, updated_at = now() - make_interval(hours => ${hours})
    WHERE company_id = ${to.companyId}`.execute(world.database.db)
  await failedAgo(5)
  await run(to)
  expect(await queuedOf(to.companyId, 'CONFIRMED')).toBe(0)
  await failedAgo(7)
  await run(to)
  expect(await queuedOf(to.companyId, 'CONFIRMED')).toBe(1)
})

test('a company whose deposits cannot be looked at does not keep the others from being swept', async () => {
  const broken = await target({ mode: 'SCHEDULE', cron: 'no schedule' })
  const to = await target({ mode: 'IMMEDIATE' })
  await deposited(broken.companyId, { count: 1, units: 2_000_000n, status: 'CONFIRMED' })
  await deposited(to.companyId, { count: 1, units: 2_000_000n, status: 'CONFIRMED' })
  await run(broken, to)
  expect(await queuedOf(to.companyId, 'CONFIRMED')).toBe(1)
})

test('a threshold with more decimals than the token has is reached by the next unit above it', () => {
  expect(thresholdUnits('0.001', { decimals: 2 })).toBe(1n)
  expect(thresholdUnits('1.5', { decimals: 18 })).toBe(1_500_000_000_000_000_000n)
  expect(thresholdUnits('100', { decimals: 6 })).toBe(100_000_000n)
})
