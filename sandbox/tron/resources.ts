import { type Readable, type Resource, readTotalStake, type TronAccount, type Usage } from './account.ts'
import { PARAMETERS, SUN_PER_TRX, USAGE_WINDOW_MS } from './parameters.ts'

/** What is left of a use now: it fades linearly, and is gone after 24 hours. */
export function usedNow({ amount, at }: Usage, now: number): bigint {
  const age = now - at
  if (age >= USAGE_WINDOW_MS) return 0n
  return age <= 0 ? amount : (amount * BigInt(USAGE_WINDOW_MS - age)) / BigInt(USAGE_WINDOW_MS)
}

export function use(usage: Usage, amount: bigint, now: number): Usage {
  return { amount: usedNow(usage, now) + amount, at: now }
}

/** Units of the resource that the account's stake, with what it borrowed, gives in 24 hours. */
export function resourceLimit(store: Readable, account: TronAccount, resource: Resource): bigint {
  const { own, borrowed } = account.stakes[resource]
  return unitsOfStake(store, own + borrowed, resource)
}

export function unitsOfStake(store: Readable, sun: bigint, resource: Resource): bigint {
  return ((sun / SUN_PER_TRX) * totalUnits(resource)) / totalWeight(store, resource)
}

export function smaller(one: bigint, other: bigint): bigint {
  if (one < other) return one
  return other
}

/** Units that the account can still use of its stake now. */
export function resourceLeft(store: Readable, account: TronAccount, resource: Resource, now: number): bigint {
  const left = resourceLimit(store, account, resource) - usedNow(account.stakes[resource].used, now)
  return left > 0n ? left : 0n
}

export function freeBandwidthLeft(account: TronAccount, now: number): bigint {
  const left = PARAMETERS.freeBandwidth - usedNow(account.freeBandwidthUsed, now)
  return left > 0n ? left : 0n
}

/** Whole TRX staked in the whole world. */
export function totalWeight(store: Readable, resource: Resource): bigint {
  const world = resource === 'ENERGY' ? PARAMETERS.worldEnergyStake : PARAMETERS.worldBandwidthStake
  return world + readTotalStake(store, resource) / SUN_PER_TRX
}

export function totalUnits(resource: Resource): bigint {
  return resource === 'ENERGY' ? PARAMETERS.totalEnergy : PARAMETERS.totalBandwidth
}

/** Sun of the account's own stake that it can lend now: what it has used stays with it. */
export function lendable(store: Readable, account: TronAccount, resource: Resource, now: number): bigint {
  const { own, used } = account.stakes[resource]
  const usedStake = ((usedNow(used, now) * totalWeight(store, resource)) / totalUnits(resource)) * SUN_PER_TRX
  // What was used of borrowed resources is not known apart: java-tron counts it against the own stake as well.
  return own > usedStake ? own - usedStake : 0n
}
