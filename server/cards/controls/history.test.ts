import fc from 'fast-check'
import { expect, test } from 'vitest'
import { propertySeed } from '../../../tests/harness/seed.ts'
import { CardHistory, HISTORY_MS, HISTORY_PURCHASES_MAX, type HistoryPurchase } from './history.ts'

const START = Date.parse('2026-03-01T12:34:56.789Z')
const MCCS = ['0000', '4511', '5411', '5812', '9999', null] as const
const COUNTRIES = ['ESP', 'FRA', null] as const

/** All purchases ever, looked at from scratch: what a CardHistory must equal. */
class NaiveHistory {
  #all: HistoryPurchase[] = []

  add(purchase: HistoryPurchase): void {
    const later = this.#all.findIndex(({ at }) => at > purchase.at)
    this.#all.splice(later === -1 ? this.#all.length : later, 0, purchase)
    this.#all = this.#all.slice(-HISTORY_PURCHASES_MAX)
  }

  evict(now: Date): void {
    this.#all = this.#all.filter(({ at }) => now.getTime() - at.getTime() < HISTORY_MS)
  }

  facts(now: Date, amounts: readonly bigint[], windows: readonly number[]) {
    this.evict(now)
    const sorted = this.#all.map(({ amount }) => amount).sort((a, b) => Number(a - b))
    // Nearest rank: the smallest amount such that 95 % of all are not above it.
    const percentile = sorted.find(
      (one) => sorted.filter((amount) => amount <= one).length * 100 >= 95 * sorted.length,
    )
    return {
      size: this.#all.length,
      last: this.#all.at(-1)?.at.getTime() ?? null,
      lastCountry: this.#all.at(-1)?.country ?? null,
      hours: Array.from(
        { length: 24 },
        (_, hour) => this.#all.filter(({ at }) => at.getUTCHours() === hour).length,
      ),
      mccs: MCCS.map((mcc) => mcc !== null && this.#all.some((one) => one.mcc === mcc)),
      above: amounts.map((amount) => percentile !== undefined && amount > percentile),
      since: windows.map(
        (window) => this.#all.filter(({ at }) => at.getTime() > now.getTime() - window).length,
      ),
    }
  }
}

function factsOf(history: CardHistory, now: Date, amounts: readonly bigint[], windows: readonly number[]) {
  history.evict(now)
  return {
    size: history.size,
    last: history.last?.at ?? null,
    lastCountry: history.last?.country ?? null,
    hours: Array.from({ length: 24 }, (_, hour) => history.inHour(hour)),
    mccs: MCCS.map((mcc) => mcc !== null && history.hasMcc(mcc)),
    above: amounts.map((amount) => history.isAbovePercentile95(amount)),
    since: windows.map((window) => history.countSince(now.getTime() - window)),
  }
}

const purchase = fc.record({
  /** Until the next one; some come late, after others that began after them. */
  wait: fc.oneof(
    { weight: 8, arbitrary: fc.integer({ min: 0, max: 6 * 3_600_000 }) },
    { weight: 1, arbitrary: fc.integer({ min: 0, max: HISTORY_MS }) },
  ),
  late: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(7_200_000) }),
  amount: fc.oneof(fc.bigInt(1n, 9n), fc.bigInt(1n, 10n ** 15n)),
  mcc: fc.constantFrom(...MCCS),
  country: fc.constantFrom(...COUNTRIES),
})

test('a history kept up purchase by purchase equals one counted from scratch', () => {
  fc.assert(
    fc.property(fc.array(purchase, { maxLength: 120 }), (purchases) => {
      expectSame(purchases, 1)
    }),
    { seed: propertySeed('card history') },
  )
})

test('at most the 1,000 newest purchases count, and so do their amounts, hours and categories', () => {
  const busy = purchase.map((one) => ({ ...one, wait: one.wait % 600_000 }))
  const many = fc.array(busy, { minLength: 1_200, maxLength: 1_800, size: 'max' })
  fc.assert(
    fc.property(many, (purchases) => expectSame(purchases, 97)),
    { seed: propertySeed('long card history'), numRuns: 6 },
  )
})

function expectSame(
  purchases: readonly {
    wait: number
    late: number
    amount: bigint
    mcc: string | null
    country: string | null
  }[],
  lookEvery: number,
): void {
  const history = new CardHistory()
  const naive = new NaiveHistory()
  let now = START
  purchases.forEach(({ wait, late, amount, mcc, country }, index) => {
    now += wait
    // As live does, which looks at every purchase before it adds it.
    history.evict(new Date(now))
    naive.evict(new Date(now))
    const added = { at: new Date(now - late), amount, mcc, country }
    history.add(added)
    naive.add(added)
    if (index % lookEvery !== 0) return
    const asked = [new Date(now), [amount, amount + 1n, 5n], [1, 60_000, 86_400_000, HISTORY_MS]] as const
    expect(factsOf(history, ...asked)).toEqual(naive.facts(...asked))
  })
}

test.each([
  [1, 1n],
  [19, 19n],
  [20, 19n],
  [21, 20n],
  [100, 95n],
  [1_000, 950n],
])('of the amounts 1 to %d the 95th percentile, nearest rank, is %d', (size, percentile) => {
  const history = new CardHistory()
  for (let amount = size; amount > 0; amount -= 1)
    history.add({ at: new Date(START - amount), amount: BigInt(amount), mcc: null, country: null })
  expect(history.isAbovePercentile95(percentile)).toBe(false)
  expect(history.isAbovePercentile95(percentile + 1n)).toBe(true)
})

test('a purchase is forgotten when it is 90 days old, not before', () => {
  const history = new CardHistory()
  history.add({ at: new Date(START), amount: 1n, mcc: '5411', country: 'ESP' })
  history.evict(new Date(START + HISTORY_MS - 1))
  expect(history.size).toBe(1)
  history.evict(new Date(START + HISTORY_MS))
  expect(history.size).toBe(0)
  expect(history.last).toBeNull()
  expect(history.hasMcc('5411')).toBe(false)
})
