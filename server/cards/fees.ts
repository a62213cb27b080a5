import { MICRO_PER_CENT } from './card-accounts.ts'

/** Rates that one purchase is charged by. Percentages in millionths of a percent (1 % = 1,000,000), flat fees in micro-dollars. */
export interface FeeRates {
  readonly fxClient: bigint
  readonly fxProvider: bigint
  readonly atmFlatClient: bigint
  readonly atmFlatProvider: bigint
  readonly atmPercentClient: bigint
  readonly atmPercentProvider: bigint
}

/** Micro-dollars, whole cents. `client` goes to the company's fees wallet, `provider` to the operator. */
export interface Fees {
  readonly fxClient: bigint
  readonly fxProvider: bigint
  readonly atmClient: bigint
  readonly atmProvider: bigint
}

export const NO_FEES: Fees = { fxClient: 0n, fxProvider: 0n, atmClient: 0n, atmProvider: 0n }

const MILLIONTHS_OF_WHOLE = 100_000_000n

/** The rates that apply to a purchase: `fx` when its currency is not USD, `atm` at an ATM. The rest is zero. */
export function ratesFor(
  rates: FeeRates,
  purchase: { readonly currency: string; readonly channel: string },
): FeeRates {
  const isFx = purchase.currency !== 'USD'
  const isAtm = purchase.channel === 'ATM'
  return {
    fxClient: isFx ? rates.fxClient : 0n,
    fxProvider: isFx ? rates.fxProvider : 0n,
    atmFlatClient: isAtm ? rates.atmFlatClient : 0n,
    atmFlatProvider: isAtm ? rates.atmFlatProvider : 0n,
    atmPercentClient: isAtm ? rates.atmPercentClient : 0n,
    atmPercentProvider: isAtm ? rates.atmPercentProvider : 0n,
  }
}

/** Fees on a purchase's cumulative bill amount, each rounded half up to cents; none on nothing. */
export function feesOn(bill: bigint, rates: FeeRates): Fees {
  if (bill <= 0n) return NO_FEES
  return {
    fxClient: percentOf(bill, rates.fxClient),
    fxProvider: percentOf(bill, rates.fxProvider),
    atmClient: toCents(rates.atmFlatClient) + percentOf(bill, rates.atmPercentClient),
    atmProvider: toCents(rates.atmFlatProvider) + percentOf(bill, rates.atmPercentProvider),
  }
}

export function clientFees(fees: Fees): bigint {
  return fees.fxClient + fees.atmClient
}

export function providerFees(fees: Fees): bigint {
  return fees.fxProvider + fees.atmProvider
}

export function allFees(fees: Fees): bigint {
  return clientFees(fees) + providerFees(fees)
}

export function addFees(a: Fees, b: Fees): Fees {
  return {
    fxClient: a.fxClient + b.fxClient,
    fxProvider: a.fxProvider + b.fxProvider,
    atmClient: a.atmClient + b.atmClient,
    atmProvider: a.atmProvider + b.atmProvider,
  }
}

export function subtractFees(a: Fees, b: Fees): Fees {
  return {
    fxClient: a.fxClient - b.fxClient,
    fxProvider: a.fxProvider - b.fxProvider,
    atmClient: a.atmClient - b.atmClient,
    atmProvider: a.atmProvider - b.atmProvider,
  }
}

/**
 * Of the fees charged on what is settled, those that belong to its returned part, each rounded half up to cents. All of them once
 * everything is returned, so that a full return ends at zero; never more than was charged.
 */
export function feesReturned(charged: Fees, settled: bigint, refunded: bigint): Fees {
  if (refunded >= settled) return charged
  const share = (fee: bigint) => roundedToCents(fee * refunded, settled)
  return {
    fxClient: share(charged.fxClient),
    fxProvider: share(charged.fxProvider),
    atmClient: share(charged.atmClient),
    atmProvider: share(charged.atmProvider),
  }
}

export function percentOf(bill: bigint, millionths: bigint): bigint {
  return millionths === 0n ? 0n : roundedToCents(bill * millionths, MILLIONTHS_OF_WHOLE)
}

function toCents(micro: bigint): bigint {
  return roundedToCents(micro, 1n)
}

/** `numerator / denominator` micro-dollars, half up to whole cents. Neither is negative. */
function roundedToCents(numerator: bigint, denominator: bigint): bigint {
  const unit = denominator * MICRO_PER_CENT
  return ((numerator * 2n + unit) / (unit * 2n)) * MICRO_PER_CENT
}

/** As stored in jsonb columns: amounts are texts; what is zero is left out. */
export function feesToJson<T extends Fees | FeeRates>(fees: T): Record<string, string> {
  return Object.fromEntries(
    Object.entries(fees)
      .filter(([, value]) => value !== 0n)
      .map(([name, value]) => [name, value.toString()]),
  )
}

export function readFees(stored: unknown): Fees {
  const value = readStored(stored)
  return {
    fxClient: value('fxClient'),
    fxProvider: value('fxProvider'),
    atmClient: value('atmClient'),
    atmProvider: value('atmProvider'),
  }
}

export function readFeeRates(stored: unknown): FeeRates {
  const value = readStored(stored)
  return {
    fxClient: value('fxClient'),
    fxProvider: value('fxProvider'),
    atmFlatClient: value('atmFlatClient'),
    atmFlatProvider: value('atmFlatProvider'),
    atmPercentClient: value('atmPercentClient'),
    atmPercentProvider: value('atmPercentProvider'),
  }
}

function readStored(stored: unknown): (name: string) => bigint {
  const fields = new Map(Object.entries(stored ?? {}))
  return (name) => BigInt(fields.get(name) ?? '0')
}
