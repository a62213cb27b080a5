/**
 * What ought to be: kept from what was done and what was answered, and from what chain and partner say. Nothing here was read from the
 * platform's ledger. Money: micro-dollars; of purchases cents.
 */
export interface Company {
  readonly number: number
  readonly id: string
  readonly apiKey: string
  readonly clientId: string
  readonly bankId: string
  /** By chain. */
  readonly holding: Map<string, string>
  cardHolding: string | null
}

export interface Wallet {
  readonly company: Company
  readonly id: string
  readonly address: string
  readonly chain: string
}

export interface Card {
  readonly company: Company
  readonly id: string
  readonly method: 'TOP_UP' | 'WEBHOOK' | 'NONE'
  /** Where it is topped up. */
  readonly address: string | null
}

export interface Deposit {
  readonly to: { readonly wallet: Wallet } | { readonly card: Card } | { readonly holdingOf: Company }
  readonly chain: string
  readonly hash: string
  readonly micro: bigint
}

/** A withdrawal that was accepted. */
export interface Payment {
  readonly id: string
  readonly company: Company
  /** Null: from holding. */
  readonly wallet: Wallet | null
  readonly chain: string
  readonly micro: bigint
  /** An address that nobody else pays. */
  readonly to: string
}

export interface Purchase {
  readonly card: Card
  readonly cents: bigint
  readonly ref: string
  readonly rrn: string
  readonly networkId: string
  readonly merchant: string
  transactionId: string | null
  state: 'DECLINED' | 'OPEN' | 'CLOSED'
  held: bigint
  settled: bigint
  refunded: bigint
  pieces: number
  refunds: number
  /** Business time, ms: when its hold lapses. */
  lapsesAt: number
}

export interface Ramp {
  readonly id: string
  readonly way: 'ON' | 'OFF'
  readonly wallet: Wallet
  /** Of an off-ramp: what was taken. */
  readonly micro: bigint
  readonly ending: string
}

export interface Model {
  readonly companies: Company[]
  readonly wallets: Wallet[]
  readonly cards: Card[]
  readonly deposits: Deposit[]
  readonly payments: Payment[]
  readonly transfers: {
    readonly id: string
    readonly from: Wallet
    readonly to: Wallet
    readonly micro: bigint
  }[]
  /** What the company gave of its own. */
  readonly credits: { readonly wallet: Wallet; readonly micro: bigint }[]
  readonly changes: { readonly card: Card; readonly micro: bigint }[]
  readonly purchases: Map<number, Purchase>
  readonly ramps: Ramp[]
}

export function emptyModel(): Model {
  return {
    companies: [],
    wallets: [],
    cards: [],
    deposits: [],
    payments: [],
    transfers: [],
    credits: [],
    changes: [],
    purchases: new Map(),
    ramps: [],
  }
}

export const MICRO_PER_CENT = 10_000n

export function sum<T>(list: Iterable<T>, of: (one: T) => bigint): bigint {
  let total = 0n
  for (const one of list) total += of(one)
  return total
}
