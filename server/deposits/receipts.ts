import { type Selectable, sql } from 'kysely'
import type { Tx } from '../kernel/database.ts'
import type { NewTransfer } from '../ledger/types.ts'
import type { Schema } from '../migrations/schema.ts'
import { productOf } from './arrival.ts'
import { backFromCompany, bookFacts, companyMove, toCompany } from './ledger-moves.ts'
import { matchSweeps, unmatchSweeps } from './match-sweeps.ts'
import type { AdvanceAt, AdvanceDeps } from './step.ts'
import type { DepositBooks } from './types.ts'

type Receipt = Selectable<Schema['holding_receipts']>

const RECEIPTS_PER_STEP_MAX = 500

/** Tokens that reached a holding wallet: from our deposit addresses (a sweep), or from outside (the company's own share). */
export async function bookReceipts(tx: Tx, deps: AdvanceDeps, at: AdvanceAt): Promise<number> {
  const receipts = await tx
    .selectFrom('holding_receipts')
    .selectAll()
    .where('company_id', '=', at.companyId)
    .where('chain', '=', at.chain)
    .where('booked', '=', false)
    .where('final', '=', false) // as none is that is not booked: names the index of those under way
    .where('orphaned', '=', false)
    .where('disputed', '=', false)
    .where('block_number', '<=', at.creditable)
    .orderBy('id')
    .limit(RECEIPTS_PER_STEP_MAX)
    .forUpdate()
    .execute()
  await setBooked(tx, at, receipts, true)
  await bookFacts(
    tx,
    at.companyId,
    receipts.flatMap((receipt) => moveOf(receipt, booksOf(deps, receipt))),
    at.now,
  )
  await matchSweeps(tx, at, receipts.filter((receipt) => receipt.is_sweep).map(placeOf))
  return receipts.length
}

/** Receipts whose block left the chain. The tokens may have been paid out meanwhile: the ledger tells the truth below zero. */
export async function takeBackReceipts(tx: Tx, deps: AdvanceDeps, at: AdvanceAt): Promise<number> {
  const receipts = await tx
    .selectFrom('holding_receipts')
    .selectAll()
    .where('company_id', '=', at.companyId)
    .where('chain', '=', at.chain)
    .where('booked', '=', true)
    .where('orphaned', '=', true)
    .orderBy('id')
    .limit(RECEIPTS_PER_STEP_MAX)
    .forUpdate()
    .execute()
  await setBooked(tx, at, receipts, false)
  await bookFacts(
    tx,
    at.companyId,
    receipts.flatMap((receipt) => oppositeOf(receipt, booksOf(deps, receipt))),
    at.now,
  )
  const sweeps = receipts.filter((receipt) => receipt.is_sweep)
  await unmatchSweeps(tx, at, sweeps)
  await matchSweeps(tx, at, sweeps.map(placeOf))
  return receipts.length
}

const placeOf = (sweep: Receipt) => ({ address: sweep.from_address, token_address: sweep.token_address })

function booksOf(deps: AdvanceDeps, { product }: Receipt): DepositBooks {
  return productOf(deps.products, product).books
}

function moveOf(receipt: Receipt, books: DepositBooks): NewTransfer[] {
  if (!receipt.is_sweep) return toCompany(receipt, books, { from: books.holding, reason: 'holding_receipt' })
  return [companyMove(receipt, { debit: books.holding, credit: books.unswept, reason: 'sweep' })]
}

function oppositeOf(receipt: Receipt, books: DepositBooks): NewTransfer[] {
  if (!receipt.is_sweep)
    return backFromCompany(receipt, books, { to: books.holding, reason: 'holding_receipt_reverted' })
  return [
    companyMove(receipt, {
      debit: books.unswept,
      credit: books.holding,
      reason: 'sweep_reverted',
      overdraw: true,
    }),
  ]
}

async function setBooked(
  tx: Tx,
  at: AdvanceAt,
  receipts: readonly Receipt[],
  booked: boolean,
): Promise<void> {
  if (receipts.length === 0) return
  await sql`UPDATE holding_receipts SET booked = ${booked}
    WHERE company_id = ${at.companyId} AND id = ANY(${receipts.map(({ id }) => id)}::uuid[])`.execute(tx)
}
