/** A chain on which the partner pays and is paid, as it sees it through a node. */
export interface PartnerChain {
  /** The partner's name for it. */
  readonly rail: 'polygon' | 'tron'
  readonly tokens: readonly PartnerToken[]
  /** Its addresses are told apart by a memo too. */
  readonly hasMemo: boolean
  /** As it is emitted, or null. */
  readAddress(text: string): string | null
  /** An address of the partner's that belongs to this name alone. */
  depositAddress(name: string): string
  /** The newest block that cannot be replaced any more. */
  finalHeight(): Promise<number>
  /** Tokens that moved in these final blocks. */
  movesIn(first: number, last: number): Promise<TokenMove[]>
  /** How many transactions of the wallet the chain has; null where they are not numbered. */
  sentCount(): Promise<number | null>
  /** A transfer of the partner's wallet, nothing broadcast yet. @param nonce where transactions are numbered. */
  sign(order: PaymentOrder, nonce: number | null): Promise<SignedPayment>
  /** A node that knows it already is no error. */
  broadcast(raw: string): Promise<void>
  outcome(payment: Pick<SignedPayment, 'hash' | 'expiresAt'>): Promise<Outcome>
}

export interface PartnerToken {
  /** Lower case: `usdc`. */
  readonly symbol: string
  readonly address: string
  readonly decimals: number
}

export interface PaymentOrder {
  readonly token: string
  readonly to: string
  /** Smallest units. */
  readonly units: bigint
}

export interface SignedPayment {
  readonly hash: string
  readonly raw: string
  readonly nonce: number | null
  /** Chain's time, ms, after which it is in no block; null: never. */
  readonly expiresAt: number | null
}

export interface TokenMove {
  readonly hash: string
  /** Tells apart what one transaction moved. */
  readonly index: number
  readonly token: string
  readonly from: string
  readonly to: string
  readonly units: bigint
  readonly memo: string | null
}

/** `EXPIRED`: in no block, and never will be. */
export type Outcome =
  | { readonly kind: 'WAITING' | 'EXPIRED' }
  | { readonly kind: 'DONE' | 'FAILED'; readonly final: boolean }
