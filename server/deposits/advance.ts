import { sql } from 'kysely'
import type { Chain } from '../chains/chain.ts'
import { readCursor } from '../chains/cursor.ts'
import type { ChainName } from '../chains/types.ts'
import { type Database, inRetriedTransaction, type Tx } from '../kernel/database.ts'
import { confirmDeposits } from './confirm.ts'
import { finalize } from './finalize.ts'
import { bookReceipts, takeBackReceipts } from './receipts.ts'
import { revertDeposits } from './revert.ts'
import type { AdvanceAt, AdvanceDeps } from './step.ts'

/**
 * One small transaction each, so that none books twice (lock order). Found by state alone: whatever was not done when a process
 * died is found again. A step gives back how many rows it moved; above zero there may be more.
 */
const STEPS = {
  REVERT: revertDeposits,
  TAKE_BACK: takeBackReceipts,
  RECEIVE: bookReceipts,
  CONFIRM: confirmDeposits,
  FINALIZE: finalize,
} satisfies Record<string, (tx: Tx, deps: AdvanceDeps, at: AdvanceAt) => Promise<number>>

const ORDER = Object.keys(STEPS) as (keyof typeof STEPS)[]
const ROUNDS_MAX = 20
const ADVANCE_LOCK_CLASS = 4_870_294

/** Moves every deposit and receipt of a chain as far as its confirmations allow. @returns whether there may be more to do now. */
export async function advanceChain(deps: AdvanceDeps, chain: Chain): Promise<boolean> {
  const { name, creditConfirmations, finalConfirmations } = chain.config
  const cursor = await readCursor(deps.db, name)
  if (cursor === null) return false
  const confirmed = (confirmations: number) => cursor.number - BigInt(confirmations) + 1n
  const isReadTwice = cursor.finalNumber < confirmed(finalConfirmations)
  const heights = {
    creditable: confirmed(creditConfirmations),
    final: isReadTwice ? cursor.finalNumber : confirmed(finalConfirmations),
  }
  let moved = 0
  for (const [companyId, steps] of await findWork(deps.db, name, heights)) {
    const { takes } = chain.sweeping
    const at = { companyId, chain: name, takes, ...heights, now: deps.clock.now() }
    for (const step of ORDER.filter((one) => steps.has(one))) moved += await runStep(deps, step, at)
  }
  return moved > 0
}

/** A company whose step fails does not hold up the others; it is found again on the next round. */
async function runStep(deps: AdvanceDeps, step: keyof typeof STEPS, at: AdvanceAt): Promise<number> {
  let total = 0
  try {
    for (let round = 0; round < ROUNDS_MAX; round += 1) {
      const moved = await inRetriedTransaction(deps.db, async (tx) =>
        (await lockCompany(tx, at)) ? STEPS[step](tx, deps, at) : 0,
      )
      total += moved
      if (moved === 0) break
    }
  } catch (error) {
    deps.log.error(
      { err: error, company: at.companyId, chain: at.chain, step },
      'deposits stand still; they will be tried again',
    )
  }
  return total
}

/** One node at a time adds up a company's small deposits. The others need not wait: the work is found by state. */
async function lockCompany(tx: Tx, at: AdvanceAt): Promise<boolean> {
  const { rows } = await sql<{ ok: boolean }>`
    SELECT pg_try_advisory_xact_lock(${ADVANCE_LOCK_CLASS}, hashtext(${`${at.companyId}:${at.chain}`})) AS ok`.execute(
    tx,
  )
  return rows[0]?.ok === true
}

async function findWork(
  db: Database,
  chain: ChainName,
  heights: { creditable: bigint; final: bigint },
): Promise<Map<string, ReadonlySet<keyof typeof STEPS>>> {
  const { rows } = await sql<{ company_id: string; step: keyof typeof STEPS }>`
    SELECT company_id, 'REVERT' AS step FROM deposits
      WHERE chain = ${chain} AND orphaned AND status <> 'REVERTED'
    UNION SELECT company_id, 'TAKE_BACK' FROM holding_receipts
      WHERE chain = ${chain} AND orphaned AND booked
    UNION SELECT company_id, 'CONFIRM' FROM deposits
      WHERE chain = ${chain} AND status IN ('DETECTED', 'UNATTRIBUTED') AND NOT booked AND NOT orphaned
        AND NOT disputed AND block_number <= ${heights.creditable}
    UNION SELECT company_id, 'RECEIVE' FROM holding_receipts
      WHERE chain = ${chain} AND NOT final AND NOT orphaned AND NOT booked AND NOT disputed
        AND block_number <= ${heights.creditable}
    UNION SELECT company_id, 'FINALIZE' FROM holding_receipts
      WHERE chain = ${chain} AND NOT final AND NOT orphaned AND booked AND NOT disputed AND block_number <= ${heights.final}
    UNION SELECT company_id, 'FINALIZE' FROM deposits
      WHERE chain = ${chain} AND status = 'CONFIRMED' AND NOT orphaned AND NOT disputed
        AND sweep_block_number <= ${heights.final}
    ORDER BY company_id`.execute(db)
  const work = new Map<string, Set<keyof typeof STEPS>>()
  for (const { company_id, step } of rows) work.set(company_id, (work.get(company_id) ?? new Set()).add(step))
  return work
}
