import type { ChainName } from '../chains/types.ts'
import { readAmount } from '../kernel/http/fields.ts'
import { decimalToUnits, unitsToText } from '../kernel/money.ts'
import { isRefusal, type Refusal, refuse } from '../kernel/refusal.ts'
import { sideOf } from './chain-side.ts'
import { BRE_B_MAX, type FiatCurrency, minimumOf, type RampRail } from './fiat.ts'
import { FIAT_DECIMALS } from './quote.ts'

/** Cents. What is no number at all is told before anything else is looked at (shape), what is out of range at its own place. */
export function readCents(value: unknown): bigint | Refusal {
  const amount = readAmount('amount', value, { decimalsMax: FIAT_DECIMALS })
  return isRefusal(amount) ? amount : (decimalToUnits(amount, FIAT_DECIMALS) ?? 0n)
}

export function isMalformed(amount: unknown): amount is Refusal {
  return isRefusal(amount) && amount.name === 'MALFORMED'
}

/** The partner changes what comes in by SEPA into USDC alone: known before it is asked. */
export function checkCurrency(currency: FiatCurrency, chain: ChainName): Refusal | null {
  if (currency !== 'EUR' || sideOf(chain).currency === 'usdc') return null
  return refuse('RAMP_CURRENCY_CHAIN', { currency, blockchain: chain })
}

/** R9, R10. `cents` of the fiat side. */
export function checkLimits(
  type: 'RAMP_ON' | 'RAMP_OFF',
  {
    currency,
    rail,
    cents,
  }: { readonly currency: FiatCurrency; readonly rail: RampRail; readonly cents: bigint },
  minimum: number,
): Refusal | null {
  const min = minimumOf(type, currency, minimum)
  if (cents < min) return refuse('RAMP_BELOW_MINIMUM', { min: unitsToText(min, FIAT_DECIMALS), currency })
  if (rail === 'BRE_B' && cents > BRE_B_MAX)
    return refuse(type === 'RAMP_ON' ? 'BRE_B_MAXIMUM_IN' : 'BRE_B_MAXIMUM_OUT')
  return null
}
