import type { Database, Reader, Tx } from '../../kernel/database.ts'
import { type Refusal, refuse } from '../../kernel/refusal.ts'
import type { NetworkAnswer } from '../message.ts'

/** What a message was answered, kept for ever: the same again gets the same. */
export interface StoredAnswer {
  readonly bodyHash: Buffer
  /** The JSON, byte for byte; null while it is being decided. */
  readonly text: string | null
}

export interface AnsweredMessage {
  readonly bodyHash: Buffer
  /** Null: of an unknown card. */
  readonly card: { readonly companyId: string; readonly cardId: string } | null
  readonly answer: NetworkAnswer
}

export async function findAnswer(reader: Reader, networkId: string): Promise<StoredAnswer | null> {
  const row = await reader
    .selectFrom('network_message_directory')
    .select(['body_hash as bodyHash', 'answer as text'])
    .where('network_id', '=', networkId)
    .executeTakeFirst()
  return row ?? null
}

/**
 * The stored answer of an authorization or increment, to be given to a repetition of it. An approval that the network may not have
 * heard in time is taken back a moment later (correct-record.ts), unless it was told again before: whoever is first decides.
 */
export async function tellAgain(db: Database | Tx, networkId: string): Promise<string | null> {
  const row = await db
    .updateTable('network_message_directory')
    .set({ told_again: true })
    .where('network_id', '=', networkId)
    .returning('answer')
    .executeTakeFirst()
  return row?.answer ?? null
}

/** The answer again, null while it is being decided; 412 when the id came with another body. */
export function repeatAnswer(
  stored: StoredAnswer,
  networkId: string,
  bodyHash: Buffer,
): string | null | Refusal {
  return stored.bodyHash.equals(bodyHash) ? stored.text : refuse('NETWORK_ID_REUSED', { id: networkId })
}

/** @returns the JSON to answer; null when another message came first under this id. */
export async function storeAnswer(tx: Tx, message: AnsweredMessage, now: Date): Promise<string | null> {
  const { answer, card, bodyHash } = message
  const text = JSON.stringify(answer)
  const stored = await tx
    .insertInto('network_message_directory')
    .values({
      network_id: answer.network_id,
      body_hash: bodyHash,
      company_id: card?.companyId ?? null,
      card_id: card?.cardId ?? null,
      transaction_id: 'transaction_id' in answer ? answer.transaction_id : null,
      answer: text,
      received_at: now,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('network_id')
    .executeTakeFirst()
  return stored === undefined ? null : text
}
