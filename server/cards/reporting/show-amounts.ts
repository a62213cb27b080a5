import { readCurrency } from '../../kernel/currencies.ts'
import { jsonNumber, type RawJson, readDecimal, unitsToText } from '../../kernel/money.ts'
import type { Fees } from '../fees.ts'
import { dollarNumber } from '../purchase-event.ts'

/** Minor units of a currency. */
export function originalText(units: bigint, currency: string): string {
  return unitsToText(units, readCurrency(currency)?.digits ?? 2)
}

export function originalNumber(units: bigint, currency: string): RawJson {
  return jsonNumber(originalText(units, currency))
}

/** As the network gave it. */
export function rateNumber(rate: string | null): RawJson | null {
  const read = rate === null ? null : readDecimal(rate)
  return read?.kind === 'decimal' ? jsonNumber(unitsToText(read.value.digits, read.value.scale)) : null
}

export function dollarsOrNull(micro: bigint | null): RawJson | null {
  return micro === null ? null : dollarNumber(micro)
}

export interface DepositFees {
  readonly provider: bigint
  readonly client: bigint
}

/** The six fields of fees, micro-dollars. */
export function showFees(fees: Fees, deposit: DepositFees) {
  return {
    fee_fx_provider: dollarNumber(fees.fxProvider),
    fee_fx_client: dollarNumber(fees.fxClient),
    fee_atm_provider: dollarNumber(fees.atmProvider),
    fee_atm_client: dollarNumber(fees.atmClient),
    fee_deposit_provider: dollarNumber(deposit.provider),
    fee_deposit_client: dollarNumber(deposit.client),
  }
}
