import { sql } from 'kysely'
import type { Database, Reader, Tx } from '../../kernel/database.ts'
import type { CardMessage } from '../message.ts'

const KEPT_MS = 30 * 86_400_000
const LAPSED_MAX = 1_000

/** Keeps a message that came before its purchase (contract, cards §7). Without a reference nothing could find it again. */
export async function keepMessage(
  tx: Tx,
  m: CardMessage,
  type: 'reversal' | 'incremental',
  now: Date,
): Promise<void> {
  const { transactionRef, networkId } = m.message
  if (transactionRef === null) return
  await tx
    .insertInto('kept_messages')
    .values({
      company_id: m.companyId,
      card_id: m.cardId,
      transaction_ref: transactionRef,
      network_id: networkId,
      type,
      kept_until: new Date(now.getTime() + KEPT_MS),
    })
    .execute()
}

export async function isReversalKept(reader: Reader, m: CardMessage, now: Date): Promise<boolean> {
  const { transactionRef } = m.message
  if (transactionRef === null) return false
  const row = await reader
    .selectFrom('kept_messages')
    .select('network_id')
    .where('company_id', '=', m.companyId)
    .where('card_id', '=', m.cardId)
    .where('transaction_ref', '=', transactionRef)
    .where('type', '=', 'reversal')
    .where('kept_until', '>', now)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/** Forgets a batch of those whose time is over. True: there may be more. */
export async function lapseKeptMessages(db: Database, now: Date): Promise<boolean> {
  const { numAffectedRows = 0n } = await sql`
    DELETE FROM kept_messages WHERE (company_id, card_id, transaction_ref, network_id) IN (
      SELECT company_id, card_id, transaction_ref, network_id FROM kept_messages
      WHERE kept_until <= ${now} ORDER BY kept_until LIMIT ${LAPSED_MAX} FOR UPDATE SKIP LOCKED)`.execute(db)
  return numAffectedRows === BigInt(LAPSED_MAX)
}
