import { sql } from 'kysely'
import type { EvmChain } from '../chains/evm/client.ts'
import type { ChainName, Token } from '../chains/types.ts'
import type { Clock } from '../kernel/clock.ts'
import { type Database, inTransaction, type Reader } from '../kernel/database.ts'
import type { Logger } from '../kernel/log.ts'
import { type Loop, startLoop } from '../kernel/loop.ts'
import { decimalToUnits, readDecimal } from '../kernel/money.ts'
import type { Node } from '../kernel/node.ts'
import { queueSweeperDeployment, sweeperState } from './sweep-deploy.ts'
import { findSweepable, queueSweeps, type Sweepable, type SweepDestination } from './sweep-queue.ts'
import { type SweepRule, scheduleIsDue } from './sweep-rule.ts'

/** What a product tells of one of its holding wallets, so that its deposit addresses can be swept. */
export interface SweepTarget extends SweepDestination {
  readonly rule: SweepRule
  /** SCHEDULE: the last due time that was served. */
  readonly sweptAt: Date
}

export interface SweepLoopDeps {
  readonly db: Database
  readonly chain: EvmChain
  readonly node: Node
  readonly clock: Clock
  readonly log: Logger
  /** The holding wallets with deposits waiting, of the companies given. */
  readonly targets: (
    reader: Reader,
    chain: ChainName,
    companyIds: readonly string[],
  ) => Promise<SweepTarget[]>
  /** SCHEDULE: the due time was served. */
  readonly served: (target: SweepTarget, at: Date) => Promise<void>
  readonly findToken: (companyId: string, chain: ChainName, address: string) => Promise<Token | null>
  /** A sweep was queued. */
  readonly wakeSender: () => void
}

/** Queues what the rules say is to be swept, company by company. */
export function startSweepLoop(deps: SweepLoopDeps): Loop {
  const { config } = deps.chain
  const run = async () => {
    if (await deps.node.leads(`sweep:${config.name}`)) await sweepByRule(deps)
    return false
  }
  return startLoop({ name: `sweep:${config.name}`, everyMs: config.pollMs, log: deps.log, run })
}

export async function sweepByRule(deps: SweepLoopDeps): Promise<void> {
  const { name } = deps.chain.config
  const companyIds = await companiesWithUnswept(deps.db, name)
  if (companyIds.length === 0) return
  let queued = 0
  for (const target of await deps.targets(deps.db, name, companyIds))
    queued += await sweepTarget(deps, target)
  if (queued > 0) deps.wakeSender()
}

async function companiesWithUnswept(db: Database, chain: ChainName): Promise<string[]> {
  const { rows } = await sql<{ company_id: string }>`
    SELECT DISTINCT company_id FROM deposits
    WHERE chain = ${chain} AND booked AND sweep_block_number IS NULL AND NOT orphaned`.execute(db)
  return rows.map((row) => row.company_id)
}

/** @returns how many wallets were queued. */
async function sweepTarget(deps: SweepLoopDeps, target: SweepTarget): Promise<number> {
  const now = deps.clock.now()
  if (target.rule.mode === 'MANUAL') return 0
  if (target.rule.mode === 'SCHEDULE' && !scheduleIsDue(target.rule.cron, target.sweptAt, now)) return 0
  const state = await sweeperState(deps.db, deps.chain, target)
  if (state === 'UNDER_WAY') return 0
  if (state === 'MISSING') {
    await inTransaction(deps.db, (tx) => queueSweeperDeployment(tx, target, now))
    deps.wakeSender()
    return 0
  }
  const found = await findSweepable(deps.db, {
    companyId: target.companyId,
    chain: target.chain,
    walletId: null,
    forced: false,
  })
  const due: Sweepable[] = []
  for (const sweepable of found) if (await isDue(deps, target.rule, sweepable)) due.push(sweepable)
  const queued =
    due.length === 0 ? [] : await inTransaction(deps.db, (tx) => queueSweeps(tx, target, due, now))
  if (target.rule.mode === 'SCHEDULE') await deps.served(target, now)
  return queued.length
}

async function isDue(deps: SweepLoopDeps, rule: SweepRule, sweepable: Sweepable): Promise<boolean> {
  switch (rule.mode) {
    case 'IMMEDIATE':
      return sweepable.credited
    case 'SCHEDULE':
      return true
    case 'MANUAL':
      return false
    case 'THRESHOLD': {
      const token = await deps.findToken(sweepable.companyId, deps.chain.config.name, sweepable.tokenAddress)
      const amount = readDecimal(rule.amount)
      if (token === null || amount.kind !== 'decimal') return false
      const threshold = decimalToUnits(amount.value, token.decimals)
      return threshold !== null && sweepable.amount >= threshold
    }
  }
}
