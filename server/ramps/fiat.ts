import type { FiatSourceRail, FiatTargetRail } from '../partner/partner.ts'

export const CURRENCIES = ['USD', 'EUR', 'MXN', 'BRL', 'GBP', 'COP'] as const
export type FiatCurrency = (typeof CURRENCIES)[number]

/** As answers name them. CARD: a page on which a card is charged. */
export type RampRail =
  | 'ACH'
  | 'SEPA'
  | 'SPEI'
  | 'PIX'
  | 'FASTER_PAYMENTS'
  | 'CO_BANK_TRANSFER'
  | 'BRE_B'
  | 'CARD'

export type BankRail = Exclude<RampRail, 'CARD'>

/** The rail of money that comes in, unless the caller names one; COP always does. */
export const RAIL_IN: Readonly<Record<Exclude<FiatCurrency, 'COP'>, BankRail>> = {
  USD: 'ACH',
  EUR: 'SEPA',
  MXN: 'SPEI',
  BRL: 'PIX',
  GBP: 'FASTER_PAYMENTS',
}

interface RailFacts {
  readonly source: FiatSourceRail
  readonly target: FiatTargetRail
  /** Payers mistype: what arrives counts, and the partner is told no amount. */
  readonly isFlexible: boolean
  /** What of a reference travels on this rail. */
  readonly reference: { readonly min: number; readonly max: number; readonly forbidden: RegExp }
}

const NOT_PLAIN = /[^A-Za-z0-9 ]/g
const CONTROL = /\p{C}/gu

export const RAILS: Readonly<Record<BankRail, RailFacts>> = {
  ACH: rail('ach_push', 'ach', true, { min: 1, max: 10, forbidden: NOT_PLAIN }),
  SEPA: rail('sepa', 'sepa', true, { min: 6, max: 140, forbidden: /[^A-Za-z0-9 &\-./]/g }),
  SPEI: rail('spei', 'spei', true, { min: 1, max: 40, forbidden: NOT_PLAIN }),
  PIX: rail('pix', 'pix', false, { min: 1, max: 100, forbidden: CONTROL }),
  FASTER_PAYMENTS: rail('faster_payments', 'faster_payments', true, { min: 1, max: 18, forbidden: CONTROL }),
  CO_BANK_TRANSFER: rail('co_bank_transfer', 'co_bank_transfer', false, {
    min: 1,
    max: 18,
    forbidden: CONTROL,
  }),
  BRE_B: rail('bre_b', 'bre_b', false, { min: 1, max: 18, forbidden: CONTROL }),
}

function rail(
  source: FiatSourceRail,
  target: FiatTargetRail,
  isFlexible: boolean,
  reference: RailFacts['reference'],
): RailFacts {
  return { source, target, isFlexible, reference }
}

/** The partner was told an amount, and may be told another. */
export function isFixed(name: RampRail): boolean {
  return name === 'CARD' || !RAILS[name].isFlexible
}

/** Of a caller's reference what the rail carries: other characters become blanks, what is too long is cut. Null: nothing that it would take. */
export function referenceOn(name: BankRail, text: string | null): string | null {
  if (text === null) return null
  const { min, max, forbidden } = RAILS[name].reference
  const shown = text.replaceAll(forbidden, ' ').replaceAll(/ +/g, ' ').trim().slice(0, max).trim()
  return shown.length < min ? null : shown
}

/** Cents. */
export const BRE_B_MAX = 1_155_200_000n
const COP_MIN = { RAMP_ON: 10_000n, RAMP_OFF: 400_000n } as const

/** Cents of the fiat. `minimum`: the setting for the other currencies, in units. */
export function minimumOf(type: 'RAMP_ON' | 'RAMP_OFF', currency: FiatCurrency, minimum: number): bigint {
  return currency === 'COP' ? COP_MIN[type] : BigInt(minimum) * 100n
}
