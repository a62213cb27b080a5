export const SUN_PER_TRX = 1_000_000n

/** The prices and limits of main-net (2026), as `getchainparameters` serves them. Sun unless the name says otherwise. */
export const PARAMETERS = {
  bandwidthPrice: 1_000n,
  energyPrice: 100n,
  memoFee: 1_000_000n,
  /** Bandwidth part of making an account; the system part comes on top. */
  createAccountFee: 100_000n,
  createAccountSystemFee: 1_000_000n,
  freeBandwidth: 600n,
  feeLimitMax: 15_000_000_000n,
  totalBandwidth: 43_200_000_000n,
  totalEnergy: 180_000_000_000n,
  unfreezeDelayMs: 14 * 86_400_000,
  /** Whole TRX that the rest of the world has staked: decides how much a stake of ours is worth. */
  worldBandwidthStake: 27_000_000_000n,
  worldEnergyStake: 19_000_000_000n,
} as const

/** Energy that a call without a sender's money behind it may take. */
export const CONSTANT_CALL_ENERGY = 100_000_000n
export const USAGE_WINDOW_MS = 86_400_000
export const EXPIRATION_MS_MAX = 86_400_000
export const TRANSACTION_BYTES_MAX = 500 * 1024
/** Bytes that a transaction counts for its result, whatever that is. */
export const RESULT_BYTES = 64

/** In the order and with the names of java-tron; those that are not set there have no value. */
export const CHAIN_PARAMETERS: readonly { readonly key: string; readonly value?: bigint }[] = [
  { key: 'getMaintenanceTimeInterval', value: 21_600_000n },
  { key: 'getAccountUpgradeCost', value: 9_999_000_000n },
  { key: 'getCreateAccountFee', value: PARAMETERS.createAccountFee },
  { key: 'getTransactionFee', value: PARAMETERS.bandwidthPrice },
  { key: 'getAssetIssueFee', value: 1_024_000_000n },
  { key: 'getWitnessPayPerBlock', value: 8_000_000n },
  { key: 'getCreateNewAccountFeeInSystemContract', value: PARAMETERS.createAccountSystemFee },
  { key: 'getCreateNewAccountBandwidthRate', value: 1n },
  { key: 'getAllowCreationOfContracts', value: 1n },
  { key: 'getEnergyFee', value: PARAMETERS.energyPrice },
  { key: 'getMaxCpuTimeOfOneTx', value: 80n },
  { key: 'getAllowSameTokenName', value: 1n },
  { key: 'getAllowDelegateResource', value: 1n },
  { key: 'getTotalEnergyLimit', value: PARAMETERS.totalEnergy },
  { key: 'getAllowTvmTransferTrc10', value: 1n },
  { key: 'getTotalEnergyCurrentLimit', value: PARAMETERS.totalEnergy },
  { key: 'getAllowMultiSign', value: 1n },
  { key: 'getAllowAdaptiveEnergy' },
  { key: 'getTotalEnergyTargetLimit', value: 6_250_000n },
  { key: 'getUpdateAccountPermissionFee', value: 100_000_000n },
  { key: 'getMultiSignFee', value: 1_000_000n },
  { key: 'getAllowTvmConstantinople', value: 1n },
  { key: 'getAllowTvmSolidity059', value: 1n },
  { key: 'getForbidTransferToContract', value: 1n },
  { key: 'getMaxFeeLimit', value: PARAMETERS.feeLimitMax },
  { key: 'getFreeNetLimit', value: PARAMETERS.freeBandwidth },
  { key: 'getTotalNetLimit', value: PARAMETERS.totalBandwidth },
  { key: 'getUnfreezeDelayDays', value: 14n },
  { key: 'getAllowTvmShangHai', value: 1n },
  { key: 'getAllowTvmCancun', value: 1n },
  { key: 'getMemoFee', value: PARAMETERS.memoFee },
  { key: 'getMaxDelegateLockPeriod', value: 864_000n },
]
