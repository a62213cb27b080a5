import type { CardsConfig } from '../../kernel/config-cards.ts'
import type { Tx } from '../../kernel/database.ts'
import { isTakenBack } from '../authorization/precedents.ts'
import type { CardMessage } from '../message.ts'
import { lockPurchase } from './find-purchase.ts'
import { awaitsApproval, enterJoinedApproval } from './join-approval.ts'
import type { Entry } from './movement.ts'
import { billedIn } from './new-purchase.ts'
import { Posting } from './posting.ts'
import type { PurchaseRow } from './purchase-row.ts'
import { isHeld, releaseHold } from './release-hold.ts'

/** Our approval was too late for the network. */
export const TOO_LATE: Pick<Entry, 'webhook'> = { webhook: { type: 'reversal', reason: 'issuer_timeout' } }

/**
 * Gives back what an approval holds that ended after the network had stopped waiting (contract, cards §6): all of a purchase, of an
 * increment what it added.
 */
export async function releaseLateApproval(
  tx: Tx,
  m: CardMessage,
  transactionId: string,
  config: CardsConfig,
  now: Date,
): Promise<void> {
  const posting = await Posting.open(tx, m, config, now)
  const row = await lockPurchase(tx, m, transactionId)
  if (row === null || !isHeld(row)) return
  // The network was told by another message that the purchase is approved, and may clear it.
  if (row.heard && m.message.type !== 'incremental') return
  const added = m.message.type === 'incremental' ? billedIn(row, m.message) : null
  await releaseHold(posting, row, added, TOO_LATE)
  if (added === null) await noteUnheard(tx, row)
  await posting.write()
}

/** The network hears of the approval by another message than its own. */
export async function noteHeard(tx: Tx, row: PurchaseRow): Promise<void> {
  if (row.heard) return
  await tx
    .updateTable('card_transactions')
    .set({ heard: true })
    .where('company_id', '=', row.company_id)
    .where('card_id', '=', row.card_id)
    .where('id', '=', row.id)
    .execute()
}

/** The network did not hear of the approval: when it approves in our place, it does so anew. */
async function noteUnheard(tx: Tx, row: PurchaseRow): Promise<void> {
  await tx
    .updateTable('card_transactions')
    .set({ decline_code: 'C010' })
    .where('company_id', '=', row.company_id)
    .where('card_id', '=', row.card_id)
    .where('id', '=', row.id)
    .execute()
}

/** Our approval was too late, it is given back, and nothing came after it. */
export function isUnheard(row: PurchaseRow): boolean {
  return row.state === 'CLOSED' && row.decline_code === 'C010' && row.clearings === 0
}

/**
 * An authorization under the reference of a purchase that was settled before it, or approved in our place: approved, and nothing
 * more is held (contract, cards §7).
 * @returns the id of its event; null when there is nothing to join any more
 */
export async function joinKnownPurchase(
  tx: Tx,
  m: CardMessage,
  transactionId: string,
  config: CardsConfig,
  now: Date,
): Promise<string | null> {
  const posting = await Posting.open(tx, m, config, now)
  const row = await lockPurchase(tx, m, transactionId)
  if (row === null) return null
  if (!awaitsApproval(row)) {
    if (isTakenBack(row)) return null
    await noteHeard(tx, row)
    return row.decided_event_id
  }
  const eventId = await enterJoinedApproval(posting, row, m)
  await posting.write()
  return eventId
}
