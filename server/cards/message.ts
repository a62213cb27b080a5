import type { Country } from '../kernel/countries.ts'
import type { Currency } from '../kernel/currencies.ts'
import type { Secret } from '../kernel/secret.ts'

export const MESSAGE_TYPES = [
  'authorization',
  'incremental',
  'advice',
  'clearing',
  'reversal',
  'refund',
  'visa_direct',
  'three_ds_challenge',
] as const
export type MessageType = (typeof MESSAGE_TYPES)[number]

export type Channel = 'POS' | 'ECOMMERCE' | 'ATM' | 'VISA_DIRECT'

/** An amount in the purchase's own currency. */
export interface OriginalAmount {
  /** Minor units. */
  readonly value: bigint
  readonly currency: Currency
}

/** As the network gave it; what it did not give is null. */
export interface Merchant {
  readonly id: string | null
  readonly name: string | null
  readonly city: string | null
  readonly post_code: string | null
  readonly state: string | null
  readonly country: string | null
  readonly mcc: string | null
  readonly mcc_category: string | null
}

/**
 * A message of the card network, read and checked in its shape (contract, cards §11). It holds no secret but those in `Secret`,
 * which are used where the message arrives and never stored. `billing` is micro-dollars.
 */
export interface NetworkMessage {
  readonly type: MessageType
  readonly networkId: string
  readonly transactionRef: string | null
  readonly originalNetworkId: string | null
  readonly rrn: string | null
  readonly channel: Channel
  readonly entryMode: string | null
  readonly initiator: 'cardholder' | 'merchant'
  /** Null where the type needs none; then `original` is null too. */
  readonly billing: bigint | null
  readonly original: OriginalAmount | null
  /** Decimal text as given. */
  readonly exchangeRate: string | null
  readonly merchant: Merchant | null
  /** Four digits, or null. */
  readonly mcc: string | null
  /** Of the merchant; null when not given or unknown. */
  readonly country: Country | null
  readonly card: {
    readonly id: string | null
    readonly pan: Secret<string> | null
    /** MMYY */
    readonly expiry: string | null
    readonly cvv2: Secret<string> | null
  }
  readonly pinResult: 'match' | 'mismatch' | null
  readonly cryptogramResult: 'valid' | 'invalid' | null
  readonly threeDs: {
    readonly status: 'authenticated' | 'attempted' | 'failed'
    readonly challengeId: string | null
  } | null
  /** advice */
  readonly decision: 'approved' | 'declined' | 'cancelled' | null
  /** advice and reversal */
  readonly reason: string | null
  /** clearing: no more pieces follow. */
  readonly final: boolean
  readonly clearingId: string | null
  readonly arn: string | null
  /** three_ds_challenge */
  readonly action: 'create' | 'verify' | 'status' | null
  readonly challengeId: string | null
  readonly otp: Secret<string> | null
}

/** What a message is answered (contract, cards §11.3): these fields, in this order, are the JSON. */
export interface PurchaseAnswer {
  readonly network_id: string
  readonly type: MessageType
  /** ISO 8583 field 39. */
  readonly response_code: string
  readonly approved: boolean
  readonly auth_code: string | null
  /** Integer minor units. */
  readonly authorized: { readonly value: number; readonly currency: 'USD' } | null
  readonly transaction_id: string | null
  readonly event_id: string | null
  readonly decline_code: string | null
  readonly cvv_result: 'M' | 'N' | 'P'
  readonly company_response: CompanyResponse | null
  readonly processed_at: string
}

export interface ChallengeAnswer {
  readonly network_id: string
  readonly type: 'three_ds_challenge'
  readonly response_code: string
  readonly challenge_id: string | null
  readonly method: 'sms' | 'webhook' | 'disabled'
  readonly status: 'PENDING' | 'APPROVED' | 'REFUSED' | 'FAILED' | 'EXPIRED'
  readonly attempts_left: number
  readonly expires_at: string | null
  readonly processed_at: string
}

export type NetworkAnswer = PurchaseAnswer | ChallengeAnswer

export type CompanyResponse = 'approved' | 'declined' | 'late' | 'none' | 'unreadable'

/** A message whose card was found. */
export interface CardMessage {
  readonly message: NetworkMessage
  readonly companyId: string
  readonly cardId: string
  /** False: an old number of the card. True also where the card was named by its id. */
  readonly numberIsCurrent: boolean
  /** Null: none was given. */
  readonly expiryMatches: boolean | null
  readonly cvvResult: 'M' | 'N' | 'P'
  /** Keyed hash of the parsed body: what a repetition must have the same. */
  readonly bodyHash: Buffer
  readonly traceId: string
  /** `performance.now()` when its first byte was handled: the network waits from then. */
  readonly receivedAt: number
}
