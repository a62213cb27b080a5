/** Micro-dollars, as all amounts here. */
export const USD_DECIMALS = 6

export const PRODUCTS = ['treasury', 'virtual_wallets', 'cards'] as const
export type PayingProduct = (typeof PRODUCTS)[number]

/** What a company lays down for its outgoing payments. Amounts are micro-dollars; null: no such limit. */
export interface Policy {
  readonly name: string
  readonly products: readonly PayingProduct[]
  /** Null: every wallet of these products. */
  readonly walletId: string | null
  readonly maxPerPayment: bigint | null
  /** In any 24 hours. */
  readonly maxPerDay: bigint | null
  readonly destinations: 'ANY' | 'ALLOWED'
  /** What is worth more waits for people. */
  readonly approvalAbove: bigint | null
  /** So many of them. */
  readonly approvals: number
}
