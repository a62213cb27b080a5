/**
 * `npm run fuzz -- --seed 7 --minutes 10`: calls drawn from the OpenAPI document against the whole sandbox. Prints the seed, then what
 * was answered; ends with an error when anything was answered 5xx, or refused in another shape or status than documented.
 */
import { parseArgs } from 'node:util'
import { setup } from '../harness/global-setup.ts'
import { type FuzzReport, fuzz } from './fuzz.ts'
import { callerOf, poolsOf, startSecurityWorld } from './world.ts'

const { values } = parseArgs({ options: { seed: { type: 'string' }, minutes: { type: 'string' } } })
const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31))
const minutes = Number(values.minutes ?? 10)
if (!Number.isInteger(seed) || !(minutes > 0))
  throw new Error('Usage: npm run fuzz -- [--seed WHOLE_NUMBER] [--minutes MINUTES]')

/** Calls delete what they find, so a company with everything is made anew. */
const ROUNDS_PER_STORY = 8

console.log(`seed ${seed}, ${minutes} minutes`)
const end = await setup()
try {
  const world = await startSecurityWorld()
  try {
    const reports = await run(world)
    const calls = reports.reduce((sum, report) => sum + report.calls, 0)
    const failures = [...new Set(reports.flatMap((report) => report.failures))]
    console.log(`${calls} calls, ${failures.length} failures`)
    console.log(JSON.stringify(sum(reports)))
    for (const failure of failures) console.log(failure)
    if (failures.length > 0) process.exitCode = 1
  } finally {
    await world.stop()
  }
} finally {
  await end()
}

async function run(world: Awaited<ReturnType<typeof startSecurityWorld>>): Promise<FuzzReport[]> {
  const until = performance.now() + minutes * 60_000
  const isOver = () => performance.now() > until
  const reports: FuzzReport[] = []
  const spare = await world.company('spare')
  for (let turn = 0; !isOver(); turn += 1) {
    const story = turn === 0 ? world.story : await world.another(letters(turn))
    const report = await fuzz({
      operations: world.operations,
      pools: poolsOf(story, spare.id),
      seed: seed + turn * 1_000_000,
      roundsMax: ROUNDS_PER_STORY,
      isOver,
      as: (who) => callerOf(world, who, story),
    })
    reports.push(report)
    console.log(`turn ${turn}: ${report.calls} calls, ${report.failures.length} failures`)
  }
  return reports
}

/** A name of letters alone. */
function letters(turn: number): string {
  return `bravo${[...String(turn)].map((digit) => String.fromCharCode(97 + Number(digit))).join('')}`
}

function sum(reports: readonly FuzzReport[]): Record<string, number> {
  const all: Record<string, number> = {}
  for (const { byStatus } of reports)
    for (const [status, count] of Object.entries(byStatus)) all[status] = (all[status] ?? 0) + count
  return all
}
