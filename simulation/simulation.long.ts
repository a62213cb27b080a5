import { expect, test } from 'vitest'
import { propertySeed } from '../tests/harness/seed.ts'
import { lookAtAll } from './checks/look-at-all.ts'
import { playCrashes } from './crash-rounds.ts'
import { makePlan } from './plan/make-plan.ts'
import { numbered, type Player } from './play/player.ts'
import { onWorld, playPlan } from './simulate.ts'

const SIZE = { nodes: 2, chains: ['POLYGON'] }
/** Other tests run beside this one on the same cores: how fast purchases are answered is tested elsewhere. */
const lateMs = 20_000

test('in a short random life under faults, with kill -9 of nodes and PostgreSQL, nothing is lost, double, wrong or left open; and what is wrong is found', {
  timeout: 600_000,
}, async () => {
  const seed = propertySeed('simulation')
  const said: string[] = []
  const { findings } = await onWorld(
    { ...SIZE, spares: false, seed, lateMs, say: (line) => said.push(line) },
    async (player) => {
      // One rest at the end is enough here: each takes its seconds.
      const plan = makePlan({ ...SIZE, seed, steps: 15 }).map((round) => ({ ...round, quiet: false }))
      await playPlan(player, plan)
      await playCrashes(player, { rounds: 2, callers: 8, targets: [targetsOf(player)] })
      if (player.findings.length === 0) player.findings.push(...(await unnoticed(player)))
    },
  )
  if (findings.length > 0) console.log(said.join('\n'))
  expect(findings).toEqual([])
})

function targetsOf({ model }: Player) {
  const { company } = numbered(model.wallets, 0, 'wallet')
  const ours = <T extends { company: object }>(list: readonly T[]) =>
    list.flatMap((one, number) => (one.company === company ? [number] : []))
  return { wallets: ours(model.wallets), cards: ours(model.cards) }
}

/** Makes the expectations wrong, one after the other. @returns those of which no check says anything. */
async function unnoticed(player: Player): Promise<string[]> {
  const { model, world } = player
  const wallet = numbered(model.wallets, 0, 'wallet')
  const deposit = numbered(model.deposits, 0, 'deposit')
  const told = world.endpoints.heard(0).find(({ event }) => event.event_type === 'deposit')
  const wrongs: [what: string, isNamed: RegExp, make: () => () => void][] = [
    ['a balance', /^wallet 0 .* ought to have/, () => pushed(model.credits, { wallet, micro: 1n })],
    ['a deposit', /^POLYGON has/, () => pushed(model.deposits, { ...deposit })],
    ['an event', /^company 0 was never told deposit/, () => forgotten(told)],
  ]
  const missed: string[] = []
  for (const [what, isNamed, make] of wrongs) {
    const undo = make()
    if (!(await lookAtAll(player)).some((finding) => isNamed.test(finding)))
      missed.push(`${what} is wrong, and nobody noticed`)
    undo()
  }
  return missed
}

function pushed<T>(list: T[], one: T): () => void {
  list.push(one)
  return () => void list.pop()
}

function forgotten(told: { acknowledged: number | null } | undefined): () => void {
  if (told === undefined) throw new Error('no deposit was told')
  const { acknowledged } = told
  told.acknowledged = null
  return () => {
    told.acknowledged = acknowledged
  }
}
