/**
 * The banking partner, as the rooms above see it: people and businesses it knows, bank accounts it may pay, transfers between
 * fiat and tokens. One adapter implements it (bridge/). Amounts and rates are decimal text as the partner writes it: who uses them
 * reads them exactly. Each call may use the network, so none is made while a transaction is open.
 *
 * Every creation has a key (a UUID that was committed with the row that wants it): the same key within a day gives the same thing again.
 * What came of a call that was not answered is asked for by the key, never by making the thing anew under another one.
 */
export interface Partner {
  /** Null: a new customer accepts the terms; else the newer terms for this one. @returns the page that gives the `signed_agreement_id`. */
  termsLink(customerId: string | null, key: string): Promise<string>
  createCustomer(customer: NewPartnerCustomer, key: string): Promise<PartnerCustomer>
  getCustomer(customerId: string): Promise<PartnerCustomer>
  /** By our own name for it; with an e-mail only among those that have it. After KEY_EXPIRED. */
  findCustomer(by: {
    readonly clientReferenceId: string
    readonly email: string | null
  }): Promise<PartnerCustomer | null>
  updateCustomer(customerId: string, change: PartnerCustomerChange): Promise<PartnerCustomer>
  createExternalAccount(
    customerId: string,
    account: NewExternalAccount,
    key: string,
  ): Promise<ExternalAccount>
  /** Gone already counts as done. */
  deleteExternalAccount(customerId: string, accountId: string): Promise<void>
  createTransfer(transfer: NewPartnerTransfer, key: string): Promise<PartnerTransfer>
  getTransfer(transferId: string): Promise<PartnerTransfer>
  /** While it awaits funds. Amount and fee in the source fiat. */
  updateTransfer(transferId: string, change: TransferChange): Promise<PartnerTransfer>
  /** While it awaits funds. Gone already counts as done. */
  deleteTransfer(transferId: string): Promise<void>
  /** Every transfer that changed in a span of time, a page after the other; the caller may stop in between. */
  listTransfers(span: {
    readonly updatedAfter: Date
    readonly updatedBefore?: Date
  }): AsyncIterable<PartnerTransfer>
  /** A page on which a card is charged; what follows is a transfer with `source.rail` `card`. */
  createCardSession(session: NewCardSession, key: string): Promise<CardSession>
  /** `to` per one `from`; indicative, nothing is locked. */
  exchangeRate(from: string, to: string): Promise<PartnerRate>
}

/**
 * What a call may end with besides an answer.
 * `UNAVAILABLE`: nobody answered, or "later" (429, 5xx, 409): the same call again later. It may have had its effect.
 * `REFUSED`: it will be refused again as it stands; nothing was made.
 * `NOT_FOUND`: no such thing there.
 * `KEY_EXPIRED`: the key was used more than a day ago, or with another body: look for what it made before making anything.
 */
export class PartnerError extends Error {
  readonly kind: 'UNAVAILABLE' | 'REFUSED' | 'NOT_FOUND' | 'KEY_EXPIRED'
  readonly details: PartnerErrorDetails

  /** `message`: for the log and operators, without personal data. */
  constructor(kind: PartnerError['kind'], message: string, details: PartnerErrorDetails = {}) {
    super(message)
    this.name = 'PartnerError'
    this.kind = kind
    this.details = details
  }
}

export interface PartnerErrorDetails {
  readonly status?: number
  /** The partner's own word, such as `invalid_parameters`. */
  readonly code?: string
  /** Which fields it names. */
  readonly fields?: readonly string[]
  readonly retryAfterSeconds?: number
}

// ---- customers

export interface PartnerAddress {
  readonly street_line_1: string
  readonly street_line_2?: string
  readonly city: string
  /** At most three characters, without the country. */
  readonly subdivision?: string
  readonly postal_code?: string
  /** Alpha-3. */
  readonly country: string
}

