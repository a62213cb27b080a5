import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { becomes } from '../../sandbox/processes.ts'
import { queueTransaction } from '../../server/chains/sender/queue-transaction.ts'
import { createSender, type Sender } from '../../server/chains/sender/sender.ts'
import { addressOfEvm } from '../../server/chains/tron/address.ts'
import { connectTronChain } from '../../server/chains/tron/tron-chain.ts'
import type { ChainTransactionState, Intent, SettledTransaction } from '../../server/chains/types.ts'
import { openVault, type Vault } from '../../server/custody/vault.ts'
import { wallClock } from '../../server/kernel/clock.ts'
import type { TronChainConfig } from '../../server/kernel/config.ts'
import { inTransaction, type Tx } from '../../server/kernel/database.ts'
import { newId } from '../../server/kernel/ids.ts'
import { createLogger } from '../../server/kernel/log.ts'
import type { Loop } from '../../server/kernel/loop.ts'
import { joinNodes, type Node } from '../../server/kernel/node.ts'
import { Secret } from '../../server/kernel/secret.ts'
import { freshDatabase, type TestDatabase } from './database.ts'
import { COMPANY, type DoomedSender, PAYER_KEY_PATH, type RunningSender } from './sender-world.ts'
import { startTronTestChain, type TronTestChain } from './tron-chain.ts'

const WAIT_MS_MAX = 50_000
const TRX = 1_000_000n

type Checkpoint = Parameters<NonNullable<Parameters<typeof createSender>[0]['checkpoint']>>[0]
type End = Pick<SettledTransaction, 'outcome' | 'hash' | 'reason'>

/** A Tron chain in this process, a database and a vault, on which senders are started, killed and started again. */
export interface TronSenderWorld {
  readonly chain: TronTestChain
  readonly database: TestDatabase
  readonly vault: Vault
  readonly payer: string
  startSender(options?: {
    config?: Partial<TronChainConfig>
    alwaysLeads?: boolean
    vault?: Vault
  }): Promise<RunningSender>
  startDoomedSender(at: Checkpoint, config?: Partial<TronChainConfig>): Promise<DoomedSender>
  queue(intent: Intent, from?: { purpose?: string; keyPath?: string }): Promise<string>
  /** 1 smallest unit of USDT to `to`, unless said otherwise. */
  queueTransfer(to: string, amount?: bigint): Promise<string>
  row(id: string): Promise<Row>
  attempts(id: string): Promise<{ hash: string; expires_at: Date | null; dead_block: bigint | null }[]>
  /** What the handler was told, in commits that lasted, oldest first. */
  settlements(id?: string): Promise<End[]>
  waitFor(id: string, isSo: (row: Row) => boolean): Promise<Row>
  waitForState(id: string, ...states: ChainTransactionState[]): Promise<Row>
  /** Waits until senders have looked at it so many times from now on. */
  waitForLooks(id: string, count: number): Promise<void>
  /** Mines a block now and then until it is so. */
  mineUntil(isSo: () => Promise<boolean>): Promise<void>
  /** Until all have ended. */
  mineUntilSettled(...ids: string[]): Promise<void>
  stop(): Promise<void>
}

type Row = Awaited<ReturnType<typeof readRow>>

/** Its transactions expire soon: mineLater(EXPIRY_MS) is enough, and leaves the chain's clock near ours. */
export const EXPIRY_MS = 3_000

