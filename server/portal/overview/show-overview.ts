import { Type } from 'typebox'
import { Instant } from '../../companies/schemas.ts'
import { enumField } from '../../kernel/http/fields.ts'
import { readRoute } from '../../kernel/http/route.ts'
import type { PortalDeps } from '../deps.ts'
import { HistoryShape, readHistory } from './balance-history.ts'
import { CardFiguresShape, readCardFigures } from './card-figures.ts'
import { coalesce } from './coalesce.ts'
import { AlertsShape, readAlerts } from './newest-alerts.ts'
import { createPurchases, PurchasesShape } from './purchases.ts'
import { ReservesShape, readReserves } from './reserves.ts'
import { readWebhookHealth, WebhookHealthShape } from './webhook-health.ts'

/** The first page: how the company stands. Each part is one small read, or is kept for who asks next. */
export function showOverviewRoute(deps: Pick<PortalDeps, 'db' | 'tokens'>) {
  const { db } = deps
  const reserves = coalesce((companyId) => readReserves(db, deps, companyId))
  const cards = coalesce((companyId) => readCardFigures(db, companyId))
  const purchases = createPurchases()
  return readRoute({
    method: 'GET',
    path: '/portal/api/overview',
    access: { person: true },
    summary: 'How the company stands',
    tag: 'Portal',
    query: Type.Object({
      period: Type.Optional({
        ...enumField(['24h', '7d']),
        description: 'Of the purchases; 24h unless given',
      }),
    }),
    answer: Type.Object({
      as_of: Instant,
      reserves: ReservesShape,
      history: HistoryShape,
      cards: CardFiguresShape,
      purchases: PurchasesShape,
      webhooks: WebhookHealthShape,
      alerts: AlertsShape,
    }),
    async read(_db, { companyId, query: { period = '24h' }, now }) {
      const [reservesNow, history, cardFigures, decided, webhooks, alerts] = await Promise.all([
        reserves(companyId),
        readHistory(db, companyId),
        cards(companyId),
        purchases(db, companyId, { period, now }),
        readWebhookHealth(db, companyId),
        readAlerts(db, companyId),
      ])
      return {
        as_of: now.toISOString(),
        reserves: reservesNow,
        history,
        cards: cardFigures,
        purchases: decided,
        webhooks,
        alerts,
      }
    },
  })
}
