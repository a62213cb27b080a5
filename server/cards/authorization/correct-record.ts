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
 * keeps the answer that the network has. `holds` false: it only joined a purchase, which stays.
 * @returns false when the network has the approval after all, told to a repetition of the message: it stays
 */
export async function correctRecord(
  { db, clock, operator }: CorrectDeps,
  m: CardMessage,
  { approved, transaction_id: transactionId }: PurchaseAnswer,
  given: PurchaseAnswer,
  { holds }: { readonly holds: boolean },
): Promise<boolean> {
  return inRetriedTransaction(db, async (tx) => {
    // Whoever tells it again (stored-answer.ts) and this one wait for each other here.
    const message = await tx
      .selectFrom('network_message_directory')
      .select('told_again')
      .where('network_id', '=', m.message.networkId)
      .where('company_id', '=', m.companyId)
      .forUpdate()
      .executeTakeFirst()
    if (message?.told_again !== false) return false
    if (holds && approved && transactionId !== null)
      await releaseLateApproval(tx, m, transactionId, operator, clock.now())
    await tx
      .updateTable('network_message_directory')
      .set({ answer: JSON.stringify(given) })
      .where('network_id', '=', m.message.networkId)
      .where('company_id', '=', m.companyId)
      .execute()
    return true
  })
}
