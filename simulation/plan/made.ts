import type { ApprovalMethod } from './step.ts'

/** What the plan has made so far: steps refer to it by number. Nothing here is known of how it went. */
export interface Made {
  companies: number
  readonly wallets: { readonly company: number; readonly chain: string }[]
  readonly cards: { readonly company: number; readonly method: ApprovalMethod }[]
  /** Of earlier rounds: what follows a purchase comes after it. */
  readonly purchases: number[]
  purchaseCount: number
  /** Purchases that this round follows up: one message at a time. */
  readonly busy: Set<number>
}

export function nothingMade(): Made {
  return { companies: 0, wallets: [], cards: [], purchases: [], purchaseCount: 0, busy: new Set() }
}

export interface PlanOptions {
  readonly seed: number
  /** How many steps, quiet points not counted. */
  readonly steps: number
  readonly chains: readonly string[]
  readonly nodes: number
}
