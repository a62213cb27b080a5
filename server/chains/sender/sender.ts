import type { Vault } from '../../custody/vault.ts'
import type { Clock } from '../../kernel/clock.ts'
import type { Database } from '../../kernel/database.ts'
import { createGates } from '../../kernel/gates.ts'
import { inParallel } from '../../kernel/in-parallel.ts'
import type { Logger } from '../../kernel/log.ts'
import { type Loop, startLoop } from '../../kernel/loop.ts'
import type { Node } from '../../kernel/node.ts'
import type { Chain } from '../chain.ts'
import { isEvmChain } from '../evm/client.ts'
import { createTronSender } from '../tron/sender/tron-sender.ts'
import { isTronChain } from '../tron/tron-chain.ts'
import type { ChainName, ChainTransactionState } from '../types.ts'
import type { ChainSender } from './chain-sender.ts'
import { claimUnsent } from './claim-unsent.ts'
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
  /** It waits for others of its address to be mined, and goes out with the loop. */
  readonly inLine: boolean
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
  const loops = new Map<ChainName, Loop[]>()
  // Callers of one company may be hundreds, who would all ask the node and wait for the lock of one address at once.
  const drives = createGates(CONCURRENCY)
  const wake = (chain: ChainName) => {
    for (const loop of loops.get(chain) ?? []) loop.wake()
  }
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
      wake(row.chain)
      return resolution
    }

  return {
    async drive(companyId, id) {
      const { sender, row } = await lineOf(companyId, id)
      const load = async () => (await loadTransaction(deps.db, row)) ?? row
      // Looked at anew in its turn: the loop may have sent it meanwhile.
      const inLine = await drives.run(`${row.chain} ${companyId}`, async () => sender.advance(await load()))
      const { hash, state } = await load()
      return { hash, state, inLine: inLine && state === 'QUEUED' }
    },
    retry: resolveWith('retry'),
    cancel: resolveWith('cancel'),
    wake,
    start() {
      for (const [name, line] of lines) loops.set(name, startLoops(deps, line))
      return [...loops.values()].flat()
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

/** Two of them, so that what is to be sent does not wait for the ends of what was sent to be booked. */
function startLoops(deps: SenderDeps, { ctx, sender }: Line): Loop[] {
  const { name, pollMs } = ctx.chain.config
  const step = (what: string, run: () => Promise<boolean>) =>
    startLoop({
      name: `${what} ${name}`,
      everyMs: pollMs,
      log: deps.log,
      run: async () => (await deps.node.leads(`sender ${name}`)) && run(),
    })
  return [step('sender', () => advanceDue(ctx, sender)), step('sender watch', () => sender.watch())]
}

async function advanceDue(ctx: SenderContext<Chain>, sender: ChainSender): Promise<boolean> {
  const leaveMs = ctx.chain.config.pollMs * CLAIM_POLLS
  const { inFlightMax } = sender
  const rows = await claimUnsent(ctx, { inFlightMax, limit: BATCH_MAX, leaveMs })
  rows.sort((a, b) => (a.id < b.id ? -1 : 1))
  await inParallel(rows, CONCURRENCY, async (row) => void (await sender.advance(row)))
  return rows.length === BATCH_MAX
}
