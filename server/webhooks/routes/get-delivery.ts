import { readRoute } from '../../kernel/http/route.ts'
import { isId } from '../../kernel/ids.ts'
import { refuse } from '../../kernel/refusal.ts'
import { DELIVERY_COLUMNS, DeliveryDetailAnswer, selectDeliveries, showDelivery } from './delivery-answer.ts'

export const getDelivery = readRoute({
  method: 'GET',
  path: '/management/webhooks/deliveries/{deliveryId}',
  access: { level: 3 },
  summary: 'One webhook delivery with its attempts and their bodies',
  refusals: ['DELIVERY_NOT_FOUND'],
  tag: 'Webhooks',
  answer: DeliveryDetailAnswer,
  async read(db, { companyId, params }) {
    const id = params.deliveryId ?? ''
    const delivery = isId(id)
      ? await selectDeliveries(db, companyId)
          .where('delivery.id', '=', id)
          .select(DELIVERY_COLUMNS)
          .executeTakeFirst()
      : undefined
    if (delivery === undefined) return refuse('DELIVERY_NOT_FOUND')
    const attempts = await db
      .selectFrom('webhook_attempts')
      .select(['number', 'at', 'url', 'request_body', 'status_code', 'response_body', 'error', 'latency_ms'])
      .where('company_id', '=', companyId)
      .where('delivery_id', '=', delivery.id)
      .orderBy('number')
      .execute()
    return { ...showDelivery(delivery), attempts }
  },
})
