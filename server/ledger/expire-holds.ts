import { strict as assert } from 'node:assert'
import type { Tx } from '../kernel/database.ts'
import { derivedId } from '../kernel/ids.ts'
import { book } from './book.ts'
import { lockForBooking } from './lock.ts'

/**
 * Releases what remains of at most `limit` holds of a company that expired by `now` (business time). The
 * product that opened them drives it, so that what it tells its client commits together with the release. Until
 * then a hold may still be captured.
 * @returns the holds that this call released
 */
export async function expireHolds(
  tx: Tx,
  companyId: string,
  now: Date,
  limit: number,
): Promise<readonly string[]> {
  const candidates = await tx
    .selectFrom('ledger_holds')
    .select('id')
    .where('company_id', '=', companyId)
    .where('remaining', '>', 0n)
    .where('expires_at', '<=', now)
    .orderBy('expires_at')
    .limit(limit)
    .execute()
  const holdIds = candidates.map((row) => row.id)
  if (holdIds.length === 0) return []
  await lockForBooking(tx, companyId, new Map(), holdIds)
  const open = await readOpen(tx, companyId, holdIds)
  const booking = await book(
    tx,
    companyId,
    open.map((hold) => ({
      type: 'RELEASE',
      id: derivedId('hold expiry', hold.id), // follows from the hold: it expires once
      holdId: hold.id,
      amount: hold.remaining,
      reason: 'expiry',
      subjectId: hold.subject_id,
    })),
    now,
  )
  assert(booking.booked, 'what remains of a locked hold can be released')
  return open.map((hold) => hold.id)
}

/** Read under the locks: what remains now, after the captures that we waited for. */
function readOpen(tx: Tx, companyId: string, holdIds: readonly string[]) {
  return tx
    .selectFrom('ledger_holds as hold')
    .innerJoin('ledger_transfers as transfer', (join) =>
      join.onRef('transfer.company_id', '=', 'hold.company_id').onRef('transfer.id', '=', 'hold.id'),
    )
    .select(['hold.id', 'hold.remaining', 'transfer.subject_id'])
    .where('hold.company_id', '=', companyId)
    .where('hold.id', 'in', holdIds)
    .where('hold.remaining', '>', 0n)
    .execute()
}
