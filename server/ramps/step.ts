import type { Standing, Step } from './standing.ts'

/** A step to another standing, with what it does besides. */
export function go(
  standing: Standing,
  change: Partial<Standing>,
  effects: Partial<Omit<Step, 'next'>> = {},
): Step {
  return { next: { ...standing, ...change }, moves: [], tell: null, drop: false, ...effects }
}

/** Nothing changes. */
export function stay(standing: Standing, effects: Partial<Omit<Step, 'next'>> = {}): Step {
  return go(standing, {}, effects)
}
