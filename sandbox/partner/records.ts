/** What the partner remembers, as it lies in its file. Times are epoch milliseconds of its clock, amounts decimal text. */

export type Json = Readonly<Record<string, unknown>>

export const CUSTOMER_STATUSES = [
  'not_started',
  'incomplete',
  'awaiting_questionnaire',
  'awaiting_ubo',
  'under_review',
  'active',
  'rejected',
  'paused',
  'deposits_restricted',
  'offboarded',
] as const
export type CustomerStatus = (typeof CUSTOMER_STATUSES)[number]

export interface CustomerRecord {
  readonly id: string
  readonly type: 'individual' | 'business'
  /** As they were sent; of files only that they are there. */
  readonly fields: Json
  readonly persons: readonly PersonRecord[]
  readonly has_accepted_terms: boolean
  readonly status: CustomerStatus
  readonly requested: readonly string[]
  readonly approved: readonly string[]
  readonly revoked: readonly string[]
  readonly reasons: readonly { readonly reason: string; readonly developer_reason: string }[]
  /** Somebody has given the rest on a page of the partner: nothing is missing but the terms. */
  readonly all_known: boolean
  /** Somebody has decided by hand: what is missing, and the last name, do not matter any more. */
  readonly decided: boolean
  readonly deleted: boolean
  readonly created_at: number
  readonly updated_at: number
}

export interface PersonRecord {
  readonly id: string
  readonly fields: Json
  readonly created_at: number
  readonly updated_at: number
}

/** An acceptance of the terms: good for one customer. */
export interface AgreementRecord {
  readonly id: string
  readonly used: boolean
}

export interface KycLinkRecord {
  readonly id: string
  readonly customer_id: string
  readonly fields: Json
  readonly terms_opened: boolean
  readonly kyc_opened: boolean
  readonly created_at: number
}

/** What the address of a page stands for. */
export type PageRecord =
  | { readonly token: string; readonly kind: 'terms'; readonly customer_id: string | null }
  | {
      readonly token: string
      readonly kind: 'kyc'
      readonly customer_id: string
      readonly redirect_uri: string | null
    }
  | { readonly token: string; readonly kind: 'link_terms'; readonly kyc_link_id: string }
  | { readonly token: string; readonly kind: 'link_kyc'; readonly kyc_link_id: string }

export interface AccountRecord {
  readonly id: string
  readonly customer_id: string
  readonly account_type: string
  readonly currency: string
  /** What is shown of it, without secrets. */
  readonly shown: Json
  readonly active: boolean
  readonly deactivation_reason: string | null
  readonly verification: { readonly requested_at: number; readonly completed_at: number | null } | null
  readonly deleted: boolean
  readonly created_at: number
  readonly updated_at: number
}

/** Where tokens go back to when a transfer does not say. */
export interface ReturnPolicyRecord {
  readonly id: string
  readonly strategy: 'static_address' | 'refund_to_sender'
  readonly rail: string
  readonly currency: string
  /** Of a static address. */
  readonly address: string | null
  readonly created_at: number
}

export const TRANSFER_STATES = [
  'awaiting_funds',
  'in_review',
  'funds_received',
  'payment_submitted',
  'payment_processed',
  'undeliverable',
  'missing_return_policy',
  'returned',
  'refund_in_flight',
  'refunded',
  'refund_failed',
  'canceled',
  'error',
] as const
export type TransferState = (typeof TRANSFER_STATES)[number]

export interface TransferRecord {
  readonly id: string
  readonly way: 'ON' | 'OFF'
  readonly customer_id: string
  readonly client_reference_id: string | null
  readonly state: TransferState
  /** Null: it takes what arrives. */
  readonly amount: string | null
  readonly developer_fee: string | null
  readonly developer_fee_percent: string | null
  readonly source: Json
  readonly destination: Json
  readonly instructions: Json
  readonly features: Json
  readonly return_address: { readonly address: string; readonly memo: string | null } | null
  readonly expires_at: number | null
  /** What counted as the deposit. */
  readonly deposit: DepositRecord | null
  /** Made when the deposit came, at the rate of then. */
  readonly settled: SettledAmounts | null
  /** `reference`: of a refund through a bank. */
  readonly returned: { readonly reason: string; readonly reference: string | null } | null
  readonly deleted: boolean
  readonly created_at: number
  readonly updated_at: number
}

export interface DepositRecord {
  readonly amount: string
  /** Tokens: what arrived, to the smallest unit. */
  readonly units: string | null
  readonly tx_hash: string | null
  /** An address, or the name of who paid. */
  readonly from: string | null
}

export interface SettledAmounts {
  readonly initial_amount: string
  readonly developer_fee: string
  readonly pre_conversion_subtotal_amount: string
  readonly converted_amount: string
  readonly final_amount: string
  /** Null without an exchange. */
  readonly exchange_rate: string | null
  readonly mid_market_rate: string | null
}

/** Tokens that arrived on chain at an address of ours, whatever became of them: by hash and place of the log. */
export interface ArrivalRecord {
  readonly id: string
  readonly rail: string
  readonly transfer_id: string
  readonly token: string
  readonly amount: string
  readonly tx_hash: string
  readonly from: string
  readonly memo: string | null
  /** Null: it counted. Else why it did not. */
  readonly ignored: string | null
}

/** A payment of ours on chain. It is signed once, and the same bytes are broadcast until they are mined: it never pays twice. */
export interface PaymentRecord {
  /** Of the transfer and what it is for: there is one at most. */
  readonly id: string
  readonly rail: string
  readonly token: string
  readonly to: string
  /** Smallest units. */
  readonly units: string
  readonly hash: string
  readonly raw: string
  /** EVM. */
  readonly nonce: number | null
  /** Tron: milliseconds of the chain, after which it is in no block. */
  readonly expires_at: number | null
  /** In a final block. */
  readonly final: boolean
}

export interface CardSessionRecord {
  readonly id: string
  readonly token: string
  readonly transfer_id: string
}

export interface EndpointRecord {
  readonly id: string
  readonly url: string
  readonly status: 'active' | 'disabled' | 'deleted'
  readonly event_categories: readonly string[]
  readonly public_key: string
  readonly private_key: string
  /** Every event up to this sequence has been delivered, or set aside. */
  readonly sequence: number
  /** Of the event that comes next, while it fails. */
  readonly failing: { readonly event_id: string; readonly attempts: number; readonly since: number } | null
  readonly next_attempt_at: number
  /** Told to come later, by a fault. */
  readonly aside: readonly SetAside[]
}

export interface SetAside {
  readonly event_id: string
  /** When it comes at the latest. */
  readonly until: number
  /** It comes after the next event, however early that is. */
  readonly after_next: boolean
}

export interface EventRecord {
  readonly event_id: string
  readonly event_developer_id: string
  readonly event_sequence: number
  readonly event_category: string
  readonly event_type: string
  readonly event_object_id: string
  readonly event_object_status: string | null
  readonly event_object: Json
  readonly event_object_changes: Json
  readonly event_created_at: string
}

/** An answer that the same key gets again. */
export interface AnswerRecord {
  readonly body_hash: string
  readonly status: number
  readonly body: unknown
  readonly at: number
}

export const TASK_KINDS = ['review', 'verification', 'transfer', 'expiry'] as const
export type TaskKind = (typeof TASK_KINDS)[number]

/** Something that is due at a time of the clock; one of a kind for each object. */
export interface TaskRecord {
  readonly kind: TaskKind
  readonly object_id: string
  readonly at: number
}
