import type { TransferState } from '../partner/partner.ts'

export type RampStatus = 'PENDING' | 'PROCESSING' | 'COMPLETED' | 'FAILED' | 'CANCELLED'
/** CREATING, UNDONE: an on-ramp that the partner has not made yet, or never will. Nobody has been told of it. */
export type RampState = TransferState | 'awaiting_approval' | 'CREATING' | 'UNDONE'
/** HELD: with us. QUEUED: may be on their way. LEFT: gone, finally. BACK: they never left, finally. */
export type TokensPlace = 'HELD' | 'QUEUED' | 'LEFT' | 'BACK'

/** All that decides what becomes of a ramp. */
export interface Standing {
  readonly type: 'RAMP_ON' | 'RAMP_OFF'
  readonly state: RampState
  readonly status: RampStatus
  /** The partner's word that counts: it only moves forward. */
  readonly partnerState: TransferState | null
  /** Off-ramps. */
  readonly tokens: TokensPlace | null
  /** Off-ramps: the virtual balance has its amount again. */
  readonly givenBack: boolean
  /** On-ramps: what arrived is on the virtual balance. */
  readonly credited: boolean
}

/** Something that has become known. */
export type News =
  | { readonly kind: 'APPROVED' }
  /** The partner has made the transfer. */
  | { readonly kind: 'CREATED' }
  /** REFUSED: it never will, and nothing is left there. GIVEN_UP: it did not answer; something may be left. */
  | { readonly kind: 'REFUSED' | 'GIVEN_UP' }
  /** By the caller, for want of money, or gone at the partner. */
  | { readonly kind: 'CANCELLED' }
  | { readonly kind: 'PARTNER'; readonly state: TransferState }
  /** Queued for the chain. */
  | { readonly kind: 'SENT' }
  /** Final on the chain; LOST too when people did not approve them. */
  | { readonly kind: 'TOKENS_LEFT' | 'TOKENS_FAILED' }
  /** The partner has paid, and its transaction is final in our own books. */
  | { readonly kind: 'ARRIVED' }

/** What is booked. docs/ledger.md has the accounts. */
export type Move =
  /** The payment ended: the partner has the tokens. */
  | 'COMPLETE'
  /** The payment ended: both sides go back where they were. */
  | 'RETURN'
  /** Given back although the tokens may be gone: the partner owes them. */
  | 'CLAIM'
  /** The tokens never left, and the wallet's side is settled otherwise: against the claim. */
  | 'BACK_TO_CLAIM'
  /** What arrived becomes the wallet's. */
  | 'CREDIT'

export interface Step {
  readonly next: Standing
  readonly moves: readonly Move[]
  /** The event of an end. */
  readonly tell: 'success' | 'failed' | 'canceled' | null
  /** A transfer may be left at the partner that nobody needs. */
  readonly drop: boolean
}
