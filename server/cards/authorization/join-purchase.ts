import type { Clock } from '../../kernel/clock.ts'
import type { CardsConfig } from '../../kernel/config-cards.ts'
import { type Database, inRetriedTransaction } from '../../kernel/database.ts'
import { type Refusal, refuse } from '../../kernel/refusal.ts'
import { joinSettledPurchase } from '../lifecycle/late-approval.ts'
import type { PurchaseAnswer } from '../message.ts'
import { answerOf } from './answer.ts'
import type { Purchase } from './purchase.ts'
import { messageRow } from './rows.ts'

export interface JoinDeps {
  readonly db: Database
  readonly clock: Clock
  readonly operator: CardsConfig
}

/** Approved as part of a purchase that is there already: nothing is held for it (contract, cards §7, "Out of order"). */
export function joinPurchase(
  { db, clock, operator }: JoinDeps,
  purchase: Purchase,
  transactionId: string,
): Promise<PurchaseAnswer | Refusal> {
  const { m } = purchase
  const now = clock.now()
  return inRetriedTransaction(db, async (tx) => {
    const eventId = await joinSettledPurchase(tx, m, transactionId, operator, now)
    const joined = { m, transactionId, decisionEventId: eventId ?? purchase.decisionEventId }
    const answer = answerOf(joined, { decline: null, companyResponse: null, now })
    const { body_hash: _, ...row } = messageRow(purchase, answer)
    const stored = await tx
      .insertInto('network_message_directory')
      .values({ ...row, body_hash: m.bodyHash, company_id: m.companyId, received_at: now })
      .onConflict((conflict) => conflict.doNothing())
      .returning('network_id')
      .executeTakeFirst()
    return stored === undefined ? refuse('NETWORK_ID_REUSED', { id: m.message.networkId }) : answer
  })
}
