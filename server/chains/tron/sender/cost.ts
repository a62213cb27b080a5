import type { TronPrices, TronResources } from '../ask-account.ts'
import type { Contract } from '../contracts.ts'

/** What a transaction may take from its sender's coin, in sun. */
export interface Cost {
  /** What the virtual machine may burn; 0 for what runs no contract. */
  readonly feeLimit: bigint
  /** While nothing else of the address is out: its own energy and bandwidth count. */
  readonly alone: bigint
  /** Besides others that are out: they may have used up what the address has. */
  readonly besides: bigint
  /** What it carries to its receiver: part of both. */
  readonly value: bigint
  /** Energy that the address lacks. */
  readonly missingEnergy: bigint
}

/** The state may change until it is mined: a first token of a receiver costs more than another. */
const ENERGY_MARGIN_PERCENT = 120n
/** Signature, the wrapping of both, and the place that every transaction pays for its result. */
const BYTES_BESIDES_RAW = 67n + 4n + 64n

export interface CostFacts {
  readonly contract: Contract
  readonly rawBytes: number
  /** Of the simulation; 0 for what runs no contract. */
  readonly energy: bigint
  readonly prices: TronPrices
  readonly resources: TronResources
  /** False: the first transfer pays for making the account. */
  readonly receiverExists: boolean
  /** A transaction with a memo burns a fee for it, whatever else it has. */
  readonly hasMemo: boolean
}

export function costOf(facts: CostFacts): Cost {
  const { contract, rawBytes, energy, prices, resources, receiverExists, hasMemo } = facts
  const energyMax = (energy * ENERGY_MARGIN_PERCENT + 99n) / 100n
  const missingEnergy = energyMax > resources.energy ? energyMax - resources.energy : 0n
  const feeLimit = energyMax * prices.energy
  const value = contract.type === 'TransferContract' ? contract.amount : 0n
  const bytes = BigInt(rawBytes) + BYTES_BESIDES_RAW
  const makesAccount = !receiverExists && contract.type !== 'TriggerSmartContract'
  const account = makesAccount ? prices.newAccount + prices.newAccountBandwidth : 0n
  const hasBandwidth =
    resources.stakedBandwidth >= bytes || (!makesAccount && resources.freeBandwidth >= bytes)
  const bandwidth = bytes * prices.bandwidth
  const memo = hasMemo ? prices.memo : 0n
  return {
    feeLimit,
    alone: value + account + memo + missingEnergy * prices.energy + (hasBandwidth ? 0n : bandwidth),
    besides: value + account + memo + feeLimit + bandwidth,
    value,
    missingEnergy,
  }
}
