import type { Asset } from '../kernel/money.ts'

/**
 * The chart of accounts: docs/ledger.md explains each. Owner is the wallet for VIRTUAL_BALANCE, the card for CARD_BALANCE, else
 * the company.
 */
export const CHART = {
  /** Tokens in a holding wallet, free to be paid out. */
  HOLDING: { normal: 'DEBIT', guarded: true },
  /** Tokens on deposit addresses, confirmed and not yet swept. */
  UNSWEPT: { normal: 'DEBIT', guarded: false },
  /** Tokens that left HOLDING for a payment that is not final. */
  IN_TRANSIT: { normal: 'DEBIT', guarded: false },
  /** What the company owes its client: a virtual wallet's balance of one token. */
  VIRTUAL_BALANCE: { normal: 'CREDIT', guarded: true },
  /** Confirmed deposits under the minimum: in our hands, not yet owed. */
  UNCREDITED: { normal: 'CREDIT', guarded: false },
  /** Payments taken from their payer and not final: owed to the receiver until then. */
  PAYABLE: { normal: 'CREDIT', guarded: false },
  /** The company's own share: outside funding, credits (negative), rests of deleted wallets. */
  EQUITY: { normal: 'CREDIT', guarded: false },
  /** Tokens that the banking partner owes us: given back to their wallet before they came back. Below zero we owe them. */
  PARTNER_CLAIM: { normal: 'DEBIT', guarded: false },

  // Cards, per token. They have a holding wallet of their own.
  /** Tokens in the cards' holding wallet, free to be paid out. */
  CARD_TOKENS: { normal: 'DEBIT', guarded: true },
  /** Tokens on cards' deposit addresses, confirmed and not yet swept. */
  CARD_UNSWEPT: { normal: 'DEBIT', guarded: false },
  /** Tokens that left CARD_TOKENS for a payment that is not final. */
  CARD_IN_TRANSIT: { normal: 'DEBIT', guarded: false },
  /** Confirmed deposits under the minimum: in our hands, counting for nothing yet. */
  CARD_UNCREDITED: { normal: 'CREDIT', guarded: false },
  /** Tokens that count in dollars: over all tokens equal to CARD_BACKING. */
  CARD_CLAIM: { normal: 'CREDIT', guarded: false },

  // Cards, in micro-dollars. CARD_BACKING = HOLDING + FEES + PROVIDER_FEES + NETWORK + PAYABLE; CARD_ISSUED = all CARD_BALANCEs.
  /** What the program's tokens are worth, one to one. */
  CARD_BACKING: { normal: 'DEBIT', guarded: false },
  /** What purchases and withdrawals may use: `warranty_balance` is what is available of it. */
  CARD_HOLDING: { normal: 'CREDIT', guarded: true },
  /** Owed to the card network for what it settled; below zero it owes us. Holds on it are approved purchases. */
  CARD_NETWORK: { normal: 'CREDIT', guarded: false },
  /** The company's fees, settled; holds on it are those of purchases that are not settled (`pending`). */
  CARD_FEES: { normal: 'CREDIT', guarded: true },
  /** The operator's fees. */
  CARD_PROVIDER_FEES: { normal: 'CREDIT', guarded: false },
  /** Payments out of the holding wallet that are not final. */
  CARD_PAYABLE: { normal: 'CREDIT', guarded: false },
  /** What a TOP_UP card may spend: the company owes it to its client. */
  CARD_BALANCE: { normal: 'CREDIT', guarded: true },
  /** The other side of every CARD_BALANCE. */
  CARD_ISSUED: { normal: 'DEBIT', guarded: false },

  // Treasury, per token. The wallets' balances are the chain's; these say what came and went, so that the two can be compared.
  /** Tokens and coin on the company's own wallets that known deposits brought, less final transfers. */
  TREASURY_TOKENS: { normal: 'DEBIT', guarded: false },
  /** Confirmed deposits under the minimum: on the wallets, not yet told. */
  TREASURY_UNCREDITED: { normal: 'CREDIT', guarded: false },
  /** The company's own: the other side of both. */
  TREASURY_EQUITY: { normal: 'CREDIT', guarded: false },
} as const satisfies Record<string, { normal: 'DEBIT' | 'CREDIT'; guarded: boolean }>

export type AccountCode = keyof typeof CHART

export interface AccountRef {
  readonly code: AccountCode
  /** The company's id where the account is the company's. */
  readonly ownerId: string
  /** `Asset.id`. */
  readonly assetId: string
}

interface TransferBase {
  readonly id: string
  /** Smallest units, above zero. */
  readonly amount: bigint
  /** Why, in one word of docs/ledger.md. */
  readonly reason: string
  /** The deposit, payment or wallet that it is about. */
  readonly subjectId: string
  /** Books although a guarded account goes below zero: for facts of the world (a reverted deposit). */
  readonly overdraw?: true
}

export type NewTransfer =
  | (TransferBase & { readonly type: 'POST'; readonly debit: AccountRef; readonly credit: AccountRef })
  | (TransferBase & {
      readonly type: 'HOLD'
      readonly debit: AccountRef
      readonly credit: AccountRef
      readonly expiresAt: Date | null
    })
  /** More than what remains of the hold may be captured: the excess must be available (or overdraw). */
  | (TransferBase & { readonly type: 'CAPTURE'; readonly holdId: string })
  | (TransferBase & { readonly type: 'RELEASE'; readonly holdId: string })

/** Why a batch was not booked. Nothing of it was written. `index` is the transfer's place in the batch. */
export type BookingProblem =
  | {
      readonly problem: 'insufficient'
      readonly index: number
      readonly account: AccountRef
      readonly available: bigint
    }
  /** The id exists with another content; `field` says which differs first. */
  | { readonly problem: 'exists_with_different'; readonly index: number; readonly field: string }
  | { readonly problem: 'hold_not_found'; readonly index: number }
  | { readonly problem: 'release_exceeds_hold'; readonly index: number; readonly remaining: bigint }

/** `replayed`: every transfer of the batch existed already, the same field by field; nothing was written. */
export type Booking =
  | { readonly booked: true; readonly replayed: boolean }
  | ({ readonly booked: false } & BookingProblem)

export interface Balance {
  readonly account: AccountRef
  /** In the account's normal direction; may be negative where unguarded or overdrawn. */
  readonly balance: bigint
  /** Balance less holds against it. */
  readonly available: bigint
}

export type { Asset }
