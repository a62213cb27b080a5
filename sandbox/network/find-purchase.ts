import type { Reader } from '../../server/kernel/database.ts'
import { isId } from '../../server/kernel/ids.ts'
import { isRefusal, type Refusal, refuse } from '../../server/kernel/refusal.ts'
import type { SimulatedType } from './draft-message.ts'
import { type Fields, textIn } from './fields.ts'
import { knownPurchases } from './known-purchases.ts'
import { openOf, type Purchase, type Purchases } from './purchases.ts'
import {
  type CardKey,
  firstMessageOf,
  readRecorded,
  transactionOf,
  transactionOfMessage,
} from './recorded-purchases.ts'

/** Which purchases fit: with an open hold, with one of which nothing was cleared, with something cleared. */
export type Fitting = 'open' | 'uncleared' | 'cleared'

export interface FindRequest {
  readonly purchases: Purchases
  readonly card: CardKey
  readonly given: Fields
  /** Null: what suits the type. */
  readonly fitting: Fitting | null
  /** Purchases whose first message has not arrived yet fit too: in a scenario it may be late. */
  readonly alsoAwaited: boolean
}

/**
 * The purchase that a message follows up: the one the caller names, else the newest that fits, whoever sent its messages. Null: the
 * message begins one of its own, or follows one that the processor never heard of.
 */
export async function findPurchase(
  db: Reader,
  type: SimulatedType,
  request: FindRequest,
): Promise<Purchase | null | Refusal> {
  const found = await find(db, type, request)
  if (found === null || isRefusal(found)) return found
  const { networkId, transactionId } = found
  if (networkId !== null || transactionId === null) return found
  return { ...found, networkId: await firstMessageOf(db, request.card, transactionId) }
}

async function find(
  db: Reader,
  type: SimulatedType,
  request: FindRequest,
): Promise<Purchase | null | Refusal> {
  const { purchases, card, given } = request
  const remembered = purchases.ofCard(card.cardId)
  const ref = textIn(given, 'transaction_ref')
  if (ref !== null) {
    const known = knownPurchases(remembered, await readRecorded(db, card, { transactionRef: ref }))
    return known.find(({ transactionRef }) => transactionRef === ref) ?? null
  }
  const name = textIn(given, 'transaction_id')
  if (name !== null) {
    const id = await transactionOf(db, card, name)
    return (await byId(db, request, id)) ?? notFound(type === 'refund' ? 'cleared' : 'open', card)
  }
  // the caller names what it refers to in another way, or says that it refers to nothing
  if (given.original_network_id !== undefined || given.rrn !== undefined) return byReference(db, request)
  const fitting = request.fitting ?? fittingOf(type, given)
  if (fitting === null) return null
  const found = newest(fitting, request, knownPurchases(remembered, await readRecorded(db, card, null)))
  // what the network declines when we did not answer in time need not be known to us
  return type === 'advice' && given.decision !== 'cancelled' && isRefusal(found) ? null : found
}

function newest(
  fitting: Fitting,
  { card, alsoAwaited }: FindRequest,
  known: readonly Purchase[],
): Purchase | Refusal {
  const found = known.find(
    (purchase) => fits(fitting, purchase) || (alsoAwaited && purchase.state === 'AWAITED'),
  )
  return found ?? notFound(fitting, card)
}

function fits(fitting: Fitting, purchase: Purchase): boolean {
  if (fitting === 'cleared') return purchase.cleared.bill > 0
  if (purchase.state !== 'OPEN') return false
  return fitting === 'open' || (purchase.cleared.bill === 0 && openOf(purchase).bill > 0)
}

function fittingOf(type: SimulatedType, given: Fields): Fitting | null {
  switch (type) {
    case 'incremental':
    case 'clearing':
    case 'reversal':
      return 'open'
    case 'refund':
      return 'cleared'
    case 'advice':
      return given.decision === 'cancelled' ||
        given.reason === 'cancel_approval' ||
        given.reason === 'issuer_timeout'
        ? 'open'
        : null
    case 'authorization':
    case 'visa_direct':
    case 'three_ds_challenge':
      return null
  }
}

async function byId(db: Reader, { purchases, card }: FindRequest, id: string): Promise<Purchase | null> {
  const recorded = isId(id) ? await readRecorded(db, card, { id }) : []
  const known = knownPurchases(purchases.ofCard(card.cardId), recorded)
  return known.find(({ transactionId }) => transactionId === id) ?? null
}

async function byReference(db: Reader, request: FindRequest): Promise<Purchase | null> {
  const { purchases, card, given } = request
  const original = textIn(given, 'original_network_id')
  const rrn = textIn(given, 'rrn')
  if (original === null && rrn === null) return null
  const id = original === null ? null : await transactionOfMessage(db, card, original)
  const named = id === null ? null : await byId(db, request, id)
  if (named !== null) return named
  const known = knownPurchases(purchases.ofCard(card.cardId), await readRecorded(db, card, null))
  const found = known.find(
    (purchase) =>
      (original !== null && purchase.networkId === original) || (rrn !== null && purchase.rrn === rrn),
  )
  return found ?? null
}

function notFound(fitting: Fitting, { cardId: id }: CardKey): Refusal {
  return refuse(fitting === 'cleared' ? 'CLEARED_NOT_FOUND' : 'AUTHORIZATION_EVENT_NOT_FOUND', { id })
}
