import type { Store } from './store.ts'

/** 20 bytes as 40 lower-case hex digits: an address without the 41 of Tron. */
export type AddressKey = string

export const RESOURCES = ['BANDWIDTH', 'ENERGY'] as const
export type Resource = (typeof RESOURCES)[number]

/** What was used, as it stood at a time; it fades linearly within 24 hours. */
export interface Usage {
  readonly amount: bigint
  /** Milliseconds of the block. */
  readonly at: number
}

/** What an account has of one resource. Sun. */
export interface Stake {
  /** Staked by it for itself, without what it lent out. */
  readonly own: bigint
  readonly lentOut: bigint
  readonly borrowed: bigint
  readonly used: Usage
}

export interface TronAccount {
  /** Sun. */
  readonly balance: bigint
  /** Of the EVM; Tron has none. */
  readonly nonce: bigint
  readonly createdAt: number
  readonly isContract: boolean
  readonly stakes: Readonly<Record<Resource, Stake>>
  readonly freeBandwidthUsed: Usage
  readonly unstaking: readonly {
    readonly resource: Resource
    readonly amount: bigint
    readonly until: number
  }[]
}

export interface ContractRecord {
  readonly name: string
  readonly abi: unknown
  /** Who deployed it. */
  readonly origin: AddressKey
  readonly transactionId: string
}

const UNUSED: Usage = { amount: 0n, at: 0 }
const NO_STAKE: Stake = { own: 0n, lentOut: 0n, borrowed: 0n, used: UNUSED }

export function newAccount(createdAt: number): TronAccount {
  return {
    balance: 0n,
    nonce: 0n,
    createdAt,
    isContract: false,
    stakes: { BANDWIDTH: NO_STAKE, ENERGY: NO_STAKE },
    freeBandwidthUsed: UNUSED,
    unstaking: [],
  }
}

export type Readable = Pick<Store, 'get'>

export function readAccount(store: Readable, address: AddressKey): TronAccount | null {
  return (store.get(`account:${address}`) as TronAccount | undefined) ?? null
}

export function writeAccount(store: Store, address: AddressKey, account: TronAccount): void {
  store.set(`account:${address}`, account)
}

export function readContract(store: Readable, address: AddressKey): ContractRecord | null {
  return (store.get(`contract:${address}`) as ContractRecord | undefined) ?? null
}

export function writeContract(store: Store, address: AddressKey, contract: ContractRecord): void {
  store.set(`contract:${address}`, contract)
}

/** Sun of one resource that one account lent to another. */
export function readLoan(store: Readable, from: AddressKey, to: AddressKey, resource: Resource): bigint {
  return (store.get(`loan:${from}:${to}:${resource}`) as bigint | undefined) ?? 0n
}

export function writeLoan(
  store: Store,
  from: AddressKey,
  to: AddressKey,
  resource: Resource,
  amount: bigint,
): void {
  store.set(`loan:${from}:${to}:${resource}`, amount === 0n ? undefined : amount)
}

/** Sun that all accounts of this chain have staked. */
export function readTotalStake(store: Readable, resource: Resource): bigint {
  return (store.get(`total:${resource}`) as bigint | undefined) ?? 0n
}

export function changeTotalStake(store: Store, resource: Resource, change: bigint): void {
  store.set(`total:${resource}`, readTotalStake(store, resource) + change)
}

export function withStake(account: TronAccount, resource: Resource, change: Partial<Stake>): TronAccount {
  return {
    ...account,
    stakes: { ...account.stakes, [resource]: { ...account.stakes[resource], ...change } },
  }
}
