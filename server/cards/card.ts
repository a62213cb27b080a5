import type { Selectable } from 'kysely'
import type { Reader, Tx } from '../kernel/database.ts'
import { isId } from '../kernel/ids.ts'
import { type Refusal, refuse } from '../kernel/refusal.ts'
import type { Schema } from '../migrations/schema.ts'

/** A card's row. Whoever changes it raises `version`, because decisions are made over a remembered one. */
export type Card = Selectable<Schema['cards']>
export type CardStatus = 'ACTIVE' | 'FROZEN' | 'BLOCKED' | 'EXPIRED' | 'DELETED'
export type ApprovalMethod = 'TOP_UP' | 'WEBHOOK' | 'NONE'

/** C2 for an id that names no card of the company. */
export async function findCard(reader: Reader, companyId: string, cardId: string): Promise<Card | Refusal> {
  const card = isId(cardId)
    ? await reader
        .selectFrom('cards')
        .selectAll()
        .where('company_id', '=', companyId)
        .where('id', '=', cardId)
        .executeTakeFirst()
    : undefined
  return card ?? refuse('CARD_NOT_FOUND')
}

/** Locked until the transaction ends, before any ledger account. */
export async function lockCard(tx: Tx, companyId: string, cardId: string): Promise<Card | Refusal> {
  const card = isId(cardId)
    ? await tx
        .selectFrom('cards')
        .selectAll()
        .where('company_id', '=', companyId)
        .where('id', '=', cardId)
        .forUpdate()
        .executeTakeFirst()
    : undefined
  return card ?? refuse('CARD_NOT_FOUND')
}

/** For writes: a DELETED card takes none (412 "Card is DELETED"). */
export async function lockLivingCard(tx: Tx, companyId: string, cardId: string): Promise<Card | Refusal> {
  const card = await lockCard(tx, companyId, cardId)
  if ('status' in card && card.status === 'DELETED') return refuse('CARD_STATUS', { status: 'DELETED' })
  return card
}
