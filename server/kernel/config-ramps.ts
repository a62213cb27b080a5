import { readDecimal } from './money.ts'
import type { SettingsReader } from './settings.ts'

export interface RampsConfig {
  /** Percent of the fiat, decimal text. */
  readonly feePercent: string
  /** Whole units of every currency but COP, whose minimum is fixed. */
  readonly minimum: number
  /** An on-ramp that nobody pays is cancelled after so long. Business time. */
  readonly unpaidDays: number
}

export function readRamps(read: SettingsReader): RampsConfig {
  return {
    feePercent: readPercent(
      read,
      'HOLDFAST_RAMP_FEE_PERCENT',
      '0.5',
      'Service fee of ramps, percent of the fiat',
    ),
    minimum: read.integer(
      'HOLDFAST_RAMP_MINIMUM',
      1,
      [0, 1_000_000],
      'Smallest ramp in units of its currency; COP has its own: 100 in, 4000 out',
    ),
    unpaidDays: read.integer(
      'HOLDFAST_RAMP_UNPAID_DAYS',
      7,
      [1, 365],
      'Days after which an on-ramp that nobody has paid is cancelled',
    ),
  }
}

function readPercent(read: SettingsReader, name: string, fallback: string, what: string): string {
  const text = read.text(name, fallback, what)
  const number = readDecimal(text)
  const isPercent =
    number.kind === 'decimal' &&
    number.value.digits >= 0n &&
    number.value.digits <= 50n * 10n ** BigInt(number.value.scale)
  if (!isPercent || number.value.scale > 4)
    read.problems.push(`${name} must be from 0 to 50 with at most 4 decimals`)
  return isPercent ? text : fallback
}
