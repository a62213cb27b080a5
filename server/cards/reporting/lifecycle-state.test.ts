import { expect, test } from 'vitest'
import { lifecycleOf, type PurchaseSums } from './lifecycle-state.ts'

const NOTHING: PurchaseSums = { approved: 0n, released: 0n, settled: 0n, refunded: 0n, forced: 0n }

test.each<[string, Partial<PurchaseSums>, string, string]>([
  ['an approval waits', { approved: 100n }, 'SIMPLE', 'NONE'],
  ['an account check moves nothing', {}, 'SIMPLE', 'NONE'],
  [
    'a refund of what is only approved cannot be composed',
    { approved: 100n, refunded: 40n },
    'SIMPLE',
    'NONE',
  ],

  ['less was settled', { approved: 100n, settled: 70n }, 'PARTIAL', 'NONE'],
  ['part was released, nothing settled', { approved: 100n, released: 30n }, 'PARTIAL', 'PARTIALLY_REVERSED'],
  [
    'less was settled, part of that refunded',
    { approved: 100n, settled: 70n, refunded: 20n },
    'PARTIAL',
    'PARTIALLY_REFUNDED',
  ],
  [
    'less was settled, all of that refunded',
    { approved: 100n, settled: 70n, refunded: 70n },
    'PARTIAL',
    'REFUNDED',
  ],
  [
    'part was released, less than the rest settled',
    { approved: 100n, released: 30n, settled: 50n },
    'PARTIAL',
    'NONE',
  ],
  [
    'a refund outranks a release',
    { approved: 100n, released: 30n, refunded: 10n },
    'PARTIAL',
    'PARTIALLY_REFUNDED',
  ],
  [
    'a refund of the rest outranks a release',
    { approved: 100n, released: 30n, refunded: 70n },
    'PARTIAL',
    'REFUNDED',
  ],

  ['all was settled', { approved: 100n, settled: 100n }, 'COMPLETE', 'NONE'],
  ['all was released', { approved: 100n, released: 100n }, 'COMPLETE', 'REVERSED'],
  [
    'part was released, then the rest settled',
    { approved: 100n, released: 30n, settled: 70n },
    'COMPLETE',
    'NONE',
  ],
  [
    'all was settled, part refunded',
    { approved: 100n, settled: 100n, refunded: 1n },
    'COMPLETE',
    'PARTIALLY_REFUNDED',
  ],
  ['all was settled and refunded', { approved: 100n, settled: 100n, refunded: 100n }, 'COMPLETE', 'REFUNDED'],
  [
    'more was refunded than settled',
    { approved: 100n, settled: 100n, refunded: 120n },
    'COMPLETE',
    'REFUNDED',
  ],
  ['a force-post is what it authorizes', { settled: 100n, forced: 100n }, 'COMPLETE', 'NONE'],
  [
    'a force-post was refunded in part',
    { settled: 100n, refunded: 5n, forced: 100n },
    'COMPLETE',
    'PARTIALLY_REFUNDED',
  ],
  [
    'a hold expired and settled afterwards',
    { approved: 100n, released: 100n, settled: 100n, forced: 100n },
    'COMPLETE',
    'NONE',
  ],
  [
    'less was settled, and the purchase then force-posted as well',
    { approved: 100n, settled: 90n, forced: 20n },
    'PARTIAL',
    'NONE',
  ],
  [
    'more was settled, and the purchase then force-posted as well',
    { approved: 100n, settled: 130n, forced: 20n },
    'OVER_CAPTURE',
    'NONE',
  ],

  ['more was settled', { approved: 100n, settled: 101n }, 'OVER_CAPTURE', 'NONE'],
  [
    'part was released, more than the rest settled',
    { approved: 100n, released: 30n, settled: 100n },
    'OVER_CAPTURE',
    'NONE',
  ],
  [
    'more was settled, part refunded',
    { approved: 100n, settled: 150n, refunded: 100n },
    'OVER_CAPTURE',
    'PARTIALLY_REFUNDED',
  ],
  [
    'more was settled, all refunded',
    { approved: 100n, settled: 150n, refunded: 150n },
    'OVER_CAPTURE',
    'REFUNDED',
  ],

  ['an approval joined a smaller force-post', { approved: 100n, settled: 60n }, 'PARTIAL', 'NONE'],
])('%s', (_what, sums, state, outcome) => {
  expect(lifecycleOf({ ...NOTHING, ...sums })).toEqual({ state, outcome })
})

/** The rows of the contract's table: which outcomes a state can have. */
const POSSIBLE: Readonly<Record<string, readonly string[]>> = {
  SIMPLE: ['NONE'],
  PARTIAL: ['NONE', 'PARTIALLY_REVERSED', 'PARTIALLY_REFUNDED', 'REFUNDED'],
  COMPLETE: ['NONE', 'REVERSED', 'PARTIALLY_REFUNDED', 'REFUNDED'],
  OVER_CAPTURE: ['NONE', 'PARTIALLY_REFUNDED', 'REFUNDED'],
}

test('no sums give a state an outcome that the contract does not name, and each that it names is given', () => {
  const amounts = [0n, 1n, 2n, 3n, 5n]
  const seen = new Map<string, Set<string>>()
  for (const approved of amounts)
    for (const released of amounts.filter((amount) => amount <= approved))
      for (const settled of amounts)
        for (const refunded of amounts)
          for (const forced of amounts.filter((amount) => amount <= settled)) {
            const { state, outcome } = lifecycleOf({ approved, released, settled, refunded, forced })
            seen.set(state, (seen.get(state) ?? new Set()).add(outcome))
          }
  const found = Object.fromEntries([...seen].map(([state, outcomes]) => [state, [...outcomes].sort()]))
  expect(found).toEqual(
    Object.fromEntries(Object.entries(POSSIBLE).map(([state, outcomes]) => [state, [...outcomes].sort()])),
  )
})
