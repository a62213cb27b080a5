import { describe, expect, test } from 'vitest'
import { propertySeed } from '../../tests/harness/seed.ts'
import { makeKills, makeLoad } from './crash-plan.ts'
import { makePlan } from './make-plan.ts'
import type { Step } from './step.ts'

const seed = propertySeed('plan')
const options = { seed, steps: 400, chains: ['POLYGON', 'BSC', 'TRON'], nodes: 3 }

describe('a plan', () => {
  test('follows from its seed alone, to the last amount, and another seed gives another one', () => {
    expect(makePlan(options)).toEqual(makePlan(options))
    expect(makePlan({ ...options, seed: seed + 1 })).not.toEqual(makePlan(options))
  })

  test('has as many steps as asked for, numbered in their order, and ends at rest', () => {
    const plan = makePlan(options)
    const steps = plan.flatMap((round) => round.steps)
    expect(steps.map(({ at }) => at)).toEqual(steps.map((_, index) => index))
    expect(steps.length).toBeGreaterThanOrEqual(options.steps)
    expect(plan.at(-1)?.quiet).toBe(true)
  })

  test('uses what earlier rounds have made, and follows up a purchase by one message at a time', () => {
    const made = { company: 0, wallet: 0, card: 0, purchase: 0 }
    for (const { steps } of makePlan(options)) {
      for (const step of steps) expect(usedBy(step)).toSatisfy((used) => isMade(used, made))
      const followed = steps.flatMap((step) => (step.do === 'follow up' ? [step.purchase] : []))
      expect(new Set(followed).size).toBe(followed.length)
      made.company += steps.filter((step) => step.do === 'open company').length
      made.wallet += steps.filter((step) => step.do === 'open wallet').length
      made.card += steps.filter((step) => step.do === 'issue card').length
      made.purchase += steps.filter((step) => step.do === 'purchase').length
    }
  })
})

test('kills and load of a crash run follow from the seed alone', () => {
  const kills = () => makeKills({ seed, rounds: 50, nodes: 3 })
  expect(kills()).toEqual(kills())
  const load = () => makeLoad(seed, { wallets: [0, 1], cards: [0] }, { first: 7, step: 3 })
  const take = (steps: Generator<Step, never>) => Array.from({ length: 50 }, () => steps.next().value)
  expect(take(load())).toEqual(take(load()))
  expect(take(load()).map(({ at }) => at)).toEqual(Array.from({ length: 50 }, (_, index) => 7 + 3 * index))
})

type Made = Record<'company' | 'wallet' | 'card' | 'purchase', number>

function usedBy(step: Step): Partial<Made> {
  const used: Partial<Made> = {}
  if ('company' in step) used.company = step.company
  if ('wallet' in step) used.wallet = step.wallet
  if ('to' in step) used.wallet = Math.max(step.from, step.to)
  if ('card' in step) used.card = step.card
  if (step.do === 'follow up') used.purchase = step.purchase
  return used
}

function isMade(used: Partial<Made>, made: Made): boolean {
  return (Object.keys(used) as (keyof Made)[]).every((what) => (used[what] ?? 0) < made[what])
}
