import type { CompanyAnswer, EndpointFault } from '../world/endpoints.ts'
import type { GateFault } from '../world/faulty-gate.ts'

/** Money of a plan: whole micro-dollars, or whole cents where the name says so. Companies, wallets, cards and purchases: by their number. */
export type Work =
  | { readonly do: 'open company' }
  | { readonly do: 'open wallet'; readonly company: number; readonly chain: string }
  | { readonly do: 'issue card'; readonly company: number; readonly method: ApprovalMethod }
  | { readonly do: 'deposit'; readonly wallet: number; readonly micro: number }
  | { readonly do: 'fund card'; readonly card: number; readonly micro: number }
  | { readonly do: 'fund card holding'; readonly company: number; readonly micro: number }
  | { readonly do: 'credit wallet'; readonly wallet: number; readonly micro: number }
  | {
      readonly do: 'change card'
      readonly card: number
      readonly cents: number
      readonly way: 'add' | 'subtract'
    }
  | { readonly do: 'withdraw'; readonly wallet: number; readonly micro: number }
  | { readonly do: 'withdraw holding'; readonly wallet: number; readonly micro: number }
  | { readonly do: 'transfer'; readonly from: number; readonly to: number; readonly micro: number }
  | PurchaseWork
  | FollowWork
  | {
      readonly do: 'ramp on'
      readonly wallet: number
      readonly rail: InRail
      readonly amount: number
      readonly ending: InEnding
    }
  | { readonly do: 'ramp off'; readonly wallet: number; readonly micro: number; readonly ending: OutEnding }

export type ApprovalMethod = 'TOP_UP' | 'WEBHOOK' | 'NONE'

export interface PurchaseWork {
  readonly do: 'purchase'
  /** Its number among the purchases. */
  readonly purchase: number
  readonly card: number
  readonly cents: number
  readonly answer: CompanyAnswer
  readonly network: NetworkManner
  /** What the network does when it got no answer. */
  readonly unanswered: 'repeat' | 'give up'
}

/** `twice`: the message is sent twice at once. `reversal first`, `clearing first`: what should follow overtakes it. */
export const NETWORK_MANNERS = ['usual', 'twice', 'reversal first', 'clearing first'] as const
export type NetworkManner = (typeof NETWORK_MANNERS)[number]

export const FOLLOW_UPS = ['clearing', 'reversal', 'refund', 'incremental', 'cancelled'] as const

export interface FollowWork {
  readonly do: 'follow up'
  readonly purchase: number
  readonly message: (typeof FOLLOW_UPS)[number]
  /** Of what is open, or was settled; above 100 it is more than that. */
  readonly percent: number
  readonly final: boolean
  /** Sent twice at once. */
  readonly twice: boolean
}

export const IN_RAILS = ['USD', 'EUR', 'COP'] as const
export type InRail = (typeof IN_RAILS)[number]
/** `other`: another amount than was announced arrives. `unpaid`: nobody pays until it lapses. */
export const IN_ENDINGS = ['paid', 'other', 'cancelled', 'returned', 'error', 'unpaid'] as const
export type InEnding = (typeof IN_ENDINGS)[number]
/** `paid` ends by itself; the others are what the partner is made to say. `late return`: after the payout was reported. */
export const OUT_ENDINGS = ['paid', 'returned', 'canceled', 'error', 'late return'] as const
export type OutEnding = (typeof OUT_ENDINGS)[number]

/** Where something goes wrong. Times are wall clock, from the start of the round, ms. */
export type Trouble =
  | { readonly do: 'kill node'; readonly node: number; readonly after: number; readonly down: number }
  | { readonly do: 'kill database'; readonly after: number }
  | { readonly do: 'restart database'; readonly after: number }
  | {
      readonly do: 'reorg'
      readonly chain: string
      readonly after: number
      readonly depth: number
      readonly keep: boolean
    }
  | {
      readonly do: 'chain fault'
      readonly chain: string
      readonly gates: 'first' | 'all'
      readonly fault: GateFault
      readonly lasts: number
    }
  | {
      readonly do: 'partner fault'
      readonly kind: PartnerFault
      readonly times: number
      readonly percent: number
    }
  | {
      readonly do: 'endpoint fault'
      readonly company: number
      readonly fault: EndpointFault
      readonly lasts: number
    }

export const PARTNER_FAULTS = [
  'delay',
  'rate_limited',
  'error',
  'lost_answer',
  'doubled_event',
  'late_event',
  'reordered_event',
] as const
export type PartnerFault = (typeof PARTNER_FAULTS)[number]

export type Step = (Work | Trouble | { readonly do: 'move clock'; readonly seconds: number }) & {
  /** Its number in the plan. */
  readonly at: number
}

/** Steps that happen at the same time. */
export interface Round {
  readonly steps: readonly Step[]
  /** After it everything is let come to rest, and looked at. */
  readonly quiet: boolean
}

export type StepOf<Name extends Step['do']> = Extract<Step, { readonly do: Name }>
