import type { Clock } from '../../kernel/clock.ts'
import type { CardsConfig } from '../../kernel/config-cards.ts'
import { type Database, inRetriedTransaction } from '../../kernel/database.ts'
import { releaseLateApproval } from '../lifecycle/late-approval.ts'
import type { PurchaseAnswer } from '../message.ts'
import type { Purchase } from './purchase.ts'

export interface CorrectDeps {
  readonly db: Database
  readonly clock: Clock
  readonly operator: CardsConfig
}

/**
 * A commit ended after its purchase had been declined for want of time: what it holds is released at once, and the message keeps
 * the answer that the network has.
 */
export async function correctRecord(
  { db, clock, operator }: CorrectDeps,
  { m, transactionId }: Purchase,
  committed: PurchaseAnswer,
  given: PurchaseAnswer,
): Promise<void> {
  // Another node's answer to the same message is the one that counts.
  if (committed.transaction_id !== transactionId) return
  await inRetriedTransaction(db, async (tx) => {
    if (committed.approved) await releaseLateApproval(tx, m, transactionId, operator, clock.now())
    await tx
      .updateTable('network_message_directory')
      .set({ answer: JSON.stringify(given) })
      .where('network_id', '=', m.message.networkId)
      .where('company_id', '=', m.companyId)
      .execute()
  })
}
