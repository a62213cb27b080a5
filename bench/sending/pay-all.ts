import { setTimeout as pause } from 'node:timers/promises'
import type { SandboxChain } from '../../sandbox/chains/sandbox-chain.ts'
import type { Database } from '../../server/kernel/database.ts'
import { inParallel } from '../../server/kernel/in-parallel.ts'
import { call, type Reply } from '../../tests/harness/wire.ts'
import type { Ground } from './ground.ts'
import type { Platform } from './world.ts'

const RUN_MS_MAX = 600_000
const POLL_MS = 100
/** As the refusal says: in a second. */
const RETRY_MS = 1_000
/** Still running, and no room now. */
const REPEAT = [302, 429]
/** Whole tokens, so that every chain's decimals write them. */
export const AMOUNT = 2n

export interface Payer {
  readonly id: string
  readonly address: string
  /** Where its transfers are ordered. */
  readonly path: string
}

export interface Paid {
  /** From the first call until the last transfer stood in a block, and until all were final. */
  readonly minedMs: number
  readonly finalMs: number
  /** That the chain made until the last stood in one. */
  readonly blocks: number
  /** Calls that had to be repeated. */
  readonly repeated: number
  readonly downMs: number
}

export interface PayOrder {
  readonly db: Database
  readonly chain: SandboxChain
  readonly ground: Ground
  readonly platform: Platform
  readonly payer: Payer
  readonly receivers: readonly string[]
  /** The platform is killed when so many transfers are signed. */
  readonly killAt: readonly number[]
  /** Calls at a time. */
  readonly callers: number
}

/** Orders a transfer to each receiver, all at once, and sees them through to their end. */
export async function payAll(order: PayOrder): Promise<Paid> {
  const { db, ground, payer, receivers } = order
  const inBlocks = ground.transactionsOf(payer.address)
  const height = await ground.height()
  const begin = performance.now()
  const since = () => performance.now() - begin
  const mined = async () => {
    await until('in blocks', async () => (await inBlocks()) >= receivers.length)
    return { minedMs: since(), blocks: (await ground.height()) - height }
  }
  const [repeated, downMs, first, finalMs] = await Promise.all([
    orderAll(order),
    killAll(order),
    mined(),
    until('final', () => allSucceeded(db, payer, receivers.length)).then(since),
  ])
  return { ...first, repeated, downMs, finalMs }
}

/** As callers do: no answer, or an earlier call that is still running, and the same call is made again. @returns how often. */
async function orderAll({ chain, platform, payer, receivers, callers }: PayOrder): Promise<number> {
  let repeated = 0
  const body = { amount: Number(AMOUNT), token_address: chain.tokens[0]?.address }
  await inParallel(receivers, callers, async (to) => {
    for (;;) {
      const reply = await order(platform, payer, { ...body, to })
      if (reply?.status === 200) return
      if (reply !== null && !REPEAT.includes(reply.status))
        throw new Error(`refused: ${reply.status} ${JSON.stringify(reply.body)}`)
      repeated += 1
      await pause(RETRY_MS)
    }
  })
  return repeated
}

async function order({ url, apiKey }: Platform, payer: Payer, body: { to: string }): Promise<Reply | null> {
  try {
    return await call(url, apiKey, 'POST', payer.path, body, { 'idempotency-key': body.to })
  } catch {
    return null // nobody listens, or the answer was cut off
  }
}

async function killAll({ db, platform, payer, killAt }: PayOrder): Promise<number> {
  let downMs = 0
  for (const count of killAt) {
    await until(`${count} signed`, async () => (await countSigned(db, payer)) >= count)
    downMs += await platform.killAndRestart()
  }
  return downMs
}

async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + RUN_MS_MAX
  while (!(await isSo())) {
    if (performance.now() > deadline) throw new Error(`not all ${what} after ${RUN_MS_MAX / 1_000} s`)
    await pause(POLL_MS)
  }
}

async function countSigned(db: Database, { address }: Payer): Promise<number> {
  const { count } = await db
    .selectFrom('chain_transactions')
    .select((eb) => eb.fn.countAll<bigint>().as('count'))
    .where('from_address', '=', address)
    .where('hash', 'is not', null)
    .executeTakeFirstOrThrow()
  return Number(count)
}

/** @throws when one has come to another end. */
async function allSucceeded(db: Database, { id }: Payer, expected: number): Promise<boolean> {
  const rows = await db
    .selectFrom('payments')
    .select((eb) => ['status', eb.fn.countAll<bigint>().as('count')])
    .where('wallet_id', '=', id)
    .groupBy('status')
    .execute()
  const counts = new Map(rows.map(({ status, count }) => [status, Number(count)]))
  for (const end of ['FAILED', 'MANUAL_CHECK'])
    if (counts.has(end)) throw new Error(`${counts.get(end)} transfers are ${end}`)
  const succeeded = counts.get('SUCCESS') ?? 0
  if (succeeded > expected) throw new Error(`${succeeded} payments of ${expected} orders`)
  return succeeded === expected
}
