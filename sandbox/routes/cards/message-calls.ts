import { Type } from 'typebox'
import type { SimulatedType } from '../../network/draft-message.ts'
import type { NetworkCall } from './network-call.ts'

const anything = (description: string) => Type.Optional(Type.Unknown({ description }))

const body = Type.Object(
  {
    card_id: Type.String(),
    transaction_id: Type.Optional(
      Type.String({
        description: 'Of the purchase to follow up, or of one of its events; absent: the newest that fits',
      }),
    ),
    amount: anything('`{"value", "currency"}` in minor units of the currency of the purchase'),
    billing: anything('`{"value", "currency": "USD"}` in cents; one of both amounts is enough'),
    merchant: anything('Fields of the merchant; the rest is filled in'),
    channel: anything('POS, ECOMMERCE or ATM'),
    network_id: anything('Id of the message; absent: a new one'),
    transaction_ref: anything(
      'Id of the whole purchase; an unknown one: a force-post, a refund without purchase',
    ),
  },
  { additionalProperties: true, description: 'Any other field of the message may be given too, and wins' },
)

const answer = Type.Object(
  { network_id: Type.String(), type: Type.String(), response_code: Type.String() },
  { additionalProperties: true },
)

const messageCall = (name: string, type: SimulatedType, summary: string): NetworkCall => ({
  path: `/sandbox/cards/${name}`,
  type,
  summary,
  tag: 'Sandbox',
  body,
  takesAnyField: true,
  answer,
  answersNothing: false,
  refusals: ['AUTHORIZATION_EVENT_NOT_FOUND', 'CLEARED_NOT_FOUND'],
  unknownCard: 'CARD_NOT_FOUND',
  fitting: null,
  given: (fields) => fields,
})

/** `/sandbox/cards/…`: one call per message type (contract, cards §12). */
export const MESSAGE_CALLS: readonly NetworkCall[] = [
  messageCall('authorize', 'authorization', 'Make the network ask for a purchase'),
  messageCall('incremental', 'incremental', 'Make the network add to an approved purchase'),
  messageCall('advice', 'advice', 'Make the network tell what it decided itself'),
  messageCall('clearing', 'clearing', 'Make the network settle a purchase'),
  messageCall('reversal', 'reversal', 'Make the network release a purchase'),
  messageCall('refund', 'refund', 'Make a merchant give money back'),
  messageCall('visa-direct', 'visa_direct', 'Make somebody push money to a card'),
  messageCall(
    'three-ds-challenge',
    'three_ds_challenge',
    'Make a bank page open, verify or ask for a 3DS challenge; `otp` is the code that came to the cardholder',
  ),
]
