import fc from 'fast-check'
import { expect, test } from 'vitest'
import { propertySeed } from '../../tests/harness/seed.ts'
import { type JudgedPayment, type Judgement, judge } from './judge.ts'
import type { Policy } from './policy.ts'

const WALLET = 'w1'
const open: Policy = {
  name: 'open',
  products: ['treasury', 'virtual_wallets', 'cards'],
  walletId: null,
  maxPerPayment: null,
  maxPerDay: null,
  destinations: 'ANY',
  approvalAbove: null,
  approvals: 1,
}
const payment: JudgedPayment = {
  product: 'treasury',
  walletId: WALLET,
  usdMicro: 10_000_000n,
  pricedFrom: null,
  destination: 'UNLISTED',
}
const nothing = () => 0n

test('without policies for its product a payment is free', () => {
  expect(judge([], payment, nothing)).toEqual({ kind: 'ALLOWED' })
  expect(judge([{ ...open, products: ['cards'], maxPerPayment: 0n }], payment, nothing)).toEqual({
    kind: 'ALLOWED',
  })
})

test('where the product has policies and none is of this wallet, nothing leaves it', () => {
  expect(judge([{ ...open, walletId: 'another' }], payment, nothing)).toEqual({
    kind: 'REFUSED',
    name: 'none',
    reason: 'no policy fits',
  })
})

test('a maximum is what may be paid, not the first that may not', () => {
  const max = { ...open, name: 'small', maxPerPayment: 10_000_000n }
  expect(judge([open, max], payment, nothing).kind).toBe('ALLOWED')
  expect(judge([open, max], { ...payment, usdMicro: 10_000_001n }, nothing)).toEqual({
    kind: 'REFUSED',
    name: 'small',
    reason: '10.000001 USD is above the maximum of 10 USD per payment',
  })
})

test('a day counts what was spent and this payment', () => {
  const day = { ...open, name: 'day', maxPerDay: 30_000_000n }
  expect(judge([day], payment, () => 20_000_000n).kind).toBe('ALLOWED')
  expect(judge([day], payment, () => 20_000_001n)).toEqual({
    kind: 'REFUSED',
    name: 'day',
    reason: 'with 20.000001 USD in the last 24 hours it is above the maximum of 30 USD per day',
  })
})

test('the list is asked where there is an address, and is told before any amount', () => {
  const listed: Policy = { ...open, name: 'list', destinations: 'ALLOWED' }
  const small = { ...open, name: 'small', maxPerPayment: 0n }
  expect(judge([small, listed], payment, nothing)).toMatchObject({ name: 'list' })
  expect(judge([listed], { ...payment, destination: 'LISTED' }, nothing).kind).toBe('ALLOWED')
  expect(judge([listed], { ...payment, destination: 'NONE' }, nothing).kind).toBe('ALLOWED')
})

test('of several objections the one that leaves least room is told', () => {
  const named = (name: string, maxPerPayment: bigint) => ({ ...open, name, maxPerPayment })
  expect(judge([named('b', 5n), named('a', 3n), named('c', 4n)], payment, nothing)).toMatchObject({
    name: 'a',
  })
})

test('above the threshold as many approve as the strictest asks for', () => {
  const asks = (name: string, approvalAbove: bigint, approvals: number) => ({
    ...open,
    name,
    approvalAbove,
    approvals,
  })
  const policies = [asks('one', 0n, 1), asks('three', 9_999_999n, 3), asks('higher', 10_000_000n, 5)]
  expect(judge(policies, payment, nothing)).toEqual({
    kind: 'APPROVAL',
    needed: 3,
    names: ['one', 'three'],
  })
})

const limit = fc.option(fc.bigInt({ min: 0n, max: 20n }))
const anyPolicy: fc.Arbitrary<Policy> = fc.record({
  name: fc.constantFrom('a', 'b', 'c'),
  products: fc.subarray(['treasury', 'virtual_wallets', 'cards'] as const, { minLength: 1 }),
  walletId: fc.constantFrom(null, 'w1', 'w2'),
  maxPerPayment: limit,
  maxPerDay: limit,
  destinations: fc.constantFrom('ANY', 'ALLOWED'),
  approvalAbove: limit,
  approvals: fc.integer({ min: 1, max: 3 }),
})
const anyPayment: fc.Arbitrary<JudgedPayment> = fc.record({
  product: fc.constantFrom('treasury', 'virtual_wallets', 'cards'),
  walletId: fc.constantFrom('w1', 'w2'),
  usdMicro: fc.bigInt({ min: 0n, max: 25n }),
  pricedFrom: fc.constantFrom(null, new Date(0)),
  destination: fc.constantFrom('LISTED', 'UNLISTED', 'NONE'),
})

/** How much it asks for: nothing, so many people, or the impossible. */
function strictness(judgement: Judgement): number {
  if (judgement.kind === 'ALLOWED') return 0
  return judgement.kind === 'APPROVAL' ? judgement.needed : Number.POSITIVE_INFINITY
}
const isRefusedByNone = (judgement: Judgement) => judgement.kind === 'REFUSED' && judgement.name === 'none'

test('one more policy never lets more through, a larger payment neither, nor more that was spent', () => {
  fc.assert(
    fc.property(
      fc.array(anyPolicy, { maxLength: 5 }),
      anyPolicy,
      anyPayment,
      fc.bigInt({ min: 0n, max: 20n }),
      (policies, added, judged, before) => {
        const verdict = judge(policies, judged, () => before)
        // The first policy of a wallet opens what was closed only because none was of it.
        if (!isRefusedByNone(verdict))
          for (const more of [
            [...policies, added],
            [added, ...policies],
          ])
            expect(strictness(judge(more, judged, () => before))).toBeGreaterThanOrEqual(strictness(verdict))
        const larger = { ...judged, usdMicro: judged.usdMicro + 1n }
        expect(strictness(judge(policies, larger, () => before))).toBeGreaterThanOrEqual(strictness(verdict))
        expect(strictness(judge(policies, judged, () => before + 1n))).toBeGreaterThanOrEqual(
          strictness(verdict),
        )
      },
    ),
    { seed: propertySeed('judge'), numRuns: 2000 },
  )
})

test('what is let through keeps every maximum of every policy that fits', () => {
  fc.assert(
    fc.property(
      fc.array(anyPolicy, { maxLength: 5 }),
      anyPayment,
      fc.bigInt({ min: 0n, max: 20n }),
      (policies, judged, before) => {
        if (judge(policies, judged, () => before).kind === 'REFUSED') return
        for (const policy of policies) {
          const fits =
            policy.products.includes(judged.product) && [null, judged.walletId].includes(policy.walletId)
          if (!fits) continue
          expect(judged.usdMicro <= (policy.maxPerPayment ?? judged.usdMicro)).toBe(true)
          if (judged.pricedFrom !== null)
            expect([policy.maxPerPayment, policy.maxPerDay], 'a new price passes no maximum').toEqual([
              null,
              null,
            ])
          if (policy.maxPerDay !== null) expect(before + judged.usdMicro <= policy.maxPerDay).toBe(true)
          expect(policy.destinations === 'ALLOWED' && judged.destination === 'UNLISTED').toBe(false)
        }
      },
    ),
    { seed: propertySeed('judge keeps'), numRuns: 2000 },
  )
})
