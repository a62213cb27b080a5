import type { Decimal } from '../../server/kernel/money.ts'
import { decimalOf, decimalText, inverse, significant, times } from './decimal.ts'
import { invalidParameters, invalidQuery } from './http/problem.ts'
import { Reader } from './http/reader.ts'
import type { ApiRoute } from './http/route.ts'
import type { Json } from './records.ts'
import { isoTime, seededBytes, type World } from './world.ts'

/** What a US dollar is worth, about. */
const WORTH: Readonly<Record<string, string>> = {
  brl: '5.43',
  cop: '4120',
  eur: '0.861',
  gbp: '0.744',
  mxn: '18.52',
  usdt: '1',
}
/** Rates that a control has set, by currency. */
export type FixedRates = Readonly<Record<string, string>>

const RENEWED_EVERY_MS = 30_000
/** Ten-thousandths by which a rate strays. */
const STRAY = 20
/** So that two of them and two margins have twelve. */
const DIGITS = 6
const BUY = decimalOf('1.005')
const SELL = decimalOf('0.995')

export const rateRoute: ApiRoute = {
  method: 'GET',
  path: '/exchange_rates',
  answer({ world, query }) {
    const [from, to] = [query.get('from')?.toLowerCase() ?? '', query.get('to')?.toLowerCase() ?? '']
    const mid = midRate(world, from, to)
    if (mid === null) throw invalidQuery(['from', 'to'])
    return {
      status: 200,
      body: {
        midmarket_rate: decimalText(mid),
        buy_rate: decimalText(times(mid, BUY)),
        sell_rate: decimalText(times(mid, SELL)),
        updated_at: isoTime(slotOf(world) * RENEWED_EVERY_MS),
      },
    }
  },
}

/** `to` per one `from`; null: no such pair. One of the two is the dollar. */
function midRate(world: World, from: string, to: string): Decimal | null {
  const [one, other] = [pegOf(from), pegOf(to)]
  if (one === 'usd' && WORTH[other] !== undefined) return worthOf(world, other)
  if (other === 'usd' && WORTH[one] !== undefined) return inverse(worthOf(world, one), DIGITS)
  return null
}

/** USDC is a dollar; USDT has a rate. */
function pegOf(currency: string): string {
  return currency === 'usdc' ? 'usd' : currency
}

export interface Trade {
  /** What is charged. Exact, at most twelve significant digits. */
  readonly rate: Decimal
  readonly mid: Decimal
}

/** By way of the dollar; null: nothing has to be exchanged. */
export function tradeOf(world: World, from: string, to: string): Trade | null {
  const legs = [
    [from, 'usd'],
    ['usd', to],
  ].flatMap(([one = '', other = '']) => {
    const mid = midRate(world, one, other)
    return mid === null ? [] : [mid]
  })
  if (legs.length === 0) return null
  const one = { digits: 1n, scale: 0 }
  return {
    rate: legs.reduce((rate, leg) => times(rate, times(leg, SELL)), one),
    mid: legs.reduce((rate, leg) => times(rate, leg), one),
  }
}

function worthOf(world: World, currency: string): Decimal {
  const fixed = fixedRates(world)[currency]
  if (fixed !== undefined) return decimalOf(fixed)
  const worth = decimalOf(WORTH[currency] ?? '1')
  if (currency === 'usdt') return worth
  const drawn = seededBytes(world.seed, `rate:${currency}:${slotOf(world)}`).readUInt32BE()
  const factor = { digits: BigInt(10_000 - STRAY + (drawn % (2 * STRAY + 1))), scale: 4 }
  return significant(times(worth, factor), DIGITS)
}

function slotOf(world: World): number {
  return Math.floor(world.now().getTime() / RENEWED_EVERY_MS)
}

function fixedRates({ tables }: World): FixedRates {
  return (tables.state.get('rates') as FixedRates | undefined) ?? {}
}

/** `{"rates":{"cop":"4000"}}`: what a dollar is worth from now on; those not named move by the seed again. @returns all of now. */
export function setRates(world: World, body: Json): FixedRates {
  const reader = new Reader(body).require('rates')
  const rates = reader.object('rates')
  for (const currency of Object.keys(rates.fields)) {
    const read = rates.text(currency, { pattern: /^\d{1,6}(\.\d{1,6})?$/, why: 'must be like "4000.5"' })
    if (WORTH[currency] === undefined) rates.fail(currency, 'has no rate')
    else if (rates.isRight && !hasFewDigits(read)) rates.fail(currency, `must have at most ${DIGITS} digits`)
  }
  if (!reader.isRight) throw invalidParameters(reader.wrong)
  world.store.commit(() => world.tables.state.put('rates', rates.fields))
  return listRates(world)
}

export function listRates(world: World): FixedRates {
  return Object.fromEntries(
    Object.keys(WORTH).map((currency) => [currency, decimalText(worthOf(world, currency))]),
  )
}

function hasFewDigits(text: string): boolean {
  const { digits } = decimalOf(text)
  return digits > 0n && digits.toString().length <= DIGITS
}
