import { setTimeout as pause } from 'node:timers/promises'
import { becomes } from '../sandbox/processes.ts'
import { comeToRest } from './checks/come-to-rest.ts'
import { type Kill, makeKills, makeLoad, type Targets } from './plan/crash-plan.ts'
import type { Step } from './plan/step.ts'
import { playStep } from './play/play-round.ts'
import { count, numbered, type Player } from './play/player.ts'
import { since } from './simulate.ts'

export interface CrashOptions {
  readonly rounds: number
  /** Callers at a time. */
  readonly callers: number
  /** Caller by caller, in turn. */
  readonly targets: readonly Targets[]
}

/** Numbers of steps that no plan of a simulation reaches. */
const FIRST = 1_000_000
const REST_EVERY = 10
const PROGRESS_MS_MAX = 240_000

/**
 * Callers withdraw, transfer, buy and deposit without pause, asking again under the same key what was not answered, while processes are
 * killed. Every ten rounds they pause, and everything must be as it was acknowledged: nothing lost, nothing twice.
 */
export async function playCrashes(player: Player, options: CrashOptions): Promise<void> {
  const { seed, world, say } = player
  const { rounds, callers, targets } = options
  const began = performance.now()
  const kills = makeKills({ seed, rounds, nodes: world.nodes.length })
  const loads = Array.from({ length: callers }, (_, caller) =>
    makeLoad(seed + caller, numbered(targets, caller % targets.length, 'target'), {
      first: FIRST + caller,
      step: callers,
    }),
  )
  player.disturbed = true
  for (let round = 0; round < rounds && player.findings.length === 0; round += REST_EVERY) {
    let isOver = false
    const calling = Promise.all(loads.map((load) => callOn(player, load, () => isOver)))
    for (const [index, kill] of kills.slice(round, round + REST_EVERY).entries()) {
      await strike(player, kill).catch((error: unknown) => player.findings.push(String(error)))
      if (player.findings.length > 0) break
      say(
        `${since(began)} round ${round + index + 1}: killed ${described(kill)}; ${acknowledged(player)} acknowledged`,
      )
    }
    isOver = true
    await calling
    await comeToRest(player)
    player.disturbed = true
    say(
      `${since(began)} at rest: ${player.findings.length === 0 ? 'nothing is lost, nothing is double' : 'NOT WELL'}`,
    )
  }
}

async function callOn(player: Player, load: Generator<Step, never>, isOver: () => boolean): Promise<void> {
  // Not for … of: leaving that would end the load for good, and it goes on after the rest.
  while (!isOver()) await playStep(player, load.next().value)
}

/** All at the same moment; then started again, all at once. */
async function strike(player: Player, kill: Kill): Promise<void> {
  const { nodes: all, database } = player.world
  const goal = acknowledged(player) + kill.acknowledged
  if (!(await becomes(() => acknowledged(player) >= goal, PROGRESS_MS_MAX)))
    throw new Error('nothing was acknowledged for minutes, though everything runs')
  await pause(kill.after)
  const nodes = kill.nodes.flatMap((number) => all[number] ?? [])
  await Promise.all([
    ...nodes.map((node) => node.killAndStart(0)),
    ...(kill.database ? [database.killAndStart()] : []),
  ])
  for (const _ of nodes) count(player, 'nodes killed')
  if (kill.database) count(player, 'databases killed')
}

function described({ nodes, database }: Kill): string {
  return [...nodes.map((node) => `node ${node}`), ...(database ? ['PostgreSQL'] : [])].join(', ')
}

/** Operations that were answered as done. */
export function acknowledged({ model }: Pick<Player, 'model'>): number {
  const { payments, transfers, purchases, deposits } = model
  return payments.length + transfers.length + purchases.size + deposits.length
}
