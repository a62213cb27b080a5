import type { Vault } from '../../custody/vault.ts'
import type { Clock } from '../../kernel/clock.ts'
import type { Database } from '../../kernel/database.ts'
import type { Logger } from '../../kernel/log.ts'
import { type Loop, startLoop } from '../../kernel/loop.ts'
import type { Node } from '../../kernel/node.ts'
import type { Chain } from '../chain.ts'
import { isEvmChain } from '../evm/client.ts'
import { createTronSender } from '../tron/sender/tron-sender.ts'
import { isTronChain } from '../tron/tron-chain.ts'
import type { ChainName, ChainTransactionState } from '../types.ts'
import type { ChainSender } from './chain-sender.ts'
import { claimDue } from './claim-due.ts'
import type { Checkpoint, OnSettled, SenderContext } from './context.ts'
import { createEvmSender } from './evm-sender.ts'
import type { RecordDecision, Resolution } from './resolve.ts'
import { loadTransaction } from './transaction-row.ts'

export interface SenderDeps {
  readonly db: Database
  readonly chains: readonly Chain[]
  readonly vault: Vault
  readonly node: Node
  readonly clock: Clock
  readonly log: Logger
  /** By purpose. Purposes that move a company's money must be here. May be told MANUAL_CHECK more than once. */
  readonly onSettled: ReadonlyMap<string, OnSettled>
  /** As in SenderContext; without them nothing is queued, and nobody told. */
  readonly fuel?: SenderContext['fuel']
  readonly trouble?: SenderContext['trouble']
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

/** One chain's part: what all families share, and the family's own. */
interface Line {
  readonly ctx: SenderContext<Chain>
  readonly sender: ChainSender
}

/** Sends what is queued in chain_transactions: docs/sending.md. */
export function createSender(deps: SenderDeps): Sender {
  const lines = new Map(deps.chains.map((chain) => [chain.config.name, createLine(deps, chain)]))
  const loops = new Map<ChainName, Loop>()
  const lineOf = async (companyId: string, id: string) => {
    const row = await loadTransaction(deps.db, { company_id: companyId, id })
    const line = row === null ? undefined : lines.get(row.chain)
    if (row === null || line === undefined)
      throw new Error(`No chain transaction ${id} on a configured chain`)
    return { ...line, row }
  }
  const resolveWith =
    (decision: 'retry' | 'cancel') =>
    async (companyId: string, id: string, record: RecordDecision = async () => {}): Promise<Resolution> => {
      // A payment whose receiver is not named yet has no transaction.
      if ((await loadTransaction(deps.db, { company_id: companyId, id })) === null)
        return { resolved: false, because: 'NOT_FOUND' }
      const { sender, row } = await lineOf(companyId, id)
      const resolution = await sender[decision](row, record)
      loops.get(row.chain)?.wake()
      return resolution
    }

  return {
    async drive(companyId, id) {
      const { sender, row } = await lineOf(companyId, id)
      await sender.advance(row)
      const { hash, state } = (await loadTransaction(deps.db, row)) ?? row
      return { hash, state }
    },
    retry: resolveWith('retry'),
    cancel: resolveWith('cancel'),
    wake: (chain) => loops.get(chain)?.wake(),
    start() {
      for (const [name, line] of lines) loops.set(name, startSenderLoop(deps, line))
      return [...loops.values()]
    },
  }
}

function createLine(deps: SenderDeps, chain: Chain): Line {
  const { db, vault, clock, log, onSettled } = deps
  const nothing = async () => {}
  const { checkpoint = nothing, fuel = nothing, trouble = nothing } = deps
  const ctx = { db, chain, vault, clock, log, onSettled, checkpoint, fuel, trouble }
  if (isEvmChain(chain)) return { ctx, sender: createEvmSender({ ...ctx, chain }) }
  if (isTronChain(chain)) return { ctx, sender: createTronSender({ ...ctx, chain }) }
  throw new Error(`Nobody sends on ${chain.config.name}`)
}

function startSenderLoop(deps: SenderDeps, { ctx, sender }: Line): Loop {
  const { name, pollMs } = ctx.chain.config
  return startLoop({
    name: `sender ${name}`,
    everyMs: pollMs,
    log: deps.log,
    async run() {
      if (!(await deps.node.leads(`sender ${name}`))) return false
      const advanced = await advanceDue(ctx, sender)
      const watched = await sender.watch()
      return advanced || watched
    },
  })
}

async function advanceDue(ctx: SenderContext<Chain>, sender: ChainSender): Promise<boolean> {
  const leaveMs = ctx.chain.config.pollMs * CLAIM_POLLS
  const rows = await claimDue(ctx, { states: ['QUEUED', 'NUMBERED'], limit: BATCH_MAX, leaveMs })
  const rest = rows.sort((a, b) => (a.id < b.id ? -1 : 1))[Symbol.iterator]()
  await Promise.all(
    Array.from({ length: CONCURRENCY }, async () => {
      for (const row of rest) await sender.advance(row)
    }),
  )
  return rows.length === BATCH_MAX
}
