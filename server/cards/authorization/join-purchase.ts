import type { Clock } from '../../kernel/clock.ts'
import type { CardsConfig } from '../../kernel/config-cards.ts'
import { type Database, inRetriedTransaction } from '../../kernel/database.ts'
import { joinKnownPurchase } from '../lifecycle/late-approval.ts'
import type { PurchaseAnswer } from '../message.ts'
import { answerOf } from './answer.ts'
import type { Purchase } from './purchase.ts'
import { messageRow } from './rows.ts'

export interface JoinDeps {
  readonly db: Database
  readonly clock: Clock
  readonly operator: CardsConfig
}

/**
 * Approved as part of a purchase that is there already: nothing more is held for it (contract, cards §7, "Out of order"). Null: the
 * purchase was taken back meanwhile, or the message answered; nothing was written.
 */
export async function joinPurchase(
  { db, clock, operator }: JoinDeps,
  purchase: Purchase,
  transactionId: string,
): Promise<PurchaseAnswer | null> {
  const { m } = purchase
  const now = clock.now()
  const work = inRetriedTransaction(db, async (tx) => {
    const eventId = await joinKnownPurchase(tx, m, transactionId, operator, now)
    if (eventId === null) throw new Overtaken()
    const joined = { m, transactionId, decisionEventId: eventId }
    const answer = answerOf(joined, { decline: null, companyResponse: null, now })
    const { body_hash: _, ...row } = messageRow(purchase, answer)
    const stored = await tx
      .insertInto('network_message_directory')
      .values({ ...row, body_hash: m.bodyHash, company_id: m.companyId, received_at: now })
      .onConflict((conflict) => conflict.doNothing())
      .returning('network_id')
      .executeTakeFirst()
    if (stored === undefined) throw new Overtaken()
    return answer
  })
  return work.catch((error) => {
    if (error instanceof Overtaken) return null
    throw error
  })
}

class Overtaken extends Error {}
