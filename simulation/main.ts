/**
 * `npm run simulate -- --seed N --steps M --nodes K --chains POLYGON,BSC,TRON`: a random life of the whole platform under faults.
 * `npm run crash -- --seed N --rounds M --nodes K --callers C`: kill -9 of platform and PostgreSQL under load.
 * Both are checked against a model of their own; exit code 1 when anything was found. docs/simulation.md.
 */
import { parseArgs } from 'node:util'
import { acknowledged, playCrashes } from './crash-rounds.ts'
import { crashOpenings } from './plan/crash-plan.ts'
import { makePlan } from './plan/make-plan.ts'
import { endWell, onWorld, playPlan } from './simulate.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 31)) },
    nodes: { type: 'string', default: '2' },
    steps: { type: 'string', default: '200' },
    chains: { type: 'string' },
    rounds: { type: 'string', default: '50' },
    late: { type: 'string', default: '2100' },
    callers: { type: 'string', default: '12' },
  },
})
const isCrash = positionals[0] === 'crash'
const [seed, nodes] = [Number(values.seed), Number(values.nodes)]
const chains = (values.chains ?? (isCrash ? 'POLYGON' : 'POLYGON,BSC,TRON')).split(',')
const { findings, summary } = await onWorld(
  { seed, nodes, spares: true, chains, lateMs: Number(values.late), say: console.log },
  async (player) => {
    if (!isCrash) {
      await playPlan(player, makePlan({ seed, nodes, chains, steps: Number(values.steps) }))
      return endWell(player)
    }
    const { plan, targets } = crashOpenings(chains)
    await playPlan(player, plan)
    await playCrashes(player, { rounds: Number(values.rounds), callers: Number(values.callers), targets })
    console.log(`\n${acknowledged(player)} operations were acknowledged`)
  },
)
console.log(`\n${summary.join('\n')}\n`)
for (const finding of findings) console.log(`FOUND: ${finding}`)
console.log(
  findings.length === 0
    ? `Seed ${seed}: nothing was found.`
    : `\nAgain: the same command with --seed ${seed}`,
)
process.exit(findings.length === 0 ? 0 : 1)
