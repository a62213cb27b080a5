import { amountText, timesDown } from '../decimal.ts'
import type { Reader } from '../http/reader.ts'
import { tradeOf } from '../rates.ts'
import type { TransferRecord } from '../records.ts'
import type { World } from '../world.ts'
import { minimumOf } from './rails.ts'
import { FIAT_DECIMALS, TOKEN_DECIMALS } from './settle.ts'

export interface Money {
  readonly amount: string | null
  readonly units: bigint | null
  readonly developer_fee: string | null
  readonly developer_fee_percent: string | null
}

/** Amount and fee; a fee must leave something. */
export function readMoney(reader: Reader, decimals: number, isFlexible: boolean): Money {
  if (isFlexible && reader.has('amount')) reader.fail('amount', 'must be left out when it is flexible')
  if (!isFlexible) reader.require('amount')
  if (reader.has('developer_fee') && reader.has('developer_fee_percent'))
    reader.fail('developer_fee', 'and developer_fee_percent exclude one another')
  if (isFlexible && reader.has('developer_fee'))
    reader.fail('developer_fee', 'must be a percentage when the amount is flexible')
  const units = reader.amount('amount', decimals)
  const fee = reader.amount('developer_fee', decimals, true)
  const percent = reader.amount('developer_fee_percent', 6, true)
  if (percent !== null && percent > 100_000_000n)
    reader.fail('developer_fee_percent', 'must be at most 100.0')
  if (units !== null && fee !== null && fee >= units) reader.fail('developer_fee', 'leaves nothing')
  return {
    amount: units === null ? null : amountText(units, decimals),
    units,
    developer_fee: fee === null ? null : amountText(fee, decimals),
    developer_fee_percent: percent === null ? null : amountText(percent, 6),
  }
}

export function feesOf({ developer_fee, developer_fee_percent }: Money) {
  return { developer_fee, developer_fee_percent }
}

/** Below it the partner moves nothing: counted in fiat, on whichever side that is. */
export function checkMinimum(
  world: World,
  reader: Reader,
  { way, source, destination }: Pick<TransferRecord, 'way' | 'source' | 'destination'>,
  units: bigint | null,
): void {
  const fiat = way === 'ON' ? source : destination
  const minimum = minimumOf(way, String(fiat.payment_rail), String(fiat.currency))
  if (units === null || minimum === null) return
  const rate = tradeOf(world, String(source.currency), String(fiat.currency))?.rate ?? {
    digits: 1n,
    scale: 0,
  }
  const cents = way === 'ON' ? units : timesDown(units, TOKEN_DECIMALS, rate, FIAT_DECIMALS)
  if (cents < minimum)
    reader.fail('amount', `must be at least ${amountText(minimum, FIAT_DECIMALS)} ${String(fiat.currency)}`)
}
