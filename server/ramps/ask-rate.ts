import { type Decimal, times } from '../kernel/money.ts'
import { type Refusal, refuse } from '../kernel/refusal.ts'
import { askPartner } from '../partner/ask-partner.ts'
import { type Partner, PartnerError } from '../partner/partner.ts'
import { refusalReason } from './partner-refusal.ts'
import { exactly } from './quote.ts'

const DOLLARS: readonly string[] = ['usd', 'usdc']

/**
 * `to` per one `from` as the partner would trade it now; nothing is locked. The partner knows pairs with the dollar, so two others are
 * traded by way of it. Which of its two rates is which is not said: the smaller one promises nobody too much.
 */
export async function askRate(partner: Partner | null, from: string, to: string): Promise<Decimal | Refusal> {
  try {
    return await askPartner(partner, (asked) => rateOf(asked, from.toLowerCase(), to.toLowerCase()))
  } catch (error) {
    if (error instanceof PartnerError) return refuse('RAMP_REFUSED', { reason: refusalReason(error) })
    throw error
  }
}

async function rateOf(partner: Partner, from: string, to: string): Promise<Decimal> {
  const isDirect = DOLLARS.includes(from) || DOLLARS.includes(to)
  const pairs: readonly (readonly [string, string])[] = isDirect
    ? [[from, to]]
    : [
        [from, 'usd'],
        ['usd', to],
      ]
  const legs = await Promise.all(pairs.map(([one, other]) => partner.exchangeRate(one, other)))
  return legs
    .map(({ buy, sell }) => smaller(exactly(buy), exactly(sell)))
    .reduce(times, { digits: 1n, scale: 0 })
}

function smaller(one: Decimal, other: Decimal): Decimal {
  return one.digits * 10n ** BigInt(other.scale) <= other.digits * 10n ** BigInt(one.scale) ? one : other
}
