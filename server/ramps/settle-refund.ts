import { sql } from 'kysely'
import { assetId } from '../chains/types.ts'
import { inTransaction, type Reader } from '../kernel/database.ts'
import { book } from '../ledger/book.ts'
import { equity } from '../wallets/balances.ts'
import { takeArrival } from './arrivals.ts'
import type { RampDeps } from './deps.ts'
import { owes } from './differences/difference.ts'
import { lockRamp, type RampKey } from './ramp.ts'
import { refundTransfer } from './ramp-money.ts'

const BATCH_MAX = 100

/** Off-ramps whose tokens have come back, in a transaction that the partner names and that is final in our own books. */
export async function findRefunded(reader: Reader): Promise<readonly RampKey[]> {
  const { rows } = await sql<RampKey>`
    SELECT r.company_id AS "companyId", r.id FROM ramps r
    WHERE r.given_back AND r.tokens <> 'BACK' AND r.refund_hash IS NOT NULL AND r.refunded < r.origin_amount
      AND EXISTS (SELECT FROM holding_receipts h
        WHERE h.company_id = r.company_id AND h.tx_hash = r.refund_hash AND h.final AND NOT h.is_sweep
          AND NOT EXISTS (SELECT FROM ramp_receipts t WHERE t.company_id = h.company_id AND t.receipt_id = h.id))
    ORDER BY r.id LIMIT ${BATCH_MAX}`.execute(reader)
  return rows
}

/** What came back was booked as the company's own: it settles what the partner owed, and no more than that. */
export async function settleRefund(deps: RampDeps, key: RampKey): Promise<boolean> {
  return inTransaction(deps.db, async (tx) => {
    const locked = await lockRamp(tx, key)
    const { ramp } = locked
    if (!owes(ramp) || ramp.refund_hash === null || ramp.origin_amount === null) return false
    const at = deps.clock.now()
    const open = ramp.origin_amount - ramp.refunded
    const arrival = await takeArrival(tx, locked, { hash: ramp.refund_hash, expected: open, at })
    if (arrival === null) return false
    const isMore = arrival.amount > open
    const units = isMore ? open : arrival.amount
    const { company_id: companyId, id: rampId } = ramp
    const owner = equity(companyId, assetId(ramp.chain, ramp.token_address))
    const booking = await book(
      tx,
      companyId,
      [refundTransfer({ companyId, rampId, owner, units }, arrival.id)],
      at,
    )
    if (!booking.booked) throw new Error(`The refund of ramp ${rampId} was not booked: ${booking.problem}`)
    await tx
      .updateTable('ramps')
      .set({ refunded: ramp.refunded + units, look_at: new Date(), updated_at: at })
      .where('company_id', '=', companyId)
      .where('id', '=', rampId)
      .execute()
    return true
  })
}
