import { writeRoute } from '../../kernel/http/route.ts'
import { isId } from '../../kernel/ids.ts'
import { refuse } from '../../kernel/refusal.ts'
import { readCompanyWebhook } from '../company-webhook.ts'
import { rulesOf } from '../event-rules.ts'
import { replay } from '../replay.ts'
import { DELIVERY_COLUMNS, DeliveryAnswer, selectDeliveries, showDelivery } from './delivery-answer.ts'

export const replayDelivery = writeRoute({
  method: 'POST',
  path: '/management/webhooks/deliveries/{deliveryId}/replay',
  access: { level: 3 },
  summary: 'Deliver an event once more',
  refusals: ['DELIVERY_NOT_FOUND', 'DELIVERY_NOT_REPLAYABLE', 'DELIVERY_PENDING', 'WEBHOOK_URL_MISSING'],
  tag: 'Webhooks',
  answer: DeliveryAnswer,
  status: 201,
  async write(tx, { companyId, params, now }) {
    const id = params.deliveryId ?? ''
    const old = isId(id)
      ? await selectDeliveries(tx, companyId)
          .where('delivery.id', '=', id)
          .select(['delivery.status', 'event.id', 'event.event_type', 'event.sequence', 'event.order_key'])
          .executeTakeFirst()
      : undefined
    if (old === undefined) return refuse('DELIVERY_NOT_FOUND')
    if (!rulesOf(old.event_type).isReplayable)
      return refuse('DELIVERY_NOT_REPLAYABLE', { event_type: old.event_type })
    if (old.status === 'PENDING') return refuse('DELIVERY_PENDING')
    const webhook = await readCompanyWebhook(tx, companyId)
    if (webhook === null || webhook.url === null) return refuse('WEBHOOK_URL_MISSING')
    const event = { eventId: old.id, sequence: old.sequence, orderKey: old.order_key }
    const [newDeliveryId = ''] = await replay(tx, companyId, [event], now)
    const delivery = await selectDeliveries(tx, companyId)
      .where('delivery.id', '=', newDeliveryId)
      .select(DELIVERY_COLUMNS)
      .executeTakeFirstOrThrow()
    return showDelivery(delivery)
  },
})
