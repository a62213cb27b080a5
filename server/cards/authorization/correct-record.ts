import type { Clock } from '../../kernel/clock.ts'
import type { CardsConfig } from '../../kernel/config-cards.ts'
import { type Database, inRetriedTransaction } from '../../kernel/database.ts'
import { releaseLateApproval } from '../lifecycle/late-approval.ts'
import type { CardMessage, PurchaseAnswer } from '../message.ts'

export interface CorrectDeps {
  readonly db: Database
  readonly clock: Clock
  readonly operator: CardsConfig
}

/**
 * A commit ended after the network had been told C010, or had stopped waiting: what it holds is released at once, and the message
 * keeps the answer that the network has.
 */
export async function correctRecord(
  { db, clock, operator }: CorrectDeps,
  m: CardMessage,
  { approved, transaction_id: transactionId }: PurchaseAnswer,
  given: PurchaseAnswer,
): Promise<void> {
  await inRetriedTransaction(db, async (tx) => {
    if (approved && transactionId !== null)
      await releaseLateApproval(tx, m, transactionId, operator, clock.now())
    await tx
      .updateTable('network_message_directory')
      .set({ answer: JSON.stringify(given) })
      .where('network_id', '=', m.message.networkId)
      .where('company_id', '=', m.companyId)
      .execute()
  })
}
