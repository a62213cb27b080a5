import type { Clock } from '../../kernel/clock.ts'
import type { Partner, PartnerRate } from '../partner.ts'
import type { Ask } from './http.ts'
import { decimal, type Fields, instant, Unreadable } from './read.ts'

/** A dollar token counts as the dollar: the partner names no pair of the two. */
const PEGS: ReadonlyMap<string, string> = new Map([['usdc', 'usd']])

export function bridgeRates(ask: Ask, clock: Clock): Pick<Partner, 'exchangeRate'> {
  return {
    async exchangeRate(...pair) {
      const [from, to] = pair.map((currency) => PEGS.get(currency.toLowerCase()) ?? currency.toLowerCase())
      if (from === undefined || to === undefined) throw new Error('a rate has two currencies')
      if (from === to) return { midmarket: '1', buy: '1', sell: '1', updatedAt: clock.now() }
      return ask({ method: 'GET', path: '/exchange_rates', query: { from, to } }, readRate)
    },
  }
}

function readRate(answer: Fields): PartnerRate {
  return {
    midmarket: rate(answer, 'midmarket_rate'),
    buy: rate(answer, 'buy_rate'),
    sell: rate(answer, 'sell_rate'),
    updatedAt: instant(answer, 'updated_at'),
  }
}

function rate(answer: Fields, name: string): string {
  const value = decimal(answer, name)
  if (value === null || !/[1-9]/.test(value) || value.startsWith('-'))
    throw new Unreadable(`${name} is no rate`)
  return value
}
