/** What the partner knows of each way money can take. */

export interface SourceRail {
  readonly rail: string
  readonly currency: string
  /** Any of them opens it. */
  readonly endorsements: readonly string[]
  /** It may take what arrives. */
  readonly canBeFlexible: boolean
  /** Cents below which nothing is taken. */
  readonly minimum: bigint
  /** Tokens that it pays out; null: any. */
  readonly tokens: readonly string[] | null
}

export interface TargetRail {
  readonly rail: string
  readonly currency: string
  readonly endorsements: readonly string[]
  readonly minimum: bigint
  readonly reference: { readonly field: string; readonly pattern: RegExp; readonly why: string }
}

export const SOURCE_RAILS: readonly SourceRail[] = [
  source('ach_push', 'usd', 1n, ['base'], { canBeFlexible: true }),
  source('wire', 'usd', 1n, ['base'], { canBeFlexible: true }),
  source('sepa', 'eur', 1n, ['sepa'], { canBeFlexible: true, tokens: ['usdc', 'eurc'] }),
  source('spei', 'mxn', 50n, ['spei'], { canBeFlexible: true }),
  source('faster_payments', 'gbp', 3n, ['faster_payments'], { canBeFlexible: true }),
  source('pix', 'brl', 10n, ['pix', 'pix_onramp']),
  source('co_bank_transfer', 'cop', 100n, ['cop']),
  source('bre_b', 'cop', 100n, ['cop']),
]

const SPACED = (max: number) => ({
  pattern: new RegExp(`^[A-Za-z0-9 ]{1,${max}}$`),
  why: `must be at most ${max} letters, digits, spaces`,
})
const ANY = (max: number) => ({
  pattern: new RegExp(`^.{1,${max}}$`, 'u'),
  why: `must have at most ${max} characters`,
})
const LINES = { pattern: /^.{0,35}(\n.{0,35}){0,3}$/u, why: 'must be at most 4 lines of 35 characters' }
const SEPA = {
  pattern: /^[A-Za-z0-9 &\-./]{6,140}$/,
  why: 'must be 6 to 140 letters, digits, spaces and & - . /',
}

export const TARGET_RAILS: readonly TargetRail[] = [
  target('ach', 'usd', 1n, ['base'], 'ach_reference', SPACED(10)),
  target('ach_same_day', 'usd', 1n, ['base'], 'ach_reference', SPACED(10)),
  target('wire', 'usd', 1n, ['base'], 'wire_message', LINES),
  target('sepa', 'eur', 1n, ['sepa'], 'sepa_reference', SEPA),
  target('spei', 'mxn', 50n, ['spei'], 'spei_reference', SPACED(40)),
  target('pix', 'brl', 10n, ['pix', 'pix_offramp'], 'reference', ANY(100)),
  target('faster_payments', 'gbp', 3n, ['faster_payments'], 'reference', ANY(18)),
  target('co_bank_transfer', 'cop', 4_000n, ['cop'], 'reference', ANY(18)),
  target('bre_b', 'cop', 4_000n, ['cop'], 'reference', ANY(18)),
]

/** The smallest amount of a currency that a card is charged. */
export function cardRail(currency: string): SourceRail | null {
  const same = SOURCE_RAILS.find((one) => one.currency === currency)
  return same === undefined
    ? null
    : { ...same, rail: 'card', endorsements: ['base'], canBeFlexible: true, tokens: null }
}

/** Cents; null: no such rail. */
export function minimumOf(way: 'ON' | 'OFF', rail: string, currency: string): bigint | null {
  const found =
    way === 'OFF'
      ? TARGET_RAILS.find((one) => one.rail === rail)
      : rail === 'card'
        ? cardRail(currency)
        : SOURCE_RAILS.find((one) => one.rail === rail)
  return found?.minimum ?? null
}

function source(
  rail: string,
  currency: string,
  minimum: bigint,
  endorsements: readonly string[],
  more: Partial<SourceRail> = {},
): SourceRail {
  return {
    rail,
    currency,
    minimum: minimum * 100n,
    endorsements,
    canBeFlexible: false,
    tokens: null,
    ...more,
  }
}

function target(
  rail: string,
  currency: string,
  minimum: bigint,
  endorsements: readonly string[],
  field: string,
  rule: { readonly pattern: RegExp; readonly why: string },
): TargetRail {
  return { rail, currency, minimum: minimum * 100n, endorsements, reference: { field, ...rule } }
}
