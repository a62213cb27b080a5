import { comeToRest } from './checks/come-to-rest.ts'
import { emptyModel } from './model/model.ts'
import { makePlan } from './plan/make-plan.ts'
import { playRound } from './play/play-round.ts'
import type { Player } from './play/player.ts'
import { startWorld, type World } from './world/world.ts'

export interface SimulationOptions {
  readonly seed: number
  readonly steps: number
  readonly nodes: number
  readonly chains: readonly string[]
  readonly say: (line: string) => void
}

export interface Outcome {
  /** Empty: all is well. */
  readonly findings: readonly string[]
  readonly summary: readonly string[]
}

const MONTH_SECONDS = 31 * 86_400

/** Plays the plan of the seed on a world of its own. The folder with its logs is kept when something was found. */
export async function simulate(options: SimulationOptions): Promise<Outcome> {
  const { seed, steps, nodes, chains, say } = options
  const plan = makePlan({ seed, steps, chains, nodes })
  const began = performance.now()
  const world = await startWorld({ nodes, chains, seed })
  const player = newPlayer(world, seed, say)
  try {
    say(
      `seed ${seed}: ${steps} steps, ${nodes} nodes, ${chains.join(', ')}; the world is there ${since(began)}`,
    )
    for (const round of plan) {
      await playRound(player, round)
      say(`${since(began)} ${round.steps.map(({ at, do: what }) => `${at} ${what}`).join(', ')}`)
      if (round.quiet) {
        await comeToRest(player)
        say(`${since(began)} at rest: ${player.findings.length === 0 ? 'all is well' : 'NOT WELL'}`)
      }
      if (player.findings.length > 0) break
    }
    if (player.findings.length === 0) await endWell(player)
    return { findings: player.findings, summary: summaryOf(player, began) }
  } finally {
    await world.stop({ keep: player.findings.length > 0 })
    if (player.findings.length > 0) say(`logs: ${world.folder}`)
  }
}

export function newPlayer(world: World, seed: number, say: Player['say']): Player {
  return {
    seed,
    world,
    model: emptyModel(),
    asked: { calls: 0, lost: 0, waited: 0, failed: 0 },
    findings: [],
    counts: new Map(),
    slowestPurchaseMs: 0,
    disturbed: false,
    say,
  }
}

/** A month later no hold and no unpaid ramp is left either. */
async function endWell(player: Player): Promise<void> {
  player.world.advance(MONTH_SECONDS)
  await comeToRest(player)
  for (const { ref, held } of player.model.purchases.values())
    if (held > 0n) player.findings.push(`purchase ${ref} still holds ${held} cents`)
}

function summaryOf({ counts, asked, slowestPurchaseMs }: Player, began: number): string[] {
  const { calls, lost, waited, failed } = asked
  return [
    ...[...counts].toSorted(([a], [b]) => a.localeCompare(b)).map(([what, times]) => `${times} ${what}`),
    `${calls} calls: ${lost} attempts without an answer, ${waited} told to wait, ${failed} answered 5xx`,
    `slowest answer to a purchase ${Math.round(slowestPurchaseMs)} ms`,
    `took ${since(began).trim()}`,
  ]
}

export function since(began: number): string {
  return `${((performance.now() - began) / 1_000).toFixed(1).padStart(7)} s`
}
