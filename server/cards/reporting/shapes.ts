import { Type } from 'typebox'

export const nullable = <S extends Parameters<typeof Type.Union>[0][number]>(schema: S) =>
  Type.Union([schema, Type.Null()])

const DeclineReasonShape = Type.Object({
  code: Type.String({ description: 'docs/decline-codes.md' }),
  simple_reason: Type.String(),
  detailed_reason: Type.String(),
  next_step: Type.String(),
})

const consolidated = {
  id: Type.String({ description: 'Of the event; of a purchase in the second shape its approval or decline' }),
  datetime: Type.String(),
  operation: Type.String(),
  bill_amount: Type.Number({ description: 'Without fees, but in the list of the second shape' }),
  bill_currency: Type.String(),
  transaction_amount: Type.Number(),
  transaction_currency: Type.String(),
  merchant_name: nullable(Type.String()),
}

const common = {
  ...consolidated,
  exchange_rate: nullable(Type.Number()),
  decline_reason: nullable(DeclineReasonShape),
  fee_fx_provider: Type.Number(),
  fee_fx_client: Type.Number(),
  fee_atm_provider: Type.Number(),
  fee_atm_client: Type.Number(),
  fee_deposit_provider: Type.Number(),
  fee_deposit_client: Type.Number(),
}

const movement = {
  ...common,
  original_balance: nullable(
    Type.Number({ description: "The card's available balance; null when not TOP_UP" }),
  ),
  new_balance: nullable(Type.Number()),
  status: Type.String(),
}

const detail = {
  company_response: nullable(Type.String({ description: 'approved, declined, late, none or unreadable' })),
  transaction_id: nullable(Type.String()),
}

export const ConsolidatedShape = Type.Object(consolidated)
export const MovementShape = Type.Object(movement)
export const DetailShape = Type.Object({ ...movement, ...detail })
export const DetailV2Shape = Type.Object({
  ...common,
  ...detail,
  merchant_city: nullable(Type.String()),
  lifecycle: Type.Object({
    transaction_id: nullable(Type.String()),
    state: Type.String({ description: 'SIMPLE, PARTIAL, COMPLETE or OVER_CAPTURE' }),
    outcome: Type.String({
      description: 'NONE, PARTIALLY_REVERSED, REVERSED, PARTIALLY_REFUNDED or REFUNDED',
    }),
    event_count: Type.Integer(),
    events: Type.Array(Type.Object({ id: Type.String(), operation: Type.String(), datetime: Type.String() })),
  }),
})
