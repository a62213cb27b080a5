import { sql } from 'kysely'
import type { Chain, SweepDestination } from '../chains/chain.ts'
import { NodeUnavailable } from '../chains/node-errors.ts'
import type { ChainName, Token } from '../chains/types.ts'
import type { Clock } from '../kernel/clock.ts'
import { type Database, inTransaction, type Reader } from '../kernel/database.ts'
import type { Logger } from '../kernel/log.ts'
import { type Loop, startLoop } from '../kernel/loop.ts'
import { readDecimal } from '../kernel/money.ts'
import type { Node } from '../kernel/node.ts'
import {
  findSweepable,
  queueSweeps,
  SWEEPABLES_PER_PAGE,
  type SweepDue,
  unsweptTokens,
} from './sweep-queue.ts'
import { type SweepRule, scheduleIsDue } from './sweep-rule.ts'

/** What a product tells of one of its holding wallets, so that its deposit addresses can be swept. */
export interface SweepTarget extends SweepDestination {
  readonly rule: SweepRule
  /** SCHEDULE: the last due time that was served. */
  readonly sweptAt: Date
}

export interface SweepProduct {
  /** The holding wallets with deposits waiting, of the companies given. */
  targets(reader: Reader, chain: ChainName, companyIds: readonly string[]): Promise<SweepTarget[]>
  /** SCHEDULE: the due time was served. */
  served?(target: SweepTarget, at: Date): Promise<void>
}

export interface SweepLoopDeps {
  readonly db: Database
  readonly chain: Chain
  readonly node: Node
  readonly clock: Clock
  readonly log: Logger
  /** By the product name of the address directory. */
  readonly products: ReadonlyMap<string, SweepProduct>
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
  const waiting = await companiesWithUnswept(deps.db, name)
  let queued = 0
  for (const [product, companies] of waiting) {
    const companyIds = companies.map(({ company_id }) => company_id)
    const targets = await deps.products.get(product)?.targets(deps.db, name, companyIds)
    for (const target of targets ?? []) queued += await tryTarget(deps, target)
  }
  if (queued > 0) deps.wakeSender()
}

/** One company that cannot be swept does not hold up the others; a node that is away is everybody's trouble. */
async function tryTarget(deps: SweepLoopDeps, target: SweepTarget): Promise<number> {
  try {
    return await sweepTarget(deps, target)
  } catch (error) {
    if (error instanceof NodeUnavailable) throw error
    const { companyId: company, chain } = target
    deps.log.error({ err: error, company, chain }, 'a company is not swept; it will be tried again')
    return 0
  }
}

/** Asked company by company, so that a million deposits which nobody sweeps are not read at every look. */
async function companiesWithUnswept(
  db: Database,
  chain: ChainName,
): Promise<Map<string, { company_id: string }[]>> {
  const { rows } = await sql<{ product: string; company_id: string }>`
    SELECT product, company_id FROM (
      SELECT DISTINCT product, company_id FROM address_directory WHERE chain = ${chain} AND kind = 'HOLDING'
    ) company
    WHERE EXISTS (
      SELECT FROM deposits d
      WHERE d.company_id = company.company_id AND d.product = company.product AND d.chain = ${chain}
        AND d.booked AND d.sweep_block_number IS NULL AND NOT d.orphaned)`.execute(db)
  return Map.groupBy(rows, ({ product }) => product)
}

/** @returns how many wallets were queued. */
async function sweepTarget(deps: SweepLoopDeps, target: SweepTarget): Promise<number> {
  const now = deps.clock.now()
  if (target.rule.mode === 'MANUAL') return 0
  if (target.rule.mode === 'SCHEDULE' && !scheduleIsDue(target.rule.cron, target.sweptAt, now)) return 0
  const { sweeping } = deps.chain
  const state = await sweeping.readiness(deps.db, target)
  if (state === 'UNDER_WAY') return 0
  if (state === 'MISSING') {
    await inTransaction(deps.db, (tx) => sweeping.prepare(tx, target, now))
    deps.wakeSender()
    return 0
  }
  const due = await whatIsDue(deps, target)
  const queued = due === null ? 0 : await queueAll(deps, target, due, now)
  if (target.rule.mode === 'SCHEDULE') await deps.products.get(target.product)?.served?.(target, now)
  return queued
}

/** Page by page, each in a commit of its own. @returns how many wallets were queued. */
async function queueAll(deps: SweepLoopDeps, to: SweepTarget, due: SweepDue, now: Date): Promise<number> {
  const { companyId, product, chain } = to
  const asked = { companyId, product, chain, walletId: null, due, forced: false, now }
  for (let total = 0; ; ) {
    const found = await findSweepable(deps.db, asked)
    const queued = await inTransaction(deps.db, (tx) => queueSweeps(tx, deps.chain, to, found, now))
    total += queued.length
    if (found.length < SWEEPABLES_PER_PAGE || queued.length === 0) return total
  }
}

/** Null: nothing. */
async function whatIsDue(deps: SweepLoopDeps, target: SweepTarget): Promise<SweepDue | null> {
  const { companyId, chain, rule } = target
  switch (rule.mode) {
    case 'IMMEDIATE':
      return 'CREDITED'
    case 'SCHEDULE':
      return 'ALL'
    case 'MANUAL':
      return null
    case 'THRESHOLD': {
      const atLeast = new Map<string, bigint>()
      for (const address of await unsweptTokens(deps.db, target)) {
        const token = await deps.findToken(companyId, chain, address)
        const units = token === null ? null : thresholdUnits(rule.amount, token)
        if (units !== null) atLeast.set(address, units)
      }
      return { atLeast }
    }
  }
}

/** Rounded up: a token with few decimals cannot hold exactly what a rule with more of them says. */
export function thresholdUnits(amount: string, { decimals }: Pick<Token, 'decimals'>): bigint | null {
  const read = readDecimal(amount)
  if (read.kind !== 'decimal') return null
  const { digits, scale } = read.value
  const divisor = 10n ** BigInt(scale)
  return (digits * 10n ** BigInt(decimals) + divisor - 1n) / divisor
}
