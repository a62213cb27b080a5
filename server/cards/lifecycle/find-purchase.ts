import type { Tx } from '../../kernel/database.ts'
import type { CardMessage } from '../message.ts'
import type { PurchaseRow } from './purchase-row.ts'

export interface Found {
  /** Locked. Null: unknown. */
  readonly row: PurchaseRow | null
  /** Declined by us: nothing of it can be posted, and its advice says nothing new. */
  readonly declined: PurchaseRow | null
  /** The message refers to a purchase of another card. */
  readonly mismatch: boolean
}

/**
 * The purchase that a message is about: by its reference, then by the message it refers to, then by its rrn; always within the card.
 * An rrn finds nothing where both sides have a reference: those differ, so the purchases do.
 */
export async function findPurchase(tx: Tx, m: CardMessage): Promise<Found> {
  const { transactionRef, originalNetworkId, rrn } = m.message
  const byReference = transactionRef === null ? null : await lockByReference(tx, m, transactionRef)
  if (byReference !== null) return found(byReference)
  const original = originalNetworkId === null ? null : await findOriginal(tx, originalNetworkId)
  const byMessage = original !== null && isOn(original, m) ? await lockPurchase(tx, m, original.id) : null
  const declined = byMessage?.state === 'DECLINED' ? byMessage : null
  if (byMessage !== null && declined === null) return found(byMessage)
  const isForeign =
    (original !== null && !isOn(original, m) && (await isPurchase(tx, original))) ||
    (transactionRef !== null && (await belongsToAnotherCard(tx, m, transactionRef)))
  if (isForeign) return { row: null, declined, mismatch: true }
  return { ...found(rrn === null ? null : await lockByRrn(tx, m, rrn)), declined }
}

function found(row: PurchaseRow | null): Found {
  return { row, declined: null, mismatch: false }
}

function purchasesOf(tx: Tx, m: CardMessage) {
  return tx
    .selectFrom('card_transactions')
    .selectAll()
    .where('company_id', '=', m.companyId)
    .where('card_id', '=', m.cardId)
    .where('kind', '=', 'PURCHASE')
}

async function lockByReference(tx: Tx, m: CardMessage, reference: string): Promise<PurchaseRow | null> {
  const row = await purchasesOf(tx, m)
    .where('transaction_ref', '=', reference)
    .where('state', '<>', 'DECLINED')
    .forUpdate()
    .executeTakeFirst()
  return row ?? null
}

export async function lockPurchase(tx: Tx, m: CardMessage, id: string): Promise<PurchaseRow | null> {
  return (await purchasesOf(tx, m).where('id', '=', id).forUpdate().executeTakeFirst()) ?? null
}

/** The newest: an rrn is used again after a while. One that a company is being asked about only when there is no other. */
async function lockByRrn(tx: Tx, m: CardMessage, rrn: string): Promise<PurchaseRow | null> {
  const query = purchasesOf(tx, m)
    .where('rrn', '=', rrn)
    .where('state', '<>', 'DECLINED')
    .orderBy(({ eb }) => eb('state', '=', 'ASKED'))
    .orderBy('id', 'desc')
    .limit(1)
    .forUpdate()
  const unnamed = m.message.transactionRef === null ? query : query.where('transaction_ref', 'is', null)
  return (await unnamed.executeTakeFirst()) ?? null
}

/** The transaction of an earlier message, on whatever card. */
interface Original {
  readonly companyId: string
  readonly cardId: string
  readonly id: string
}

async function findOriginal(tx: Tx, networkId: string): Promise<Original | null> {
  const row = await tx
    .selectFrom('network_message_directory')
    .select(['company_id', 'card_id', 'transaction_id'])
    .where('network_id', '=', networkId)
    .executeTakeFirst()
  if (row?.company_id == null || row.card_id === null || row.transaction_id === null) return null
  return { companyId: row.company_id, cardId: row.card_id, id: row.transaction_id }
}

function isOn(original: Original, m: CardMessage): boolean {
  return original.companyId === m.companyId && original.cardId === m.cardId
}

/** Not a credit or a decline. */
async function isPurchase(tx: Tx, { companyId, cardId, id }: Original): Promise<boolean> {
  const row = await tx
    .selectFrom('card_transactions')
    .select('id')
    .where('company_id', '=', companyId)
    .where('card_id', '=', cardId)
    .where('id', '=', id)
    .where('kind', '=', 'PURCHASE')
    .where('state', '<>', 'DECLINED')
    .executeTakeFirst()
  return row !== undefined
}

async function belongsToAnotherCard(tx: Tx, m: CardMessage, reference: string): Promise<boolean> {
  const row = await tx
    .selectFrom('card_transactions')
    .select('id')
    .where('company_id', '=', m.companyId)
    .where('transaction_ref', '=', reference)
    .where('card_id', '<>', m.cardId)
    .where('kind', '=', 'PURCHASE')
    .where('state', '<>', 'DECLINED')
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}