export interface IdentifyingItem {
  readonly type: string
  /** Alpha-3. */
  readonly issuing_country: string
  readonly number?: string
  readonly description?: string
  readonly expiration?: string
  /** `data:` URI. */
  readonly image_front?: string
  readonly image_back?: string
}

export interface PartnerPerson {
  readonly first_name: string
  readonly middle_name?: string
  readonly last_name: string
  readonly email: string
  /** E.164. */
  readonly phone?: string
  /** `YYYY-MM-DD`. */
  readonly birth_date: string
  readonly residential_address: PartnerAddress
  readonly identifying_information: readonly IdentifyingItem[]
}

export interface PartnerDocument {
  readonly purposes: readonly string[]
  /** `data:` URI. */
  readonly file: string
}

export interface PartnerBusiness {
  readonly business_legal_name: string
  readonly business_trade_name?: string
  readonly business_description?: string
  readonly email: string
  readonly phone?: string
  readonly registered_address: PartnerAddress
  readonly physical_address?: PartnerAddress
  readonly identifying_information: readonly IdentifyingItem[]
  readonly associated_persons: readonly (PartnerPerson & {
    readonly has_ownership: boolean
    readonly has_control: boolean
    readonly is_signer: boolean
    readonly title?: string
  })[]
}

/**
 * The partner demands the type alone, and says in the endorsements what it misses. Fields it names beyond these (account_purpose,
 * source_of_funds …) travel in `more` as they are.
 */
export type NewPartnerCustomer = (
  | ({ readonly type: 'individual' } & Partial<PartnerPerson>)
  | ({ readonly type: 'business' } & Partial<PartnerBusiness>)
) & {
  readonly signed_agreement_id?: string
  readonly endorsements?: readonly Endorsement[]
  readonly documents?: readonly PartnerDocument[]
  readonly client_reference_id?: string
  readonly more?: Readonly<Record<string, unknown>>
}

/** The type and any of the other fields, but for associated persons: the partner takes no change of them this way. */
export type PartnerCustomerChange = ChangeOf<NewPartnerCustomer>
type ChangeOf<C> = C extends unknown ? Omit<C, 'associated_persons'> : never

export const ENDORSEMENTS = ['base', 'sepa', 'spei', 'pix', 'faster_payments', 'cop'] as const
export type Endorsement = (typeof ENDORSEMENTS)[number]

export interface PartnerCustomer {
  readonly id: string
  readonly clientReferenceId: string | null
  /** `active`, `rejected`, `under_review`, `incomplete` …; unknown ones are passed on. */
  readonly status: string
  /** What may be shown to the customer; the partner's `developer_reason` stays out. */
  readonly rejectionReasons: readonly string[]
  readonly endorsements: readonly PartnerEndorsement[]
}

export interface PartnerEndorsement {
  readonly name: string
  /** `approved`, `incomplete`, `revoked`. */
  readonly status: string
  /** Names of what is missing, flattened. */
  readonly missing: readonly string[]
  readonly issues: readonly string[]
}

// ---- bank accounts

export interface NewExternalAccount {
  readonly currency: 'usd' | 'eur' | 'mxn' | 'brl' | 'gbp' | 'cop'
  readonly account_type: 'us' | 'iban' | 'clabe' | 'pix' | 'gb' | 'co_bank_transfer' | 'bre_b'
  readonly account_owner_name: string
  readonly account_owner_type?: 'individual' | 'business'
  readonly first_name?: string
  readonly last_name?: string
  readonly business_name?: string
  readonly bank_name?: string
  readonly address?: Omit<PartnerAddress, 'subdivision'> & { readonly state?: string }
  /** The rail's own object, under the partner's name for it: `account`, `iban`, `clabe`, `pix_key`. */
  readonly rail: {
    readonly name: 'account' | 'iban' | 'clabe' | 'pix_key'
    readonly fields: Readonly<Record<string, string>>
  }
}

