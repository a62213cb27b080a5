import { createHash } from 'node:crypto'

/** Values that look random. The same seed gives the same ones in the same order. */
export interface Values {
  digits(count: number): string
  /** A whole number, both ends included. */
  between(min: number, max: number): number
  pick<T>(list: readonly T[]): T
}

export function seededValues(seed: string): Values {
  let count = 0
  const next = () => {
    count += 1
    return createHash('sha256').update(`${seed}:${count}`).digest().readUIntBE(0, 6)
  }
  const below = (end: number) => next() % end
  return {
    digits: (length) => Array.from({ length }, () => below(10)).join(''),
    between: (min, max) => min + below(max - min + 1),
    pick(list) {
      const found = list[below(list.length)]
      if (found === undefined) throw new Error('nothing to pick from')
      return found
    },
  }
}

/** Where a message takes what its caller left out. */
export interface Source {
  /** References and numbers that must never be used twice. */
  readonly ids: Values
  /** What the world is like: merchants and amounts. Null: always the same merchant and 10 USD, so that nothing surprises. */
  readonly world: Values | null
}
