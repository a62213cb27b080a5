import { MICRO_PER_CENT } from '../card-accounts.ts'
import type { CompanyResponse, PurchaseAnswer } from '../message.ts'
import type { Decline } from './decide.ts'
import type { Purchase } from './purchase.ts'

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ23456789'
const AUTH_CODE_LENGTH = 6

/** How long the network waits, less what an answer takes to leave a busy process. */
export const ANSWER_MS_MAX = 1_570

/** What a batch takes to be written, on a machine that is not overloaded. */
const WRITE_MS = 25

/** What is decided now would be written when nobody waits for it any more. */
export function isNearlyLate({ m, stage, given }: Pick<Purchase, 'm' | 'stage' | 'given'>): boolean {
  return (
    given === null &&
    stage.kind !== 'UNDECIDED' &&
    performance.now() > m.receivedAt + ANSWER_MS_MAX - WRITE_MS
  )
}

export interface Verdict {
  /** Null: approved. */
  readonly decline: Decline | null
  readonly companyResponse: CompanyResponse | null
  readonly now: Date
}

/** What the network hears (contract, cards §11.3). */
export function answerOf(
  { m, transactionId, decisionEventId }: Pick<Purchase, 'm' | 'transactionId' | 'decisionEventId'>,
  { decline, companyResponse, now }: Verdict,
): PurchaseAnswer {
  const approved = decline === null
  return {
    network_id: m.message.networkId,
    type: 'authorization',
    response_code: approved ? '00' : decline.iso,
    approved,
    auth_code: approved ? authCode(transactionId) : null,
    authorized: approved ? { value: cents(m.message.billing ?? 0n), currency: 'USD' } : null,
    transaction_id: transactionId,
    event_id: decisionEventId,
    decline_code: decline?.code ?? null,
    cvv_result: m.cvvResult,
    company_response: companyResponse,
    processed_at: now.toISOString(),
  }
}

/** From the random end of the transaction's id. */
export function authCode(transactionId: string): string {
  let rest = Number.parseInt(transactionId.slice(-12), 16)
  let code = ''
  while (code.length < AUTH_CODE_LENGTH) {
    code += LETTERS[rest % LETTERS.length]
    rest = Math.floor(rest / LETTERS.length)
  }
  return code
}

/** Approved amounts are whole cents: they came as such. */
export function cents(micro: bigint): number {
  return Number(micro / MICRO_PER_CENT)
}
