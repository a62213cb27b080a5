import { Type } from 'typebox'
import type { Reader } from '../../kernel/database.ts'
import { readRoute } from '../../kernel/http/route.ts'
import { isId } from '../../kernel/ids.ts'
import { refuse } from '../../kernel/refusal.ts'
import { type EventRow, showMovement } from './movement.ts'
import type { TransactionRow } from './purchase-now.ts'
import { DetailShape, DetailV2Shape } from './shapes.ts'
import { showDetail } from './show-detail.ts'

export function getTransaction() {
  return readRoute({
    method: 'GET',
    path: '/cards/transactions/{cardId}/{transactionId}',
    access: { level: 1 },
    versioned: true,
    summary: 'One movement; with X-API-Version: 2 the whole operation that it belongs to',
    refusals: ['MOVEMENT_NOT_FOUND'],
    tag: 'Card transactions',
    answer: Type.Union([DetailShape, DetailV2Shape]),
    async read(db, { companyId, params, apiVersion }) {
      const { cardId = '', transactionId = '' } = params
      const found =
        isId(cardId) && isId(transactionId) ? await find(db, { companyId, cardId }, transactionId) : null
      if (found === null) return refuse('MOVEMENT_NOT_FOUND', { id: transactionId })
      const { event, events, transaction } = found
      if (apiVersion === 2) return showDetail(event, events, transaction)
      return {
        ...showMovement(event, transaction?.merchant),
        company_response: transaction?.company_response ?? null,
        transaction_id: event.transaction_id,
      }
    },
  })
}

interface Found {
  /** The one that was asked for; of a transaction's own id the one that decided it. */
  readonly event: EventRow
  /** Of its transaction, oldest first. */
  readonly events: readonly EventRow[]
  readonly transaction: TransactionRow | null
}

interface CardKey {
  readonly companyId: string
  readonly cardId: string
}

/** By the id of an event or of a transaction: webhooks name both. */
async function find(reader: Reader, card: CardKey, id: string): Promise<Found | null> {
  const named = await eventsOf(reader, card).where('id', '=', id).executeTakeFirst()
  if (named !== undefined && named.transaction_id === null)
    return { event: named, events: [named], transaction: null }
  const transaction = await reader
    .selectFrom('card_transactions')
    .selectAll()
    .where('company_id', '=', card.companyId)
    .where('card_id', '=', card.cardId)
    .where('id', '=', named?.transaction_id ?? id)
    .executeTakeFirst()
  if (transaction === undefined) return null
  const events = await eventsOf(reader, card)
    .where('transaction_id', '=', transaction.id)
    .orderBy('created_at')
    .orderBy('id')
    .execute()
  const event = named ?? events.find(({ id }) => id === transaction.decided_event_id) ?? events[0]
  return event === undefined ? null : { event, events, transaction }
}

function eventsOf(reader: Reader, { companyId, cardId }: CardKey) {
  return reader
    .selectFrom('card_events')
    .selectAll()
    .where('company_id', '=', companyId)
    .where('card_id', '=', cardId)
}
