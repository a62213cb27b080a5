import type { ChainName } from '../../chains/types.ts'
import { DEFAULT_SWEEP_RULE, type SweepRule } from '../../deposits/sweep-rule.ts'

/** How a company runs one chain, as stored in wallet_rules.rule. Names are the contract's; numbers are decimal text. */
export interface Rule {
  readonly sweep: SweepRule
  readonly guarantee_fund: { readonly reserve_ratio: string } | null
  readonly automatic_transfers: readonly AutomaticTransfer[]
  readonly alerts: readonly AlertRule[]
}

export interface AutomaticTransfer {
  readonly id: string
  readonly enabled: boolean
  readonly token_address: string
  readonly min_amount: string
  /** Above 0, at most 100. */
  readonly percentage: string
  /** Null: every wallet of the chain. */
  readonly wallet_ids: readonly string[] | null
  /** Null: to `to_address`. */
  readonly to_wallet_id: string | null
  /** An allowed address, as emitted; rules of before have none. */
  readonly to_address?: string | null
  /** Who set it and who changed it since: `user:<id>` or `key:<id>`, apart by a blank. What it pays was asked for by them. */
  readonly set_by: string
}

export type AlertRule =
  | {
      readonly type: 'LOW_HOLDING' | 'LOW_RESERVE' | 'LARGE_DEPOSIT'
      readonly token_address: string
      readonly threshold: string
    }
  /** `threshold` in whole coins. */
  | { readonly type: 'LOW_GAS'; readonly threshold: string }

export interface ChainRule {
  readonly chain: ChainName
  readonly rule: Rule
}

export const DEFAULT_RULE: Rule = {
  sweep: DEFAULT_SWEEP_RULE,
  guarantee_fund: null,
  automatic_transfers: [],
  alerts: [],
}
