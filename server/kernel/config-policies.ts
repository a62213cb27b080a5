import type { SettingsReader } from './settings.ts'

export interface PoliciesConfig {
  /** An address counts as allowed so long after it was named. Business time. */
  readonly allowedAddressHours: number
}

export function readPolicies(read: SettingsReader): PoliciesConfig {
  return {
    allowedAddressHours: read.integer(
      'HOLDFAST_ALLOWED_ADDRESS_HOURS',
      24,
      [0, 8760],
      'Hours after which a new allowed address may be paid to',
    ),
  }
}
