import { Type } from 'typebox'

const any = (description: string) => Type.Optional(Type.Unknown({ description }))

/** The body of `/sandbox/cards/…`: documentation. The platform judges the message when it arrives there. */
export const messageBody = Type.Object(
  {
    card_id: Type.String(),
    transaction_id: Type.Optional(
      Type.String({ description: 'Of the purchase to follow up; absent: the newest that fits' }),
    ),
    amount: any('`{"value", "currency"}` in minor units of the purchase’s currency'),
    billing: any('`{"value", "currency": "USD"}` in cents; one of both amounts is enough'),
    merchant: any('Fields of the merchant; the rest is filled in'),
    channel: any('POS, ECOMMERCE or ATM'),
    network_id: any('Id of the message; absent: a new one'),
    transaction_ref: any(
      'Id of the whole purchase; one nobody knows makes a force-post or a refund without purchase',
    ),
  },
  { additionalProperties: true, description: 'Any other field of the message may be given too' },
)

export const networkAnswer = Type.Object(
  { network_id: Type.String(), type: Type.String(), response_code: Type.String() },
  { additionalProperties: true },
)
