import { Type } from 'typebox'
import { enumField } from '../../kernel/http/fields.ts'
import { MESSAGE_TYPES } from '../message.ts'

const NullableText = Type.Union([Type.String(), Type.Null()])
const text = (description?: string) =>
  Type.Optional(Type.String(description === undefined ? {} : { description }))
const money = (description: string) =>
  Type.Optional(
    Type.Object({ value: Type.Integer({ minimum: 0 }), currency: Type.String() }, { description }),
  )

/** A message as documented; read-message.ts checks it. */
export const MessageShape = Type.Object({
  type: enumField(MESSAGE_TYPES),
  network_id: Type.String({ description: 'Of this message, unique for ever' }),
  transaction_ref: text('Of the whole life of the purchase'),
  original_network_id: text('The message that this one refers to'),
  stan: text(),
  rrn: text(),
  sent_at: text(),
  card: Type.Object({ id: text(), pan: text(), expiry: text('MMYY') }, { description: 'id or pan' }),
  amount: money('In the currency of the purchase, minor units'),
  billing: money('In USD, cents'),
  exchange_rate: text(),
  channel: text('POS, ECOMMERCE, ATM, VISA_DIRECT'),
  entry_mode: text('chip, contactless, magstripe, manual, ecommerce, credential_on_file, wallet'),
  initiator: text('cardholder, merchant'),
  merchant: Type.Optional(
    Type.Object({
      id: text(),
      name: text(),
      city: text(),
      post_code: text(),
      state: text(),
      country: text(),
      mcc: text(),
      mcc_category: text(),
    }),
  ),
  acquirer: Type.Optional(Type.Object({ id: text(), country: text() })),
  terminal_id: text(),
  cvv2: text('authorization'),
  pin_result: text('authorization: match, mismatch'),
  cryptogram_result: text('authorization: valid, invalid'),
  three_ds: Type.Optional(
    Type.Object(
      { eci: text(), status: text('authenticated, attempted, failed'), challenge_id: text() },
      { description: 'authorization' },
    ),
  ),
  partial_supported: Type.Optional(Type.Boolean()),
  decision: text('advice: approved, declined, cancelled'),
  reason: text('advice, reversal'),
  clearing_id: text('clearing'),
  arn: text('clearing, refund'),
  sequence: Type.Optional(Type.Object({ number: Type.Integer(), count: Type.Integer() })),
  final: Type.Optional(Type.Boolean({ description: 'clearing: no more pieces follow' })),
  settlement_date: text('clearing'),
  sender: Type.Optional(
    Type.Object({ name: text(), account_reference: text(), country: text() }, { description: 'visa_direct' }),
  ),
  business_application_id: text('visa_direct'),
  action: text('three_ds_challenge: create, verify, status'),
  challenge_id: text('three_ds_challenge: verify, status'),
  otp: text('three_ds_challenge: verify'),
})

const common = {
  network_id: Type.String(),
  type: Type.String(),
  response_code: Type.String({ description: 'ISO 8583 field 39' }),
  processed_at: Type.String({ format: 'date-time' }),
}

export const AnswerShape = Type.Union([
  Type.Object({
    ...common,
    approved: Type.Boolean(),
    auth_code: NullableText,
    authorized: Type.Union([
      Type.Object({ value: Type.Integer(), currency: Type.Literal('USD') }),
      Type.Null(),
    ]),
    transaction_id: NullableText,
    event_id: NullableText,
    decline_code: NullableText,
    cvv_result: Type.String({ description: 'M match, N no match, P not given' }),
    company_response: NullableText,
  }),
  Type.Object({
    ...common,
    challenge_id: NullableText,
    method: Type.String({ description: 'sms, webhook, disabled' }),
    status: Type.String({ description: 'PENDING, APPROVED, REFUSED, FAILED, EXPIRED' }),
    attempts_left: Type.Integer(),
    expires_at: NullableText,
  }),
])
