import { isRefusal, type Refusal, refuse } from '../../server/kernel/refusal.ts'
import type { SimulatedType } from './draft-message.ts'
import { type Fields, textIn } from './fields.ts'
import { openOf, type Purchase, type Purchases } from './purchases.ts'

/** Which purchases fit: with an open hold, with one of which nothing was cleared, with something cleared. */
export type Fitting = 'open' | 'uncleared' | 'cleared'

export interface FindRequest {
  readonly purchases: Purchases
  readonly cardId: string
  readonly given: Fields
  /** Null: what suits the type. */
  readonly fitting: Fitting | null
  /** Purchases whose first message has not arrived yet fit too: in a scenario it may be late. */
  readonly alsoAwaited: boolean
}

/**
 * The purchase that a message follows up: the one the caller names, else the newest that fits. Null: the message begins one of
 * its own, or follows one that the processor never heard of.
 */
export function findPurchase(type: SimulatedType, request: FindRequest): Purchase | null | Refusal {
  const { purchases, cardId, given } = request
  const ref = textIn(given, 'transaction_ref')
  if (ref !== null) return purchases.find(cardId, ref) ?? null
  const transactionId = textIn(given, 'transaction_id')
  if (transactionId !== null) {
    const named = purchases.ofCard(cardId).find((one) => one.transactionId === transactionId)
    return named ?? notFound(type === 'refund' ? 'cleared' : 'open', cardId)
  }
  // the caller names what it refers to in another way, or says that it refers to nothing
  if (given.original_network_id !== undefined || given.rrn !== undefined) return byReference(request)
  const fitting = request.fitting ?? fittingOf(type, given)
  if (fitting === null) return null
  const found = newest(fitting, request)
  // what the network declines when we did not answer in time need not be known to us
  return type === 'advice' && given.decision !== 'cancelled' && isRefusal(found) ? null : found
}

function newest(fitting: Fitting, { purchases, cardId, alsoAwaited }: FindRequest): Purchase | Refusal {
  const found = purchases
    .ofCard(cardId)
    .find((purchase) => fits(fitting, purchase) || (alsoAwaited && purchase.state === 'AWAITED'))
  return found ?? notFound(fitting, cardId)
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

function byReference({ purchases, cardId, given }: FindRequest): Purchase | null {
  const found = purchases
    .ofCard(cardId)
    .find(({ networkId, rrn }) => networkId === given.original_network_id || rrn === given.rrn)
  return found ?? null
}

function notFound(fitting: Fitting, cardId: string): Refusal {
  return refuse(fitting === 'cleared' ? 'CLEARED_NOT_FOUND' : 'AUTHORIZATION_EVENT_NOT_FOUND', { id: cardId })
}
