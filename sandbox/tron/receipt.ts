import type { AddressKey } from './account.ts'
import type { ContractLog, ContractResult, InternalCall } from './vm.ts'

/** What a transaction did in its block. Sun, and units of resources. */
export interface Receipt {
  /** All that was burned: the two fees below and what its type costs. */
  readonly fee: bigint
  readonly bandwidthUsed: bigint
  readonly bandwidthFee: bigint
  readonly run: RunReceipt | null
  /** TRX that a withdrawal of expired stakes paid out. */
  readonly withdrawn: bigint
  /** TRX that was unstaked, and can be withdrawn later. */
  readonly unstaked: bigint
}

/** Of a transaction that ran a contract. */
export interface RunReceipt {
  readonly result: ContractResult
  readonly contract: AddressKey
  /** Hex. */
  readonly output: string
  /** Of staked energy. */
  readonly energyUsed: bigint
  readonly energyFee: bigint
  readonly energyTotal: bigint
  readonly logs: readonly ContractLog[]
  readonly internal: readonly InternalCall[]
}
