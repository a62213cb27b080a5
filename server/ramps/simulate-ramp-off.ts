import { Type } from 'typebox'
import { writeRoute } from '../kernel/http/route.ts'
import { jsonNumber, moneyToJson, unitsToText } from '../kernel/money.ts'
import { isRefusal } from '../kernel/refusal.ts'
import { checkLimits } from './amounts.ts'
import { askRate } from './ask-rate.ts'
import { ASKING } from './asking.ts'
import { sideOf } from './chain-side.ts'
import type { RampDeps } from './deps.ts'
import { checkReference, OffBody, readOffWallet, readTarget } from './off-order.ts'
import { exactly, FIAT_DECIMALS, quoteOff } from './quote.ts'

/** Indicative: the rate is fixed when the tokens arrive. Writes nothing but its idempotency key. */
export function simulateRampOff(deps: RampDeps) {
  return writeRoute({
    method: 'POST',
    path: '/virtual-wallets/bank-ramps/ramp-off/simulate',
    access: { level: 2 },
    summary: 'What an off-ramp would pay out by the present rate',
    refusals: [
      'WALLET_NOT_FOUND',
      'RAMP_CHAIN',
      'RAMP_BANK_NOT_FOUND',
      'AMOUNT_NOT_POSITIVE',
      'AMOUNT_DECIMALS',
      'RAMP_BELOW_MINIMUM',
      'BRE_B_MAXIMUM_OUT',
      'RAMP_REFERENCE_MISSING',
      'RAMP_REFERENCE_LONG',
      ...ASKING,
    ],
    tag: 'Ramps',
    body: OffBody,
    answer: Type.Object({
      original_amount: Type.Number(),
      original_currency: Type.String(),
      exchange_rate: Type.Number(),
      converted_amount: Type.Number(),
      service_fee: Type.Number(),
      final_amount: Type.Number(),
      final_currency: Type.String(),
    }),
    async prepare(db, call) {
      const { ramps } = deps.config
      const order = await readOffWallet(db, deps, call)
      if (isRefusal(order)) return order
      const target = await readTarget(db, order, call.body)
      if (isRefusal(target)) return target
      const { currency, rail, units } = target
      const rate = await askRate(deps.partner, sideOf(order.wallet.chain).currency, currency)
      if (isRefusal(rate)) return rate
      const amount = { digits: units, scale: order.token.decimals }
      const { converted, fee, final } = quoteOff(amount, rate, exactly(ramps.feePercent))
      const wrong =
        checkLimits('RAMP_OFF', { currency, rail, cents: converted }, ramps.minimum) ?? checkReference(target)
      if (wrong !== null) return wrong
      const cents = (value: bigint) => jsonNumber(unitsToText(value, FIAT_DECIMALS))
      return {
        original_amount: moneyToJson({ asset: order.token, units }),
        original_currency: order.token.symbol,
        exchange_rate: jsonNumber(unitsToText(rate.digits, rate.scale)),
        converted_amount: cents(converted),
        service_fee: cents(fee),
        final_amount: cents(final),
        final_currency: currency,
      }
    },
    write: async (_tx, _call, quote) => quote,
  })
}
