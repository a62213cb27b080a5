import { sql } from 'kysely'
import type { Tx } from '../kernel/database.ts'
import type { LockedRamp } from './ramp.ts'

export interface Arrival {
  readonly id: string
  /** Smallest units. */
  readonly amount: bigint
}

/** Final in our own books, from outside, at the holding wallet, and serving no ramp yet. */
async function findArrivals(tx: Tx, { ramp }: LockedRamp, hash: string): Promise<readonly Arrival[]> {
  const { rows } = await sql<Arrival>`
    SELECT h.id, h.amount FROM holding_receipts h
    WHERE h.company_id = ${ramp.company_id} AND h.tx_hash = ${hash} AND h.chain = ${ramp.chain}
      AND h.product = 'virtual_wallets' AND h.token_address = ${ramp.token_address} AND NOT h.is_sweep
      AND h.final AND h.booked AND NOT h.orphaned AND NOT h.disputed
      AND NOT EXISTS (SELECT FROM ramp_receipts r WHERE r.company_id = h.company_id AND r.receipt_id = h.id)
    ORDER BY h.id`.execute(tx)
  return rows
}

/**
 * Takes one receipt of a transaction for one ramp: the one of the amount that the partner names, else the only one there is. Of several that
 * all differ none is taken: whose they are is not to be guessed. Null: there is none, or another ramp took it.
 */
export async function takeArrival(
  tx: Tx,
  locked: LockedRamp,
  { hash, expected, at }: { readonly hash: string; readonly expected: bigint | null; readonly at: Date },
): Promise<Arrival | null> {
  const arrivals = await findArrivals(tx, locked, hash)
  const right = arrivals.find(({ amount }) => amount === expected)
  const arrival = right ?? (arrivals.length === 1 ? arrivals[0] : undefined)
  if (arrival === undefined) return null
  const { company_id, id } = locked.ramp
  const taken = await tx
    .insertInto('ramp_receipts')
    .values({ company_id, receipt_id: arrival.id, ramp_id: id, amount: arrival.amount, created_at: at })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst()
  return taken.numInsertedOrUpdatedRows === 1n ? arrival : null
}
