import { Type } from 'typebox'
import { dateRangeFields, listField, pageFields, readPage } from '../../kernel/http/fields.ts'
import { readRoute } from '../../kernel/http/route.ts'
import { isRefusal, refuse } from '../../kernel/refusal.ts'
import { findCard } from '../card.ts'
import { readOperations } from './operations.ts'
import { readPeriod } from './period.ts'
import { readStatuses, searchMovements } from './search-movements.ts'
import { searchOperations } from './search-operations.ts'
import { ConsolidatedShape, MovementShape, nullable } from './shapes.ts'

export function searchTransactions() {
  return readRoute({
    method: 'GET',
    path: '/cards/transactions/{cardId}/search',
    access: { level: 1 },
    versioned: true,
    summary: "A card's movements, newest first; with X-API-Version: 2 one item per operation",
    refusals: [
      'CARD_NOT_FOUND',
      'CARD_NOT_FOUND_ID',
      'DATES_INVALID',
      'OPERATIONS_MISSING',
      'OPERATIONS_V1',
      'OPERATIONS_V2',
      'VALUE_NOT_ALLOWED',
    ],
    tag: 'Card transactions',
    query: Type.Object({
      operations: Type.Optional(listField()),
      status: Type.Optional(listField()),
      ...dateRangeFields,
      ...pageFields,
    }),
    answer: Type.Object({
      number_of_elements: Type.Integer(),
      next_page: nullable(Type.Integer()),
      total_pages: Type.Integer(),
      total_elements: Type.Integer(),
      movements: Type.Array(Type.Union([MovementShape, ConsolidatedShape])),
    }),
    async read(db, { companyId, params, query, apiVersion, now }) {
      const cardId = params.cardId ?? ''
      const page = readPage(query)
      if (isRefusal(page)) return page
      const card = await findCard(db, companyId, cardId)
      if (isRefusal(card)) return apiVersion === 2 ? refuse('CARD_NOT_FOUND_ID', { id: cardId }) : card
      const period = readPeriod(query, now)
      if (isRefusal(period)) return period
      const operations = readOperations(query.operations ?? [], apiVersion)
      if (isRefusal(operations)) return operations
      const search = { companyId, cardId: card.id, period, operations, page }
      if (apiVersion === 2) return searchOperations(db, search)
      const statuses = readStatuses(query.status ?? [])
      return isRefusal(statuses) ? statuses : searchMovements(db, search, statuses)
    },
  })
}
