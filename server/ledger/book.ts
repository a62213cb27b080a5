import { strict as assert } from 'node:assert'
import type { Tx } from '../kernel/database.ts'
import { inSpan } from '../kernel/trace.ts'
import { draftBatch } from './draft.ts'
import { evaluate } from './evaluate.ts'
import { lockForBooking } from './lock.ts'
import { readFacts } from './read-facts.ts'
import type { Booking, NewTransfer } from './types.ts'
import { writeEffects } from './write-effects.ts'

/**
 * The one door to money: books a batch of transfers of one company, all or nothing.
 *
 * - A transfer whose id is booked already with the same content counts as done. A batch may mix such with new
 *   ones; only the new ones are booked. `replayed` says that there was no new one.
 * - Transfers are decided in their order, each over what the ones before it leave (evaluate.ts).
 * - Accounts are locked until the caller's transaction ends. Book once per transaction and company; who must
 *   book twice calls `lockAccounts` for all accounts first, and who books for several companies takes them in
 *   the order of their ids.
 * - A refused batch writes nothing but zero rows for accounts that did not exist.
 *
 * Three statements, four with captures or releases, two more when accounts are new.
 * @param now business time, stored as `created_at`
 * @throws on input that no caller may send (draft.ts), and when rows and decision disagree: roll back
 */
export async function book(
  tx: Tx,
  companyId: string,
  transfers: readonly NewTransfer[],
  now: Date,
): Promise<Booking> {
  if (transfers.length === 0) return { booked: true, replayed: true }
  const attributes = { 'holdfast.transfers': transfers.length }
  return inSpan('ledger.book', attributes, () => bookAll(tx, companyId, transfers, now))
}

async function bookAll(
  tx: Tx,
  companyId: string,
  transfers: readonly NewTransfer[],
  now: Date,
): Promise<Booking> {
  const batch = draftBatch(companyId, transfers)
  const accounts = await lockForBooking(tx, companyId, batch.accounts, batch.holdIds)
  const decision = evaluate(batch.drafts, await readFacts(tx, companyId, batch, accounts))
  if (!decision.ok) return { booked: false, ...decision.problem }
  if (decision.effects.transfers.length === 0) return { booked: true, replayed: true }
  if (await writeEffects(tx, companyId, decision.effects, now)) return { booked: true, replayed: false }

  // An id of ours was booked meanwhile. With the same content it would share our accounts, and the locks would have
  // shown it to us; so it differs, and looking again says in what.
  const second = evaluate(batch.drafts, await readFacts(tx, companyId, batch, accounts))
  assert(!second.ok, 'a transfer id that was taken meanwhile has another content')
  return { booked: false, ...second.problem }
}