export async function createTronSenderWorld(config: Partial<TronChainConfig> = {}): Promise<TronSenderWorld> {
  const [chain, database] = await Promise.all([
    startTronTestChain({ config: { finalConfirmations: 3, expiryMs: EXPIRY_MS, ...config } }),
    freshDatabase(),
  ])
  const vault = await openVault(database.db, new Secret({ kind: 'key', bytes: randomBytes(32) }))
  const addressAt = (keyPath: string) => addressOfEvm(vault.address(keyPath))
  const payer = addressAt(PAYER_KEY_PATH)
  const log = createLogger(process.env.LOG_LEVEL ?? 'silent')
  const running: { loops: Loop[]; node: Node }[] = []
  await sql`CREATE TABLE settlements (at bigserial, id uuid, outcome text, hash text, reason text)`.execute(
    database.db,
  )
  await chain.sendCoin(payer, 100_000n * TRX)
  await chain.sendToken('USDT', payer, 1_000_000n)
  await chain.mine(4)

  const onSettled = async (tx: Tx, { id, outcome, hash, reason }: SettledTransaction) => {
    await sql`INSERT INTO settlements (id, outcome, hash, reason) VALUES (${id}, ${outcome}, ${hash}, ${reason})`.execute(
      tx,
    )
  }
  const build = (
    node: Node,
    changed: Partial<TronChainConfig>,
    signsWith: Vault,
    checkpoint?: (name: Checkpoint) => Promise<void>,
  ): Sender =>
    createSender({
      db: database.db,
      chains: [connectTronChain({ ...chain.config, ...changed })],
      vault: signsWith,
      node,
      clock: wallClock,
      log,
      onSettled: new Map([['withdraw', onSettled]]),
      ...(checkpoint === undefined ? {} : { checkpoint }),
    })

  const world: TronSenderWorld = {
    chain,
    database,
    vault,
    payer,
    async startSender({ config: changed = {}, alwaysLeads = false, vault: signsWith = vault } = {}) {
      const node = await joinNodes(database.url, log)
      const sender = build(alwaysLeads ? { ...node, leads: async () => true } : node, changed, signsWith)
      const entry = { loops: sender.start(), node }
      running.push(entry)
      return {
        ...sender,
        async stop() {
          running.splice(running.indexOf(entry), 1)
          await Promise.all(entry.loops.map((loop) => loop.stop()))
          await node.stop()
        },
      }
    },
    async startDoomedSender(at, changed = {}) {
      const node = await joinNodes(database.url, log)
      const { promise: died, resolve } = Promise.withResolvers<void>()
      let isDead = false
      const sender = build(node, changed, vault, async (name) => {
        if (name !== at && !isDead) return
        if (!isDead) {
          isDead = true
          for (const loop of loops) void loop.stop()
          await node.stop()
          resolve()
        }
        await new Promise(() => {})
      })
      const loops = sender.start()
      return { ...sender, died, isDead: () => isDead }
    },
    async queue(intent, { purpose = 'withdraw', keyPath = PAYER_KEY_PATH } = {}) {
      const id = newId()
      const from = { address: addressAt(keyPath), keyPath }
      const createdAt = new Date()
      await inTransaction(database.db, (tx) =>
        queueTransaction(tx, { companyId: COMPANY, id, chain: 'TRON', purpose, from, intent, createdAt }),
      )
      return id
    },
    queueTransfer: (to, amount = 1n) =>
      world.queue({ kind: 'token_transfer', token: chain.token('USDT').address, to, amount: String(amount) }),
    row: (id) => readRow(database, id),
    attempts: (id) =>
      database.db
        .selectFrom('chain_attempts')
        .select(['hash', 'expires_at', 'dead_block'])
        .where('company_id', '=', COMPANY)
        .where('transaction_id', '=', id)
        .orderBy('number')
        .execute(),
    async settlements(id) {
      const { rows } = await sql<End>`
        SELECT outcome, hash, reason FROM settlements WHERE ${id ?? null}::uuid IS NULL OR id = ${id ?? null} ORDER BY at`.execute(
        database.db,
      )
      return rows
    },
    async waitFor(id, isSo) {
      let row = await readRow(database, id)
      const reached = await becomes(async () => {
        row = await readRow(database, id)
        return isSo(row)
      }, WAIT_MS_MAX)
      if (!reached) throw new Error(`${row.state} stays as it is: ${row.last_error}`)
      return row
    },
    waitForState: (id, ...states) => world.waitFor(id, ({ state }) => states.some((one) => one === state)),
    async waitForLooks(id, count) {
      const looks = new Set<number>()
      await world.waitFor(id, ({ next_at }) => looks.add(next_at.getTime()).size > count)
    },
    async mineUntil(isSo) {
      const reached = await becomes(async () => {
        if (await isSo()) return true
        await chain.mine()
        return false
      }, WAIT_MS_MAX)
      if (!reached) throw new Error('mined in vain')
    },
    mineUntilSettled: (...ids) =>
      world.mineUntil(async () => {
        const rows = await Promise.all(ids.map((id) => readRow(database, id)))
        return rows.every(({ settled_at }) => settled_at !== null)
      }),
    async stop() {
      await Promise.all(running.flatMap(({ loops }) => loops.map((loop) => loop.stop())))
      await Promise.all(running.map(({ node }) => node.stop()))
      await chain.stop()
      await database.drop()
    },
  }
  return world
}

async function readRow(database: TestDatabase, id: string) {
  return database.db
    .selectFrom('chain_transactions')
    .selectAll()
    .where('company_id', '=', COMPANY)
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
}

/** An address that nobody has used: what a transfer gave it is all it has. */
export function freshTronAddress(): string {
  return addressOfEvm(`0x${randomBytes(20).toString('hex')}`)
}
