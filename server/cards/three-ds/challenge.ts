import type { Selectable } from 'kysely'
import type { Tx } from '../../kernel/database.ts'
import { isId } from '../../kernel/ids.ts'
import type { Schema } from '../../migrations/schema.ts'

export type Challenge = Selectable<Schema['three_ds_challenges']>
export type ChallengeStatus = 'PENDING' | 'APPROVED' | 'REFUSED' | 'FAILED' | 'EXPIRED'

export const LIFETIME_MS = 600_000
export const ATTEMPTS = 3

/** Time ends an open challenge by itself: no row says so. */
export function statusAt(challenge: Challenge, now: Date): ChallengeStatus {
  const status = challenge.status as ChallengeStatus
  return status === 'PENDING' && now >= challenge.expires_at ? 'EXPIRED' : status
}

/** Of one card, locked until the transaction ends; null: it has none of this id. */
export async function lockChallenge(
  tx: Tx,
  companyId: string,
  cardId: string,
  id: string,
): Promise<Challenge | null> {
  if (!isId(id)) return null
  const found = await selectOfCard(tx, companyId, cardId).where('id', '=', id).forUpdate().executeTakeFirst()
  return found ?? null
}

/** The card's newest open one; where none is open its newest, whose decision may be asked for again. */
export async function lockNewestChallenge(
  tx: Tx,
  companyId: string,
  cardId: string,
  now: Date,
): Promise<Challenge | null> {
  const newest = () => selectOfCard(tx, companyId, cardId).orderBy('id', 'desc').limit(1).forUpdate()
  const open = await newest().where('status', '=', 'PENDING').where('expires_at', '>', now).executeTakeFirst()
  return open ?? (await newest().executeTakeFirst()) ?? null
}

function selectOfCard(tx: Tx, companyId: string, cardId: string) {
  return tx
    .selectFrom('three_ds_challenges')
    .selectAll()
    .where('company_id', '=', companyId)
    .where('card_id', '=', cardId)
}
