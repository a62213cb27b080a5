import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { getAddress } from 'viem'
import { becomes } from '../../sandbox/processes.ts'
import { addressKey } from '../../server/chains/address.ts'
import { connectEvmChain } from '../../server/chains/evm/client.ts'
import { queueTransaction } from '../../server/chains/sender/queue-transaction.ts'
import { createSender, type Sender } from '../../server/chains/sender/sender.ts'
import type { ChainTransactionState, Intent, SettledTransaction } from '../../server/chains/types.ts'
import type { Signer } from '../../server/custody/signer.ts'
import { openVault, type Vault } from '../../server/custody/vault.ts'
import { wallClock } from '../../server/kernel/clock.ts'
import type { EvmChainConfig } from '../../server/kernel/config.ts'
import { inTransaction, type Tx } from '../../server/kernel/database.ts'
import { newId } from '../../server/kernel/ids.ts'
import { createLogger } from '../../server/kernel/log.ts'
import type { Loop } from '../../server/kernel/loop.ts'
import { joinNodes, type Node } from '../../server/kernel/node.ts'
import { Secret } from '../../server/kernel/secret.ts'
import { startTestChain, type TestChain, type TestChainOptions } from './anvil.ts'
import { freshDatabase, type TestDatabase } from './database.ts'

const WAIT_MS_MAX = 50_000
const COIN = 10n ** 18n

export const COMPANY = '0192f3a0-0000-7000-8000-000000000001'
/** Pays the transfers of a test: coin and tokens of its own. */
export const PAYER_KEY_PATH = "m/44'/60'/1'/17/0"

type SenderDeps = Parameters<typeof createSender>[0]
type Checkpoint = Parameters<NonNullable<SenderDeps['checkpoint']>>[0]

export interface RunningSender extends Sender {
  /** Ends it properly. */
  stop(): Promise<void>
}

/** A sender that stops for ever at one place, as a killed process does: nothing after that line runs, no catch, no finally. */
export interface DoomedSender extends Sender {
  /** Resolves when it has stopped there. */
  readonly died: Promise<void>
  isDead(): boolean
}

/** A chain, a database and a vault, on which senders are started, killed and started again. */
export interface SenderWorld {
  readonly chain: TestChain
  readonly database: TestDatabase
  readonly vault: Vault
  readonly payer: string
  /** `signer`: signs instead of the vault. */
  startSender(options?: {
    config?: Partial<EvmChainConfig>
    alwaysLeads?: boolean
    trouble?: SenderDeps['trouble']
    signer?: Signer
  }): Promise<RunningSender>
  startDoomedSender(at: Checkpoint): Promise<DoomedSender>
  queue(intent: Intent, from?: { purpose?: string; keyPath?: string }): Promise<string>
  /** 1 smallest unit of USDC to `to`, unless said otherwise. */
  queueTransfer(to: string, amount?: bigint): Promise<string>
  row(id: string): Promise<Row>
  attempts(
    id: string,
  ): Promise<{ hash: string; raw: Buffer; max_fee: bigint; priority_fee: bigint; is_cancellation: boolean }[]>
  /** What the handler was told, in commits that lasted, oldest first. */
  settlements(id?: string): Promise<Pick<SettledTransaction, 'outcome' | 'hash' | 'reason'>[]>
  waitForState(id: string, ...states: ChainTransactionState[]): Promise<Row>
  /** Waits until the node has it: SENT is written before, so a block mined then may be without it. */
  waitForBroadcast(id: string): Promise<Row>
  /** Waits until senders have looked at it so many times from now on. */
  waitForLooks(id: string, count: number): Promise<void>
  /** Mines a block now and then until it is so. */
  mineUntil(isSo: () => Promise<boolean>): Promise<void>
  stop(): Promise<void>
}

type Row = Awaited<ReturnType<typeof readRow>>

