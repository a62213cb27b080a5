import { sql } from 'kysely'
import type { Tx } from '../kernel/database.ts'
import type { NewTransfer } from '../ledger/types.ts'
import { productOf } from './arrival.ts'
import { backFromCompany, bookFacts, companyMove, lyingOn } from './ledger-moves.ts'
import type { AdvanceAt, AdvanceDeps } from './step.ts'
import type { Deposit, DepositBooks } from './types.ts'

const DEPOSITS_PER_STEP_MAX = 500

/**
 * Takes back exactly what was booked for deposits whose block left the chain. Credited ones are the product's to take back, the
 * others ours; one booking per call, so credited and others in turns. Call until it gives 0.
 */
export async function revertDeposits(tx: Tx, deps: AdvanceDeps, at: AdvanceAt): Promise<number> {
  const orphaned = await tx
    .selectFrom('deposits')
    .selectAll()
    .where('company_id', '=', at.companyId)
    .where('chain', '=', at.chain)
    .where('orphaned', '=', true)
    .where('status', '<>', 'REVERTED')
    .orderBy('id')
    .limit(DEPOSITS_PER_STEP_MAX)
    .forUpdate()
    .execute()
  const [turn] = Map.groupBy(orphaned, (deposit) => `${deposit.credited}:${deposit.product}`)
  if (turn === undefined) return 0
  const [, own] = turn
  await bookFacts(
    tx,
    at.companyId,
    own.flatMap((deposit) => oppositeOf(deposit, productOf(deps.products, deposit.product).books)),
    at.now,
  )
  await sql`UPDATE deposits SET status = 'REVERTED', booked = false, credited = false,
      sweep_tx_hash = NULL, sweep_block_number = NULL, updated_at = ${at.now}
    WHERE company_id = ${at.companyId} AND id = ANY(${own.map(({ id }) => id)}::uuid[])`.execute(tx)
  await tellProduct(tx, deps, at, own)
  return own.length
}

/** The product is told of what it was told of before; to it UNSUPPORTED ones do not exist. */
async function tellProduct(tx: Tx, deps: AdvanceDeps, at: AdvanceAt, own: readonly Deposit[]): Promise<void> {
  const known = own.filter(({ status }) => status !== 'UNSUPPORTED')
  const [first] = known
  if (first === undefined) return
  const reverts = []
  for (const deposit of known) {
    const token = await deps.tokens.findEver(tx, at.companyId, at.chain, deposit.token_address)
    reverts.push({ deposit, token })
  }
  await productOf(deps.products, first.product).revert(tx, reverts, at.now)
}

function oppositeOf(deposit: Deposit, books: DepositBooks): NewTransfer[] {
  if (!deposit.booked || deposit.credited) return []
  const to = lyingOn(deposit, books)
  const reason = 'deposit_reverted'
  if (deposit.status === 'UNATTRIBUTED') return backFromCompany(deposit, books, { to, reason })
  return [companyMove(deposit, { debit: books.uncredited, credit: to, reason, overdraw: true })]
}
