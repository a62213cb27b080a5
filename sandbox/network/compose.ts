import type { Reader } from '../../server/kernel/database.ts'
import { readText } from '../../server/kernel/http/fields.ts'
import { isId } from '../../server/kernel/ids.ts'
import { isRefusal, type Refusal, refuse } from '../../server/kernel/refusal.ts'
import { draftMessage, type SimulatedType } from './draft-message.ts'
import { type Fields, fieldsIn, textIn } from './fields.ts'
import { type Fitting, findPurchase } from './find-purchase.ts'
import type { NetworkSimulator } from './simulator.ts'
import type { Source } from './values.ts'

export interface ComposeRequest {
  readonly type: SimulatedType
  readonly companyId: string
  /** The body of the call: `card_id`, `transaction_id` and fields of the message. */
  readonly given: Fields
  readonly source: Source
  readonly now: Date
  /** Only these purchases are followed; null: what suits the type. */
  readonly fitting: Fitting | null
  /** Purchases whose first message is still on its way are followed too. */
  readonly alsoAwaited?: boolean
}

/** A message but for what the caller gave: that may hold secrets, and a draft is kept with the idempotency key. */
export interface Draft {
  readonly cardId: string
  /** The cardholder's. */
  readonly phone: string
  readonly message: Fields
}

/** Finds the card, which must be the company's, and the purchase, and drafts the message. */
export async function composeMessage(
  db: Reader,
  simulator: NetworkSimulator,
  request: ComposeRequest,
): Promise<Draft | Refusal> {
  const { type, given, source, now } = request
  const card = await findCard(db, request)
  if (isRefusal(card)) return card
  const purchase = await findPurchase(db, type, {
    purchases: simulator.purchases,
    card: { companyId: request.companyId, cardId: card.id },
    given,
    fitting: request.fitting,
    alsoAwaited: request.alsoAwaited ?? false,
  })
  if (isRefusal(purchase)) return purchase
  const hasPin = simulator.pins.has(card.id)
  const message = draftMessage({ type, cardId: card.id, given, purchase, source, now, hasPin })
  return { cardId: card.id, phone: card.phone, message }
}

async function findCard(
  db: Reader,
  { companyId, given }: ComposeRequest,
): Promise<{ readonly id: string; readonly phone: string } | Refusal> {
  const id = readText('card_id', given.card_id)
  if (isRefusal(id)) return id
  const inMessage = textIn(fieldsIn(given, 'card'), 'id') ?? id
  // nobody buys with another company's card by naming it inside of the message
  if (!isId(id) || inMessage !== id) return refuse('CARD_NOT_FOUND')
  const row = await db
    .selectFrom('cards')
    .select(['id', 'phone_country_code', 'phone'])
    .where('company_id', '=', companyId)
    .where('id', '=', id)
    .executeTakeFirst()
  if (row === undefined) return refuse('CARD_NOT_FOUND')
  return { id: row.id, phone: `${row.phone_country_code}${row.phone}` }
}
