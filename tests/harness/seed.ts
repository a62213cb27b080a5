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
