import { Type } from 'typebox'
import { jsonNumber, type RawJson, unitsToText } from '../../kernel/money.ts'
import type { Card } from '../card.ts'
import { USD_DECIMALS } from '../card-accounts.ts'

const Limit = Type.Union([Type.Number(), Type.Null()])
const NullableText = Type.Union([Type.String(), Type.Null()])

/** The contract's Card: every call that answers a card answers the whole of it. */
export const CardShape = Type.Object({
  id: Type.String(),
  card_holder_name: Type.String(),
  type: Type.Literal('VIRTUAL'),
  last4: Type.String(),
  status: Type.Enum(['ACTIVE', 'FROZEN', 'BLOCKED', 'EXPIRED', 'DELETED']),
  approval_method: Type.Enum(['TOP_UP', 'WEBHOOK', 'NONE']),
  daily_limit: Limit,
  weekly_limit: Limit,
  monthly_limit: Limit,
  per_transaction_limit: Limit,
  forwarded_3ds_type: Type.Enum(['sms', 'webhook', 'disabled']),
  meta: Type.Object({
    email: NullableText,
    otp_phone_number: Type.Object({ dial_code: Type.Integer(), phone_number: Type.String() }),
  }),
  metadata: Type.Union([Type.Object({}), Type.Null()]),
})

export function showCard(card: Card): object {
  return {
    id: card.id,
    card_holder_name: card.holder_name,
    type: 'VIRTUAL',
    last4: card.last4,
    status: card.status,
    approval_method: card.approval_method,
    daily_limit: dollars(card.daily_limit),
    weekly_limit: dollars(card.weekly_limit),
    monthly_limit: dollars(card.monthly_limit),
    per_transaction_limit: dollars(card.transaction_limit),
    forwarded_3ds_type: card.three_ds,
    meta: {
      email: card.email,
      otp_phone_number: { dial_code: Number(card.phone_country_code), phone_number: card.phone },
    },
    metadata: card.metadata,
  }
}

function dollars(micro: bigint | null): RawJson | null {
  return micro === null ? null : jsonNumber(unitsToText(micro, USD_DECIMALS))
}
