import { sql } from 'kysely'
import { Type } from 'typebox'
import {
  dateRangeFields,
  enumField,
  formA,
  pageFields,
  readDateRange,
  readPage,
} from '../../kernel/http/fields.ts'
import { readRoute } from '../../kernel/http/route.ts'
import { isRefusal } from '../../kernel/refusal.ts'
import {
  DELIVERY_COLUMNS,
  DELIVERY_STATUSES,
  DeliveryAnswer,
  selectDeliveries,
  showDelivery,
} from './delivery-answer.ts'

export const listDeliveries = readRoute({
  method: 'GET',
  path: '/management/webhooks/deliveries',
  access: { level: 3 },
  summary: 'Webhook deliveries, newest first',
  refusals: ['VALUE_NOT_ALLOWED'],
  tag: 'Webhooks',
  query: Type.Object({
    status: Type.Optional(enumField(DELIVERY_STATUSES)),
    event_type: Type.Optional(Type.String()),
    operation_id: Type.Optional(Type.String()),
    ...dateRangeFields,
    ...pageFields,
  }),
  answer: Type.Object({
    number_of_elements: Type.Integer(),
    next_page: Type.Union([Type.Integer(), Type.Null()]),
    total_pages: Type.Integer(),
    total_elements: Type.Integer(),
    items: Type.Array(DeliveryAnswer),
  }),
  async read(db, { companyId, query }) {
    const page = readPage(query)
    if (isRefusal(page)) return page
    const range = readDateRange(query)
    if (isRefusal(range)) return range
    const { status, event_type, operation_id } = query
    const { from, to } = range
    let matching = selectDeliveries(db, companyId)
    if (status !== undefined) matching = matching.where('delivery.status', '=', status)
    if (event_type) matching = matching.where('event.event_type', '=', event_type.toLowerCase())
    if (operation_id) matching = matching.where('event.operation_id', '=', operation_id)
    if (from !== null) matching = matching.where('delivery.created_at', '>=', from)
    if (to !== null) matching = matching.where('delivery.created_at', '<=', to)
    const { total } = await matching.select(sql<bigint>`count(*)`.as('total')).executeTakeFirstOrThrow()
    const rows = await matching
      .select(DELIVERY_COLUMNS)
      .orderBy('delivery.id', 'desc')
      .limit(page.size)
      .offset(page.offset)
      .execute()
    return formA(rows.map(showDelivery), Number(total), page, 'items')
  },
})
