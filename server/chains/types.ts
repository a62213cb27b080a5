import type { Asset } from '../kernel/money.ts'

/** `POLYGON`, `BSC`, `TRON`: the set is configuration. */
export type ChainName = string

export interface Token extends Asset {
  readonly chain: ChainName
  /** As emitted: checksummed (EVM) or base58 (TRON). */
  readonly address: string
  readonly name: string
  readonly symbol: string
  readonly decimals: number
  /** Decimal text. Default tokens count as 1. */
  readonly usdPrice: string
  /** A higher price of before: policies judge by it until then, so that a lower one opens nothing at once. */
  readonly heldPrice?: { readonly usdPrice: string; readonly until: Date }
  readonly isDefault: boolean
}

export function assetId(chain: ChainName, tokenAddress: string): string {
  return `${chain}:${tokenAddress}`
}

export interface BlockRef {
  readonly number: bigint
  readonly hash: string
  readonly parentHash: string
}

/** One transfer that a block shows: a token's log, or native coin (tokenAddress = the chain's native pseudo-address). */
export interface ChainTransfer {
  readonly blockNumber: bigint
  readonly blockHash: string
  readonly txHash: string
  /** Native coin: -1 for a transaction's own value, -2, -3, … for what contracts sent inside it; -2 for a surplus of coin. */
  readonly logIndex: number
  readonly tokenAddress: string
  /** Null: coin that no transaction shows, whose sender is not known. */
  readonly from: string | null
  readonly to: string
  readonly amount: bigint
}

/**
 * What a chain transaction must do, as stored before it is built. The built bytes are decoded again and compared with
 * this before any signature. Amounts are decimal text of smallest units.
 */
export type Intent =
  | {
      readonly kind: 'token_transfer'
      readonly token: string
      readonly to: string
      readonly amount: string
      /** TRON: travels with the tokens as the transaction's `data`, UTF-8. Absent: no byte of it. */
      readonly memo?: string
    }
  | { readonly kind: 'native_transfer'; readonly to: string; readonly amount: string }
  | { readonly kind: 'deploy_sweeper'; readonly holding: string }
  | {
      readonly kind: 'sweep'
      readonly sweeper: string
      readonly holding: string
      /** The native pseudo-address sweeps coin. */
      readonly token: string
      readonly wallets: readonly { readonly address: string; readonly keyPath: string }[]
    }
  /** TRON: the signer's own address moves exactly this to the holding wallet. */
  | {
      readonly kind: 'sweep_own'
      readonly token: string
      readonly holding: string
      readonly amount: string
    }
  /** TRON: `stake` is sun of the gas account's stake, whose energy is lent or taken back. */
  | { readonly kind: 'delegate_energy' | 'return_energy'; readonly to: string; readonly stake: string }
  /** TRON: makes an account exist that never had coin. */
  | { readonly kind: 'activate'; readonly to: string }

export interface NewChainTransaction {
  readonly companyId: string
  readonly id: string
  readonly chain: ChainName
  /** Names the handler that hears of its settlement: `withdraw`, `holding_withdraw`, `sweep`, `gas`, `deploy`. */
  readonly purpose: string
  readonly from: { readonly address: string; readonly keyPath: string }
  readonly intent: Intent
  /** Absent: a move between addresses of ours, which passes no policy. */
  readonly permission?: Permission
  readonly createdAt: Date
}

/** Why a payment may leave: whoever signs it is told. */
export interface Permission {
  /** Of the company's policies, by which it was judged; null: there were none. */
  readonly policyVersion: string | null
  /** Ids of the people who approved it, in their order. */
  readonly approvedBy: readonly string[]
}

/**
 * QUEUED (nothing promised) → NUMBERED (has its nonce) → SENT (signed bytes stored, broadcast at least once or about to be)
 * → MINED → SUCCEEDED | FAILED (both final). LOST: its nonce was finally spent by a transaction that is not ours, or by our
 * own cancellation; or it was given up before it had a nonce. MANUAL_CHECK: not mined in time; an operator decides.
 */
export type ChainTransactionState =
  | 'QUEUED'
  | 'NUMBERED'
  | 'SENT'
  | 'MINED'
  | 'MANUAL_CHECK'
  | 'SUCCEEDED'
  | 'FAILED'
  | 'LOST'

/** Told inside the transaction that records it: what happened to money follows in the same commit. */
export interface SettledTransaction {
  readonly companyId: string
  readonly id: string
  readonly chain: ChainName
  readonly purpose: string
  /** Null: it was given up before it was known where it would go. */
  readonly intent: Intent | null
  /** MANUAL_CHECK is told too, and is followed by one of the others. */
  readonly outcome: 'SUCCEEDED' | 'FAILED' | 'LOST' | 'MANUAL_CHECK'
  /** Null when it never had one. */
  readonly hash: string | null
  readonly reason: string | null
}
