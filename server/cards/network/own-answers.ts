import { DECLINES } from '../decline-codes.ts'
import type { NetworkAnswer, NetworkMessage, PurchaseAnswer } from '../message.ts'

/** No card is known by this number or id (contract, cards §11.2). */
export function unknownCard(message: NetworkMessage, now: Date): NetworkAnswer {
  if (message.type !== 'three_ds_challenge') return refused(message, '14', null, now)
  return {
    network_id: message.networkId,
    type: 'three_ds_challenge',
    response_code: '14',
    challenge_id: null,
    method: 'disabled',
    status: 'REFUSED',
    attempts_left: 0,
    expires_at: null,
    processed_at: now.toISOString(),
  }
}

/** An authorization that could not even be looked up, or not in time: nothing was decided or stored. */
export function notProcessed(message: NetworkMessage, code: 'C010' | 'C020', now: Date): PurchaseAnswer {
  return refused(message, DECLINES[code].iso, code, now)
}

function refused(
  { networkId, type, card }: NetworkMessage,
  responseCode: string,
  declineCode: string | null,
  now: Date,
): PurchaseAnswer {
  return {
    network_id: networkId,
    type,
    response_code: responseCode,
    approved: false,
    auth_code: null,
    authorized: null,
    transaction_id: null,
    event_id: null,
    decline_code: declineCode,
    cvv_result: card.cvv2 === null ? 'P' : 'N',
    company_response: null,
    processed_at: now.toISOString(),
  }
}