export interface ExternalAccount {
  readonly id: string
  readonly active: boolean
  readonly bankName: string | null
}

// ---- transfers

/** The partner's words, lower case. */
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

export type FiatSourceRail =
  | 'ach_push'
  | 'wire'
  | 'sepa'
  | 'spei'
  | 'pix'
  | 'faster_payments'
  | 'co_bank_transfer'
  | 'bre_b'
export type FiatTargetRail =
  | 'ach'
  | 'wire'
  | 'sepa'
  | 'spei'
  | 'pix'
  | 'faster_payments'
  | 'co_bank_transfer'
  | 'bre_b'
export type ChainRail = 'polygon' | 'tron'

export type NewPartnerTransfer = {
  readonly on_behalf_of: string
  readonly client_reference_id: string
  /** Decimal text. In the source fiat, or the fiat that the source token is pegged to. Absent: takes what arrives. */
  readonly amount?: string
  /** Absolute, of the same denomination. */
  readonly developer_fee?: string
  /** `"0.5"` is half a percent; the only fee of one that takes what arrives. */
  readonly developer_fee_percent?: string
} & (
  | {
      readonly way: 'ON'
      readonly source: {
        readonly payment_rail: FiatSourceRail
        readonly currency: string
        readonly co_bank_transfer?: {
          readonly redirect_url: string
          readonly sender_data?: Readonly<Record<string, string>>
        }
      }
      readonly destination: {
        readonly payment_rail: ChainRail
        readonly currency: 'usdc' | 'usdt'
        readonly to_address: string
      }
    }
  | {
      readonly way: 'OFF'
      readonly source: {
        readonly payment_rail: ChainRail
        readonly currency: 'usdc' | 'usdt'
        readonly from_address: string
      }
      readonly destination: {
        readonly payment_rail: FiatTargetRail
        readonly currency: string
        readonly external_account_id: string
        readonly reference?: string
      }
      /** Where tokens come back to. */
      readonly return_address: string
    }
)

export interface TransferChange {
  readonly amount?: string
  readonly developer_fee?: string
}

export interface PartnerTransfer {
  readonly id: string
  readonly clientReferenceId: string | null
  readonly customerId: string
  /** Null: a word that we do not know. It changes nothing and is told to the operator. */
  readonly state: TransferState | null
  /** Decimal text; null while it takes what arrives. */
  readonly amount: string | null
  readonly currency: string | null
  /** As the partner wrote them: `iban`, `bank_account_number`, `br_code`, `start_url`, `to_address`, `blockchain_memo` … */
  readonly instructions: Readonly<Record<string, string | null>>
  readonly receipt: {
    readonly initialAmount: string | null
    readonly developerFee: string | null
    readonly exchangeFee: string | null
    readonly finalAmount: string | null
    readonly exchangeRate: string | null
    readonly sourceTxHash: string | null
    readonly destinationTxHash: string | null
  }
  /** `refundReference`: the hash of what came back. */
  readonly returned: { readonly reason: string | null; readonly refundReference: string | null } | null
  /** Who paid the fiat, where the partner tells. */
  readonly sender: string | null
  readonly createdAt: Date
  readonly updatedAt: Date
}

export interface NewCardSession {
  readonly on_behalf_of: string
  readonly client_reference_id: string
  /** Absent: chosen at the checkout. */
  readonly amount?: string
  readonly currency: string
  readonly developer_fee_percent?: string
  readonly destination: {
    readonly payment_rail: ChainRail
    readonly currency: 'usdc' | 'usdt'
    readonly to_address: string
  }
}

export interface CardSession {
  readonly id: string
  readonly url: string
  readonly bootstrapToken: string
  /** The transfer that the session pays for, there from the beginning. */
  readonly transferId: string
}

export interface PartnerRate {
  /** Decimal text, up to twelve significant digits. */
  readonly midmarket: string
  readonly buy: string
  readonly sell: string
  readonly updatedAt: Date
}
