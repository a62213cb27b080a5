/**
 * The seed of a property test: printed, so that a red run can be played again with HOLDFAST_TEST_SEED=<seed>.
 * Give it to fast-check: `fc.assert(property, { seed: propertySeed('ledger') })`.
 */
export function propertySeed(what: string): number {
  const given = process.env.HOLDFAST_TEST_SEED
  const seed = given === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(given)
  if (!Number.isInteger(seed)) throw new Error(`HOLDFAST_TEST_SEED is not a whole number: ${given}`)
  console.log(`${what}: seed ${seed}`)
  return seed
}

/** Numbers from 0 to 1 that follow from the seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
