import { ANSWERS } from '../world/endpoints.ts'
import type { Draw } from './draw.ts'
import type { Made, PlanOptions } from './made.ts'
import {
  FOLLOW_UPS,
  IN_ENDINGS,
  IN_RAILS,
  type InRail,
  NETWORK_MANNERS,
  OUT_ENDINGS,
  type Work,
} from './step.ts'

type Name = Work['do']
/** Null: there is nothing yet that this could be done to. */
type Drawer = (draw: Draw, made: Made, options: PlanOptions) => Work | null

const DOLLAR = 1_000_000
/** The partner has no rail to BSC. */
const RAMP_CHAINS = ['POLYGON', 'TRON']
const METHODS = ['TOP_UP', 'WEBHOOK', 'NONE'] as const
const AMOUNTS: Readonly<Record<InRail, readonly [number, number]>> = {
  USD: [10, 900],
  EUR: [10, 900],
  COP: [40_000, 900_000],
}

/** How often each kind of work comes. */
export const WORK_WEIGHTS: Readonly<Record<Name, number>> = {
  'open company': 1,
  'open wallet': 2,
  'issue card': 2,
  deposit: 14,
  'fund card': 4,
  'fund card holding': 3,
  'credit wallet': 2,
  'change card': 3,
  withdraw: 12,
  'withdraw holding': 3,
  transfer: 8,
  purchase: 18,
  'follow up': 14,
  'ramp on': 5,
  'ramp off': 5,
}

export const drawWork: Readonly<Record<Name, Drawer>> = {
  'open company': (_draw, made) => (made.companies >= 4 ? null : { do: 'open company' }),
  'open wallet': (draw, made, { chains }) => ({
    do: 'open wallet',
    company: draw.between(0, made.companies - 1),
    chain: draw.pick(chains),
  }),
  'issue card': (draw, made) => ({
    do: 'issue card',
    company: draw.between(0, made.companies - 1),
    method: draw.pick(METHODS),
  }),
  deposit: (draw, made) => ({
    do: 'deposit',
    wallet: draw.between(0, made.wallets.length - 1),
    // a few are below the minimum, and wait for others
    micro: draw.chance(8) ? draw.between(100_000, 900_000) : draw.between(2 * DOLLAR, 500 * DOLLAR),
  }),
  'fund card': (draw, made) => {
    const cards = numbers(made.cards, ({ method }) => method === 'TOP_UP')
    return cards.length === 0
      ? null
      : { do: 'fund card', card: draw.pick(cards), micro: draw.between(10 * DOLLAR, 300 * DOLLAR) }
  },
  'fund card holding': (draw, made) => {
    const { company } = draw.pick(made.cards)
    return { do: 'fund card holding', company, micro: draw.between(10 * DOLLAR, 600 * DOLLAR) }
  },
  'credit wallet': (draw, made) => ({
    do: 'credit wallet',
    wallet: draw.between(0, made.wallets.length - 1),
    micro: draw.between(1, 20 * DOLLAR),
  }),
  'change card': (draw, made) => {
    const cards = numbers(made.cards, ({ method }) => method === 'TOP_UP')
    if (cards.length === 0) return null
    const way = draw.chance(75) ? 'add' : 'subtract'
    return { do: 'change card', card: draw.pick(cards), cents: draw.between(1, 20_000), way }
  },
  withdraw: (draw, made) => ({
    do: 'withdraw',
    wallet: draw.between(0, made.wallets.length - 1),
    micro: draw.between(1, 120 * DOLLAR),
  }),
  'withdraw holding': (draw, made) => ({
    do: 'withdraw holding',
    wallet: draw.between(0, made.wallets.length - 1),
    micro: draw.between(1, 30 * DOLLAR),
  }),
  transfer(draw, made) {
    const from = draw.between(0, made.wallets.length - 1)
    const { company, chain } = made.wallets[from] ?? { company: -1, chain: '' }
    const others = numbers(made.wallets, (one) => one.company === company && one.chain === chain)
    const to = draw.pick(others)
    return to === from ? null : { do: 'transfer', from, to, micro: draw.between(1, 150 * DOLLAR) }
  },
  purchase: (draw, made) => ({
    do: 'purchase',
    purchase: made.purchaseCount,
    card: draw.between(0, made.cards.length - 1),
    cents: draw.between(100, 9_000),
    answer: draw.chance(60) ? 'approve' : draw.pick(ANSWERS),
    network: draw.chance(70) ? 'usual' : draw.pick(NETWORK_MANNERS),
    unanswered: draw.pick(['repeat', 'give up']),
  }),
  'follow up'(draw, made) {
    const free = made.purchases.slice(-30).filter((number) => !made.busy.has(number))
    if (free.length === 0) return null
    return {
      do: 'follow up',
      purchase: draw.pick(free),
      message: draw.chance(45) ? 'clearing' : draw.pick(FOLLOW_UPS),
      percent: draw.chance(50) ? 100 : draw.between(5, 130),
      final: draw.chance(70),
      twice: draw.chance(20),
    }
  },
  'ramp on'(draw, made) {
    const wallets = numbers(made.wallets, ({ chain }) => RAMP_CHAINS.includes(chain))
    if (wallets.length === 0) return null
    const rail = draw.pick(IN_RAILS)
    const [min, max] = AMOUNTS[rail]
    const ending = draw.chance(45) ? 'paid' : draw.pick(IN_ENDINGS)
    return { do: 'ramp on', wallet: draw.pick(wallets), rail, amount: draw.between(min, max), ending }
  },
  'ramp off'(draw, made) {
    const wallets = numbers(made.wallets, ({ chain }) => RAMP_CHAINS.includes(chain))
    if (wallets.length === 0) return null
    const ending = draw.chance(45) ? 'paid' : draw.pick(OUT_ENDINGS)
    return {
      do: 'ramp off',
      wallet: draw.pick(wallets),
      micro: draw.between(4 * DOLLAR, 90 * DOLLAR),
      ending,
    }
  },
}

/** Where in the list those are that fit. */
function numbers<T>(list: readonly T[], fits: (one: T) => boolean): number[] {
  return list.flatMap((one, number) => (fits(one) ? [number] : []))
}
