import type { Insertable } from 'kysely'
import type { Tx } from '../kernel/database.ts'
import type { Schema } from '../migrations/schema.ts'

/** One movement of a card (contract, cards §4.1). Written in the transaction that makes it true. */
export type NewCardEvent = Insertable<Schema['card_events']>

export type CardOperation =
  | 'TRANSACTION_AUTHORIZATION'
  | 'TRANSACTION_APPROVED'
  | 'TRANSACTION_CLEARED'
  | 'TRANSACTION_REJECTED'
  | 'TRANSACTION_REVERSED'
  | 'TRANSACTION_REFUND'
  | 'WALLET_DEPOSIT'
  | 'WALLET_WITHDRAWAL'
  | 'WARRANTY_DEPOSIT'
  | 'OVERRIDE_VIRTUAL_BALANCE'
  | 'VISA_DIRECT_DEPOSIT'

export async function writeCardEvents(
  tx: Tx,
  events: readonly (NewCardEvent & { readonly operation: CardOperation })[],
): Promise<void> {
  if (events.length > 0)
    await tx
      .insertInto('card_events')
      .values([...events])
      .execute()
}
