import { sql } from 'kysely'
import type { Reader } from '../../kernel/database.ts'
import { type Refusal, refuse } from '../../kernel/refusal.ts'
import type { PurchaseAnswer } from '../message.ts'
import type { Purchase } from './purchase.ts'

/** What has already happened under a purchase's ids: looked at only when the statement says that something has. */
export interface Precedent {
  /** The same message was answered before: its answer; or another message had the id. */
  readonly given: PurchaseAnswer | Refusal | null
  /** The same message is being decided: the transaction of whoever was first, not this one. */
  readonly claimedBy: string | null
  /** The purchase of the same network reference, or this very one. */
  readonly row: PrecedentRow | null
  /** A reversal of it is kept: it came first. */
  readonly isReversed: boolean
}

export interface PrecedentRow {
  readonly id: string
  readonly state: string
  readonly clearings: number
  readonly approved: bigint
  readonly released: bigint
  readonly attempted: bigint
  readonly currency: string
}

/** All that was approved was given back: a request that comes after its own reversal. */
export function isTakenBack({ approved, released }: Pick<PrecedentRow, 'approved' | 'released'>): boolean {
  return approved > 0n && released >= approved
}

export const NO_PRECEDENT: Precedent = { given: null, claimedBy: null, row: null, isReversed: false }

export async function readPrecedents(
  reader: Reader,
  companyId: string,
  purchases: readonly Purchase[],
  now: Date,
): Promise<Map<Purchase, Precedent>> {
  const { rows } = await sql<FoundMessage & { is_reversed: boolean; row: string | null }>`
    SELECT given.answer, given.body_hash, given.transaction_id, to_jsonb(purchase)::text AS row,
      EXISTS (SELECT FROM kept_messages k
              WHERE k.company_id = ${companyId} AND k.card_id = asked.card_id AND k.transaction_ref = asked.ref
                AND k.type = 'reversal' AND k.kept_until > ${now}) AS is_reversed
    FROM unnest(
      ${purchases.map(({ m }) => m.message.networkId)}::text[],
      ${purchases.map(({ m }) => m.cardId)}::uuid[],
      ${purchases.map((one) => one.transactionId)}::uuid[],
      ${purchases.map(({ m }) => m.message.transactionRef)}::text[]
    ) WITH ORDINALITY AS asked (network_id, card_id, id, ref, place)
    LEFT JOIN LATERAL (
      SELECT answer, body_hash, transaction_id FROM network_message_directory d WHERE d.network_id = asked.network_id LIMIT 1
    ) given ON true
    LEFT JOIN LATERAL (
      (SELECT t.id, state, clearings, approved::text, released::text, attempted::text, currency
       FROM card_transactions t
       WHERE t.company_id = ${companyId} AND t.card_id = asked.card_id AND t.id = asked.id)
      UNION ALL
      (SELECT t.id, state, clearings, approved::text, released::text, attempted::text, currency
       FROM card_transactions t
       WHERE t.company_id = ${companyId} AND t.card_id = asked.card_id AND t.transaction_ref = asked.ref
         AND t.state <> 'DECLINED' AND t.kind = 'PURCHASE')
      LIMIT 1
    ) purchase ON true
    ORDER BY asked.place`.execute(reader)
  return new Map(
    purchases.map((purchase, index) => {
      const found = rows[index]
      return [
        purchase,
        {
          ...readMessage(found, purchase),
          row: found?.row == null ? null : readRow(found.row),
          isReversed: found?.is_reversed === true,
        },
      ]
    }),
  )
}

interface FoundMessage {
  readonly answer: string | null
  /** Null: there is none. */
  readonly body_hash: Buffer | null
  readonly transaction_id: string | null
}

function readMessage(
  found: FoundMessage | undefined,
  { m, transactionId }: Purchase,
): Pick<Precedent, 'given' | 'claimedBy'> {
  if (found === undefined || found.body_hash === null) return { given: null, claimedBy: null }
  const { answer, body_hash, transaction_id } = found
  if (!body_hash.equals(m.bodyHash))
    return { given: refuse('NETWORK_ID_REUSED', { id: m.message.networkId }), claimedBy: null }
  if (answer !== null) return { given: JSON.parse(answer), claimedBy: null }
  return { given: null, claimedBy: transaction_id === transactionId ? null : transaction_id }
}

function readRow(text: string): PrecedentRow {
  const row = JSON.parse(text)
  return {
    ...row,
    approved: BigInt(row.approved),
    released: BigInt(row.released),
    attempted: BigInt(row.attempted),
  }
}
