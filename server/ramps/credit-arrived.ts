import { sql } from 'kysely'
import { inTransaction, type Reader, type Tx } from '../kernel/database.ts'
import { roundDown } from '../kernel/money.ts'
import { takeArrival } from './arrivals.ts'
import type { RampDeps } from './deps.ts'
import { exactly } from './quote.ts'
import { lockRamp, type RampKey, standingOf } from './ramp.ts'
import { recordStep } from './record-step.ts'
import { advance } from './transition.ts'

const BATCH_MAX = 100

/** On-ramps that the partner has paid, by its word, in a transaction that is final in our own books. */
export async function findArrived(reader: Reader): Promise<readonly RampKey[]> {
  const { rows } = await sql<RampKey>`
    SELECT r.company_id AS "companyId", r.id FROM ramps r
    WHERE r.type = 'RAMP_ON' AND r.credited_at IS NULL AND r.payout_hash IS NOT NULL AND r.partner_state = 'payment_processed'
      AND EXISTS (SELECT FROM holding_receipts h
        WHERE h.company_id = r.company_id AND h.tx_hash = r.payout_hash AND h.final AND NOT h.is_sweep
          AND NOT EXISTS (SELECT FROM ramp_receipts t WHERE t.company_id = h.company_id AND t.receipt_id = h.id))
    ORDER BY r.id LIMIT ${BATCH_MAX}`.execute(reader)
  return rows
}

/** Credits exactly what arrived: EQUITY, as which the receipt was booked, becomes the wallet's. One receipt for one ramp. */
export async function creditArrived(deps: RampDeps, key: RampKey): Promise<boolean> {
  return inTransaction(deps.db, async (tx) => {
    const locked = await lockRamp(tx, key)
    const { ramp } = locked
    if (ramp.credited_at !== null || ramp.partner_state !== 'payment_processed' || ramp.payout_hash === null)
      return false
    const at = deps.clock.now()
    const expected = await unitsOf(tx, deps, ramp)
    const arrival = await takeArrival(tx, locked, { hash: ramp.payout_hash, expected, at })
    if (arrival === null) return false
    // What arrived is compared with the partner's amount at the next look.
    const columns = { final_amount: arrival.amount, look_at: new Date() }
    await recordStep(tx, deps, locked, advance(standingOf(ramp), { kind: 'ARRIVED' }), { at, columns })
    return true
  })
}

async function unitsOf(
  tx: Tx,
  { tokens }: Pick<RampDeps, 'tokens'>,
  ramp: { company_id: string; chain: string; token_address: string; partner_final: string | null },
): Promise<bigint | null> {
  if (ramp.partner_final === null) return null
  const token = await tokens.findEver(tx, ramp.company_id, ramp.chain, ramp.token_address)
  return token === null ? null : roundDown(exactly(ramp.partner_final), token.decimals)
}
