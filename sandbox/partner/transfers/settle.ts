import { amountText, decimalOf, decimalText, timesDown, unitsOf } from '../decimal.ts'
import { tradeOf } from '../rates.ts'
import type { SettledAmounts, TransferRecord } from '../records.ts'
import type { World } from '../world.ts'

export const FIAT_DECIMALS = 2
export const TOKEN_DECIMALS = 6

/** Decimals of what comes in, and of what goes out. */
export function decimalsOf(way: TransferRecord['way']): { readonly source: number; readonly target: number } {
  return way === 'ON'
    ? { source: FIAT_DECIMALS, target: TOKEN_DECIMALS }
    : { source: TOKEN_DECIMALS, target: FIAT_DECIMALS }
}

/** What becomes of an amount that has arrived, at the rate of now: fee, then exchange. Money is cut, rates are not. */
export function settle(
  world: World,
  transfer: Pick<
    TransferRecord,
    'way' | 'source' | 'destination' | 'developer_fee' | 'developer_fee_percent'
  >,
  arrived: string,
): SettledAmounts {
  const { source, target } = decimalsOf(transfer.way)
  const initial = unitsOf(arrived, source)
  const fee = feeOf(transfer, initial)
  // a fee that was agreed for more than came takes all of it
  const net = fee > initial ? 0n : initial - fee
  const trade = tradeOf(world, String(transfer.source.currency), String(transfer.destination.currency))
  const converted = timesDown(net, source, trade?.rate ?? { digits: 1n, scale: 0 }, target)
  return {
    initial_amount: amountText(initial, source),
    developer_fee: amountText(initial - net, source),
    pre_conversion_subtotal_amount: amountText(net, source),
    converted_amount: amountText(converted, target),
    final_amount: amountText(converted, target),
    exchange_rate: trade === null ? null : decimalText(trade.rate),
    mid_market_rate: trade === null ? null : decimalText(trade.mid),
  }
}

function feeOf(
  { way, developer_fee, developer_fee_percent }: Parameters<typeof settle>[1],
  initial: bigint,
): bigint {
  const { source } = decimalsOf(way)
  if (developer_fee !== null) return unitsOf(developer_fee, source)
  if (developer_fee_percent === null) return 0n
  const { digits, scale } = decimalOf(developer_fee_percent)
  return timesDown(initial, source, { digits, scale: scale + 2 }, source)
}
