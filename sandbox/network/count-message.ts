import { type Fields, fieldsIn, textIn } from './fields.ts'
import { type Amounts, NOTHING, openOf, type Purchase, type Purchases, plus } from './purchases.ts'

const COUNTED_MAX = 50
const CIRCUMSTANCES = ['channel', 'entry_mode', 'initiator', 'merchant', 'acquirer', 'terminal_id']

/** Remembers that the first message of a purchase is on its way, so that others can follow it before it arrives. */
export function awaitAnswer(purchases: Purchases, cardId: string, message: Fields): void {
  const begins = message.type === 'authorization' || message.type === 'advice'
  const known = purchases.find(cardId, textIn(message, 'transaction_ref') ?? '')
  if (begins && known === undefined)
    purchases.keep({ ...begin(cardId, message), state: 'AWAITED', authorized: amountsOf(message) })
}

/** Counts a message and its answer into the purchase that it belongs to, once. */
export function countMessage(purchases: Purchases, cardId: string, message: Fields, answer: Fields): void {
  const networkId = textIn(message, 'network_id') ?? ''
  const transactionRef = textIn(message, 'transaction_ref')
  if (transactionRef === null) return
  const known = purchases.find(cardId, transactionRef)
  if (known?.counted.includes(networkId)) return
  const before = known ?? begin(cardId, message)
  const after = change(before, message, answer)
  if (after === null) return
  purchases.keep({
    ...after,
    transactionId: before.transactionId ?? textIn(answer, 'transaction_id'),
    counted: [...before.counted, networkId].slice(-COUNTED_MAX),
  })
}

function change(purchase: Purchase, message: Fields, answer: Fields): Purchase | null {
  const amounts = amountsOf(message)
  const wasDone = answer.response_code === '00'
  switch (message.type) {
    case 'authorization':
      return wasDone ? approve(purchase, amounts) : refuse(purchase)
    case 'incremental':
      return wasDone ? { ...purchase, authorized: plus(purchase.authorized, amounts) } : purchase
    case 'advice':
      return message.decision === 'approved' ? approve(purchase, amounts) : refuse(purchase)
    case 'clearing':
      return clear(purchase, amounts, message)
    case 'reversal':
      return wasDone ? release(purchase, message.billing == null ? openOf(purchase) : amounts) : purchase
    case 'refund':
      return { ...purchase, refunded: plus(purchase.refunded, amounts) }
    default:
      return null // belongs to no purchase
  }
}

/** What was cleared before it came, stays so. */
function approve(purchase: Purchase, authorized: Amounts): Purchase {
  const isHeld = purchase.state !== 'CLOSED' && authorized.bill > 0
  return { ...purchase, state: isHeld ? 'OPEN' : 'CLOSED', authorized }
}

function refuse(purchase: Purchase): Purchase {
  return { ...purchase, state: purchase.state === 'AWAITED' ? 'DECLINED' : 'CLOSED' }
}

function clear(purchase: Purchase, amounts: Amounts, message: Fields): Purchase {
  const { number, count } = fieldsIn(message, 'sequence')
  const isLast = message.final ?? number === count
  return {
    ...purchase,
    state: isLast ? 'CLOSED' : 'OPEN',
    cleared: plus(purchase.cleared, amounts),
    pieces: purchase.pieces + 1,
  }
}

function release(purchase: Purchase, amounts: Amounts): Purchase {
  const released = { ...purchase, released: plus(purchase.released, amounts) }
  return openOf(released).bill > 0 ? released : { ...released, state: 'CLOSED' }
}

function begin(cardId: string, message: Fields): Purchase {
  return {
    cardId,
    transactionRef: textIn(message, 'transaction_ref'),
    rrn: textIn(message, 'rrn'),
    // others have begun it where the message refers to one that is not remembered
    networkId: textIn(message, 'original_network_id') ?? textIn(message, 'network_id'),
    transactionId: null,
    state: 'AWAITED',
    begunAt: textIn(message, 'sent_at') ?? '',
    currency: textIn(fieldsIn(message, 'amount'), 'currency') ?? 'USD',
    authorized: NOTHING,
    released: NOTHING,
    cleared: NOTHING,
    refunded: NOTHING,
    pieces: 0,
    circumstances: Object.fromEntries(
      CIRCUMSTANCES.filter((name) => message[name] !== undefined).map((name) => [name, message[name]]),
    ),
    counted: [],
  }
}

function amountsOf(message: Fields): Amounts {
  return { bill: wholeIn(message, 'billing'), original: wholeIn(message, 'amount') }
}

function wholeIn(message: Fields, name: string): number {
  const { value } = fieldsIn(message, name)
  return typeof value === 'number' ? value : 0
}
