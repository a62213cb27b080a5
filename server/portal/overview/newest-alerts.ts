import { Type } from 'typebox'
import { Instant, NullableText } from '../../companies/schemas.ts'
import type { Reader } from '../../kernel/database.ts'

const NEWEST_MAX = 20

export const AlertsShape = Type.Array(
  Type.Object({
    id: Type.String(),
    product: Type.String(),
    type: Type.String(),
    blockchain: Type.String(),
    wallet_id: NullableText,
    token_address: NullableText,
    value: Type.String(),
    threshold: NullableText,
    created_at: Instant,
  }),
  { description: 'The newest 20' },
)

interface AlertData {
  readonly type: string
  readonly blockchain: string
  readonly wallet_id: string | null
  readonly token_address: string | null
  readonly value: string
  readonly threshold: string | null
}

export async function readAlerts(db: Reader, companyId: string) {
  const alerts = await db
    .selectFrom('webhook_events')
    .select(['id', 'product', 'data', 'created_at'])
    .$narrowType<{ data: AlertData }>()
    .where('company_id', '=', companyId)
    .where('event_type', '=', 'alert')
    .orderBy('id', 'desc')
    .limit(NEWEST_MAX)
    .execute()
  return alerts.map(({ data, ...alert }) => ({
    ...alert,
    type: data.type,
    blockchain: data.blockchain.toUpperCase(),
    wallet_id: data.wallet_id,
    token_address: data.token_address,
    value: data.value,
    threshold: data.threshold,
  }))
}
