import { DECLINES } from '../decline-codes.ts'
import type { CardMessage, PurchaseAnswer } from '../message.ts'

type Said = Partial<
  Pick<
    PurchaseAnswer,
    'response_code' | 'approved' | 'auth_code' | 'authorized' | 'decline_code' | 'company_response'
  >
> & { readonly transactionId: string | null; readonly eventId: string | null }

/** The answer to a posting: taken, unless it says otherwise. */
export function answer(m: CardMessage, now: Date, said: Said): PurchaseAnswer {
  return {
    network_id: m.message.networkId,
    type: m.message.type,
    response_code: said.response_code ?? '00',
    approved: said.approved ?? true,
    auth_code: said.auth_code ?? null,
    authorized: said.authorized ?? null,
    transaction_id: said.transactionId,
    event_id: said.eventId,
    decline_code: said.decline_code ?? null,
    cvv_result: m.cvvResult,
    company_response: said.company_response ?? null,
    processed_at: now.toISOString(),
  }
}

/** It was approved, and the network had stopped waiting. */
export function tooLate(
  m: CardMessage,
  { transaction_id: transactionId, event_id: eventId, company_response }: PurchaseAnswer,
  now: Date,
): PurchaseAnswer {
  const { iso } = DECLINES.C010
  const said = { response_code: iso, approved: false, decline_code: 'C010', company_response }
  return answer(m, now, { ...said, transactionId, eventId })
}

/** Its purchase is unknown, or takes nothing more. */
export function unknownOriginal(
  m: CardMessage,
  now: Date,
  transactionId: string | null = null,
): PurchaseAnswer {
  return answer(m, now, { response_code: '25', approved: false, transactionId, eventId: null })
}
