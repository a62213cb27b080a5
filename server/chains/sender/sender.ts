import type { Vault } from '../../custody/vault.ts'
import type { Clock } from '../../kernel/clock.ts'
import type { Database } from '../../kernel/database.ts'
import type { Logger } from '../../kernel/log.ts'
import { type Loop, startLoop } from '../../kernel/loop.ts'
import type { Node } from '../../kernel/node.ts'
import type { EvmChain } from '../evm/client.ts'
import type { ChainName, ChainTransactionState } from '../types.ts'
import { advance } from './advance.ts'
import { broadcast } from './broadcast.ts'
import { claimDue } from './claim-due.ts'
import type { Checkpoint, OnSettled, SenderContext } from './context.ts'
import type { Progress } from './push-head.ts'
import { cancelTransaction, type RecordDecision, type Resolution, retryTransaction } from './resolve.ts'
import { loadAttempts, loadTransaction, type TransactionRow } from './transaction-row.ts'
import { watch } from './watch.ts'

export interface SenderDeps {
  readonly db: Database
  readonly chains: readonly EvmChain[]
  readonly vault: Vault
  readonly node: Node
  readonly clock: Clock
  readonly log: Logger
  /** By purpose. Purposes that move a company's money must be here. May be told MANUAL_CHECK more than once. */
  readonly onSettled: ReadonlyMap<string, OnSettled>
  /** Called between durable steps; the fault tests never come back from it. */
  readonly checkpoint?: (name: Checkpoint) => Promise<void>
}

export interface SendState {
  /** Of the newest signed bytes; null before there are any. */
  readonly hash: string | null
  readonly state: ChainTransactionState
}

export interface Sender {
  /** Right after the commit that queued it: number, sign, store, broadcast, as far as it goes. Never throws for the node's troubles: the loop goes on. */
  drive(companyId: string, id: string): Promise<SendState>
  retry(companyId: string, id: string, record?: RecordDecision): Promise<Resolution>
  cancel(companyId: string, id: string, record?: RecordDecision): Promise<Resolution>
  /** There is something new on this chain, or for it. */
  wake(chain: ChainName): void
  start(): Loop[]
}

const BATCH_MAX = 64
const CONCURRENCY = 8
/** A claimed row is left to its node for so many looks; a node that died is taken over after that. */
const CLAIM_POLLS = 4

/** Sends what is queued in chain_transactions: docs/sending.md. */
export function createSender(deps: SenderDeps): Sender {
  const contexts = new Map(deps.chains.map((chain) => [chain.config.name, createContext(deps, chain)]))
  const loops = new Map<ChainName, Loop>()
  const contextOf = async (companyId: string, id: string) => {
    const row = await loadTransaction(deps.db, { company_id: companyId, id })
    const ctx = row === null ? undefined : contexts.get(row.chain)
    if (row === null || ctx === undefined) throw new Error(`No chain transaction ${id} on a configured chain`)
    return { ctx, row }
  }
  const resolveWith = async (
    decide: typeof retryTransaction,
    companyId: string,
    id: string,
    record: RecordDecision = async () => {},
  ) => {
    const { ctx, row } = await contextOf(companyId, id)
    const resolution = await decide(ctx, row, record)
    loops.get(row.chain)?.wake()
    return resolution
  }

  return {
    async drive(companyId, id) {
      const { ctx, row } = await contextOf(companyId, id)
      return drive(ctx, row)
    },
    retry: (companyId, id, record) => resolveWith(retryTransaction, companyId, id, record),
    cancel: (companyId, id, record) => resolveWith(cancelTransaction, companyId, id, record),
    wake: (chain) => loops.get(chain)?.wake(),
    start() {
      for (const [name, ctx] of contexts) loops.set(name, startSenderLoop(deps, ctx))
      return [...loops.values()]
    },
  }
}

function createContext(deps: SenderDeps, chain: EvmChain): SenderContext {
  const { db, vault, clock, log, onSettled, checkpoint = async () => {} } = deps
  return { db, chain, vault, clock, log, onSettled, checkpoint }
}

async function drive(ctx: SenderContext, row: TransactionRow): Promise<SendState> {
  // Found SENT it may never have reached a node: the process that stored it died, and this is its caller's retry.
  if (row.state === 'SENT') {
    const newest = (await loadAttempts(ctx.db, row)).at(-1)
    if (newest !== undefined) await broadcast(ctx, newest)
  } else {
    await advance(ctx, row)
  }
  const { hash, state } = (await loadTransaction(ctx.db, row)) ?? row
  return { hash, state }
}

function startSenderLoop(deps: SenderDeps, ctx: SenderContext): Loop {
  const { name, pollMs } = ctx.chain.config
  const progress: Progress = new Map()
  return startLoop({
    name: `sender ${name}`,
    everyMs: pollMs,
    log: deps.log,
    async run() {
      if (!(await deps.node.leads(`sender ${name}`))) return false
      const advanced = await advanceDue(ctx)
      const watched = await watch(ctx, progress)
      return advanced || watched
    },
  })
}

async function advanceDue(ctx: SenderContext): Promise<boolean> {
  const leaveMs = ctx.chain.config.pollMs * CLAIM_POLLS
  const rows = await claimDue(ctx, { states: ['QUEUED', 'NUMBERED'], limit: BATCH_MAX, leaveMs })
  const rest = rows.sort((a, b) => (a.id < b.id ? -1 : 1))[Symbol.iterator]()
  await Promise.all(
    Array.from({ length: CONCURRENCY }, async () => {
      for (const row of rest) await advance(ctx, row)
    }),
  )
  return rows.length === BATCH_MAX
}
