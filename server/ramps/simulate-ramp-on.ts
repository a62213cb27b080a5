import { Type } from 'typebox'
import { amountField, enumField } from '../kernel/http/fields.ts'
import { writeRoute } from '../kernel/http/route.ts'
import { jsonNumber, unitsToText } from '../kernel/money.ts'
import { isRefusal } from '../kernel/refusal.ts'
import { checkCurrency, checkLimits, isMalformed, readCents } from './amounts.ts'
import { askRate } from './ask-rate.ts'
import { ASKING } from './asking.ts'
import { sideOf } from './chain-side.ts'
import type { RampDeps } from './deps.ts'
import { CURRENCIES } from './fiat.ts'
import { CRYPTO_DECIMALS, exactly, FIAT_DECIMALS, quoteOn } from './quote.ts'
import { findRampWallet } from './ramp-wallet.ts'

/** Indicative: the rate is fixed when funds arrive. Writes nothing but its idempotency key. */
export function simulateRampOn({ config, partner }: RampDeps) {
  return writeRoute({
    method: 'POST',
    path: '/virtual-wallets/bank-ramps/ramp-on/simulate',
    access: { level: 2 },
    summary: 'What an on-ramp would bring by the present rate',
    refusals: [
      'WALLET_NOT_FOUND',
      'RAMP_CHAIN',
      'RAMP_CURRENCY_CHAIN',
      'AMOUNT_NOT_POSITIVE',
      'AMOUNT_DECIMALS',
      'RAMP_BELOW_MINIMUM',
      ...ASKING,
    ],
    tag: 'Ramps',
    body: Type.Object({
      wallet_id: Type.String(),
      origin_currency: enumField(CURRENCIES),
      amount: amountField(),
    }),
    answer: Type.Object({
      original_amount: Type.Number(),
      original_currency: Type.String(),
      final_amount: Type.Number(),
      final_currency: Type.String(),
      exchange_rate: Type.Number(),
      service_fee: Type.Number(),
    }),
    async prepare(db, { companyId, body }) {
      const amount = readCents(body.amount)
      if (isMalformed(amount)) return amount
      const wallet = await findRampWallet(db, companyId, body.wallet_id)
      if (isRefusal(wallet)) return wallet
      if (isRefusal(amount)) return amount
      const { origin_currency: currency } = body
      const elsewhere = checkCurrency(currency, wallet.chain)
      if (elsewhere !== null) return elsewhere
      const tooLittle = checkLimits('RAMP_ON', { currency, rail: 'ACH', cents: amount }, config.ramps.minimum)
      if (tooLittle !== null) return tooLittle
      const token = sideOf(wallet.chain).currency
      const rate = await askRate(partner, currency, token)
      if (isRefusal(rate)) return rate
      const { fee, final } = quoteOn(amount, rate, exactly(config.ramps.feePercent))
      return {
        original_amount: jsonNumber(unitsToText(amount, FIAT_DECIMALS)),
        original_currency: currency,
        final_amount: jsonNumber(unitsToText(final, CRYPTO_DECIMALS)),
        final_currency: token.toUpperCase(),
        exchange_rate: jsonNumber(unitsToText(rate.digits, rate.scale)),
        service_fee: jsonNumber(unitsToText(fee, FIAT_DECIMALS)),
      }
    },
    write: async (_tx, _call, quote) => quote,
  })
}
