import { malformed } from '../../server/kernel/http/fields.ts'
import { type Refusal, refuse } from '../../server/kernel/refusal.ts'
import type { Cardholders } from './cardholders.ts'
import { type Connection, type NetworkReply, sendAndHangUp, sendMessage } from './client.ts'
import { awaitAnswer, countMessage } from './count-message.ts'
import { type Fields, overlay, textIn } from './fields.ts'
import type { Pins } from './processor.ts'
import type { Purchases } from './purchases.ts'

/** The card network and the processor's memory of it. */
export interface NetworkSimulator {
  readonly purchases: Purchases
  readonly pins: Pins
  readonly cardholders: Cardholders
  /** Lets messages that come before this one's arrival follow it. */
  announce(cardId: string, message: Fields): void
  /** @returns the network answer (contract, cards §11.3), or why the platform took no message. */
  send(cardId: string, message: Fields): Promise<Fields | Refusal>
  /** Sends and loses the answer. */
  lose(message: Fields): Promise<void>
}

export interface SimulatorDeps {
  /** Known once the platform listens. */
  readonly connection: () => Connection
  readonly purchases: Purchases
  readonly pins: Pins
  readonly cardholders: Cardholders
}

export function createNetworkSimulator(deps: SimulatorDeps): NetworkSimulator {
  const { connection, purchases, pins, cardholders } = deps
  return {
    purchases,
    pins,
    cardholders,
    announce: (cardId, message) => awaitAnswer(purchases, cardId, message),
    async send(cardId, message) {
      const reply = await sendMessage(connection(), message)
      if (reply.status !== 200) return refused(message, reply)
      countMessage(purchases, cardId, message, reply.body)
      return reply.body
    },
    lose: (message) => sendAndHangUp(connection(), message),
  }
}

/** As the platform refused the message, so is the call that made it. */
function refused(message: Fields, { status, body }: NetworkReply): Refusal {
  if (status === 400) return malformed(textIn(body, 'message') ?? 'The platform cannot read the message')
  if (status === 412) return refuse('NETWORK_ID_REUSED', { id: textIn(message, 'network_id') ?? '' })
  throw new Error(`the platform answered a message ${status}: ${JSON.stringify(body)}`)
}

/** The message: what was drafted, and over it what the caller gave. */
export function completeMessage(draft: Fields, given: Fields): Fields {
  const { card_id: _card, transaction_id: _transaction, ...fields } = given
  return overlay(draft, fields)
}
