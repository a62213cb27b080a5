import { Type } from 'typebox'
import type { Reader } from '../kernel/database.ts'
import { amountField, enumField } from '../kernel/http/fields.ts'
import type { Call } from '../kernel/http/route.ts'
import { isRefusal, type Refusal, refuse } from '../kernel/refusal.ts'
import { checkCurrency, checkLimits, isMalformed, readCents } from './amounts.ts'
import type { RampDeps } from './deps.ts'
import { type BankRail, CURRENCIES, type FiatCurrency, RAIL_IN } from './fiat.ts'
import { findParty, findRampWallet, type RampParty } from './ramp-wallet.ts'

export const OnBody = Type.Object({
  wallet_id: Type.String(),
  amount: amountField(),
  source_currency: enumField(CURRENCIES),
  payment_rail: Type.Optional(Type.Unknown({ description: 'co_bank_transfer or bre_b; for COP alone' })),
  redirect_url: Type.Optional(
    Type.Unknown({ description: 'For co_bank_transfer: where the bank sends the payer back to' }),
  ),
})

export interface OnOrder {
  readonly party: RampParty
  readonly rail: BankRail
  readonly currency: FiatCurrency
  readonly cents: bigint
  readonly redirectUrl: string | null
}

export type OnCall = Pick<
  Call<
    {
      readonly wallet_id: string
      readonly amount: string | number
      readonly source_currency: FiatCurrency
      readonly payment_rail?: unknown
      readonly redirect_url?: unknown
    },
    unknown
  >,
  'companyId' | 'body' | 'caller' | 'now'
>

/** In the order of the contract: W3, W18, R1, R5, R6, amount, R9, R10. */
export async function readOnOrder(
  reader: Reader,
  { config }: RampDeps,
  { companyId, body }: OnCall,
): Promise<OnOrder | Refusal> {
  const cents = readCents(body.amount)
  if (isMalformed(cents)) return cents
  const wallet = await findRampWallet(reader, companyId, body.wallet_id)
  if (isRefusal(wallet)) return wallet
  const party = await findParty(reader, wallet)
  if (isRefusal(party)) return party
  const currency = body.source_currency
  const elsewhere = checkCurrency(currency, wallet.chain)
  if (elsewhere !== null) return elsewhere
  const rail = readRail(currency, body.payment_rail)
  if (isRefusal(rail)) return rail
  const redirectUrl = rail === 'CO_BANK_TRANSFER' ? readRedirect(body.redirect_url) : null
  if (isRefusal(redirectUrl)) return redirectUrl
  if (isRefusal(cents)) return cents
  const outside = checkLimits('RAMP_ON', { currency, rail, cents }, config.ramps.minimum)
  return outside ?? { party, rail, currency, cents, redirectUrl }
}

function readRail(currency: FiatCurrency, named: unknown): BankRail | Refusal {
  if (currency !== 'COP') return RAIL_IN[currency]
  const name = typeof named === 'string' ? named.trim().toUpperCase() : ''
  return name === 'CO_BANK_TRANSFER' || name === 'BRE_B' ? name : refuse('RAMP_RAIL_MISSING')
}

const URL_CHARACTERS_MAX = 2_000

function readRedirect(value: unknown): string | Refusal {
  const text = typeof value === 'string' ? value.trim() : ''
  if (text === '') return refuse('RAMP_REDIRECT_MISSING')
  const isUrl = text.length <= URL_CHARACTERS_MAX && /^https?:\/\//i.test(text) && URL.canParse(text)
  return isUrl ? text : refuse('FIELD_INVALID', { field: 'redirect_url' })
}
