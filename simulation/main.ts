/**
 * `npm run simulate -- --seed N --steps M --nodes K --chains POLYGON,BSC,TRON`: a random life of the whole platform under faults, checked
 * against a model of its own. Exit code 1 when anything was found. docs/simulation.md.
 */
import { parseArgs } from 'node:util'
import { simulate } from './simulate.ts'

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 31)) },
    steps: { type: 'string', default: '200' },
    nodes: { type: 'string', default: '2' },
    chains: { type: 'string', default: 'POLYGON,BSC,TRON' },
  },
})
const [seed, steps, nodes] = [Number(values.seed), Number(values.steps), Number(values.nodes)]
const chains = values.chains.split(',')
const { findings, summary } = await simulate({ seed, steps, nodes, chains, say: console.log })
console.log(`\n${summary.join('\n')}\n`)
if (findings.length === 0) console.log(`Seed ${seed}: nothing was found.`)
else {
  for (const finding of findings) console.log(`FOUND: ${finding}`)
  console.log(
    `\nAgain: npm run simulate -- --seed ${seed} --steps ${steps} --nodes ${nodes} --chains ${chains.join(',')}`,
  )
}
process.exit(findings.length === 0 ? 0 : 1)