export async function createSenderWorld(options: TestChainOptions = {}): Promise<SenderWorld> {
  const [chain, database] = await Promise.all([startTestChain(options), freshDatabase()])
  const vault = await openVault(database.db, new Secret({ kind: 'key', bytes: randomBytes(32) }))
  const payer = vault.address(PAYER_KEY_PATH)
  const log = createLogger(process.env.LOG_LEVEL ?? 'silent')
  const running: { loops: Loop[]; node: Node }[] = []
  await sql`CREATE TABLE settlements (at bigserial, id uuid, outcome text, hash text, reason text)`.execute(
    database.db,
  )
  await addOwnAddress(database, chain.config.name, {
    address: payer,
    keyPath: PAYER_KEY_PATH,
    kind: 'HOLDING',
  })
  await chain.sendCoin(payer, 100n * COIN)
  await chain.sendToken('USDC', payer, 1_000_000n)
  await chain.mine()

  const onSettled = async (tx: Tx, { id, outcome, hash, reason }: SettledTransaction) => {
    await sql`INSERT INTO settlements (id, outcome, hash, reason) VALUES (${id}, ${outcome}, ${hash}, ${reason})`.execute(
      tx,
    )
  }
  const build = (
    node: Node,
    config: Partial<EvmChainConfig>,
    signer: Signer | undefined,
    told: Pick<SenderDeps, 'checkpoint' | 'trouble'> = {},
  ) =>
    createSender({
      db: database.db,
      chains: [connectEvmChain({ ...chain.config, ...config })],
      vault: signer === undefined ? vault : { ...vault, signerFor: () => signer },
      node,
      clock: wallClock,
      log,
      onSettled: new Map([['withdraw', onSettled]]),
      ...told,
    })

  const world: SenderWorld = {
    chain,
    database,
    vault,
    payer,
    async startSender({ config = {}, alwaysLeads = false, signer, trouble } = {}) {
      const node = await joinNodes(database.url, log)
      const leading = alwaysLeads ? { ...node, leads: async () => true } : node
      const sender = build(leading, config, signer, trouble === undefined ? {} : { trouble })
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
    async startDoomedSender(at) {
      const node = await joinNodes(database.url, log)
      const { promise: died, resolve } = Promise.withResolvers<void>()
      let isDead = false
      const checkpoint = async (name: Checkpoint) => {
        if (name !== at && !isDead) return
        if (!isDead) {
          isDead = true
          for (const loop of loops) void loop.stop()
          await node.stop()
          resolve()
        }
        await new Promise(() => {})
      }
      const sender = build(node, {}, undefined, { checkpoint })
      const loops = sender.start()
      return { ...sender, died, isDead: () => isDead }
    },
    async queue(intent, { purpose = 'withdraw', keyPath = PAYER_KEY_PATH } = {}) {
      const id = newId()
      const from = { address: vault.address(keyPath), keyPath }
      await inTransaction(database.db, (tx) =>
        queueTransaction(tx, {
          companyId: COMPANY,
          id,
          chain: chain.config.name,
          purpose,
          from,
          intent,
          createdAt: new Date(),
        }),
      )
      return id
    },
    queueTransfer: (to, amount = 1n) =>
      world.queue({ kind: 'token_transfer', token: chain.token('USDC').address, to, amount: String(amount) }),
    row: (id) => readRow(database, id),
    attempts: (id) =>
      database.db
        .selectFrom('chain_attempts')
        .select(['hash', 'raw', 'max_fee', 'priority_fee', 'is_cancellation'])
        .where('company_id', '=', COMPANY)
        .where('transaction_id', '=', id)
        .orderBy('number')
        .execute(),
    async settlements(id) {
      const { rows } = await sql<Pick<SettledTransaction, 'outcome' | 'hash' | 'reason'>>`
        SELECT outcome, hash, reason FROM settlements WHERE ${id ?? null}::uuid IS NULL OR id = ${id ?? null} ORDER BY at`.execute(
        database.db,
      )
      return rows
    },
    async waitForState(id, ...states) {
      let row = await readRow(database, id)
      const reached = await becomes(async () => {
        row = await readRow(database, id)
        return states.some((state) => state === row.state)
      }, WAIT_MS_MAX)
      if (!reached) throw new Error(`${row.state} did not become ${states.join(' or ')}: ${row.last_error}`)
      return row
    },
    async waitForBroadcast(id) {
      const row = await world.waitForState(id, 'SENT')
      const isKnown = async () => (await chain.rpc('eth_getTransactionByHash', [row.hash])) !== null
      if (!(await becomes(isKnown, WAIT_MS_MAX))) throw new Error(`${row.hash} does not reach the node`)
      return row
    },
    async waitForLooks(id, count) {
      const looks = new Set<number>()
      const looked = await becomes(async () => {
        looks.add((await readRow(database, id)).next_at.getTime())
        return looks.size > count
      }, WAIT_MS_MAX)
      if (!looked) throw new Error('nobody looks at it')
    },
    async mineUntil(isSo) {
      const reached = await becomes(async () => {
        if (await isSo()) return true
        await chain.mine()
        return false
      }, WAIT_MS_MAX)
      if (!reached) throw new Error('mined in vain')
    },
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

/** An address of the company's: sweeps and gas go to no other. */
export async function addOwnAddress(
  { db }: TestDatabase,
  chain: string,
  { address, keyPath, kind }: { address: string; keyPath: string; kind: 'HOLDING' | 'DEPOSIT' | 'WALLET' },
): Promise<void> {
  await db
    .insertInto('address_directory')
    .values({
      chain,
      address: addressKey(address),
      company_id: COMPANY,
      product: 'virtual_wallets',
      kind,
      wallet_id: newId(),
      key_path: keyPath,
    })
    .execute()
}

/** An address that nobody has used: what a transfer gave it is all it has. */
export function freshAddress(): string {
  return getAddress(`0x${randomBytes(20).toString('hex')}`)
}
