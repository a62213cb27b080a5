import { comeToRest } from './checks/come-to-rest.ts'
import { emptyModel } from './model/model.ts'
import type { Round } from './plan/step.ts'
import { playRound } from './play/play-round.ts'
import type { Player } from './play/player.ts'
import { measureLag } from './world/measure-lag.ts'
import { startWorld, type WorldOptions } from './world/world.ts'

export interface Outcome {
  /** Empty: all is well. */
  readonly findings: readonly string[]
  readonly summary: readonly string[]
}

const MONTH_SECONDS = 31 * 86_400

/** Starts a world and plays on it. The folder with its logs is kept when something was found. */
export async function onWorld(
  options: WorldOptions & Pick<Player, 'say' | 'lateMs'>,
  play: (player: Player) => Promise<void>,
): Promise<Outcome> {
  const { seed, say, lateMs } = options
  const lag = measureLag()
  const began = performance.now()
  const world = await startWorld(options)
  const player: Player = {
    seed,
    world,
    model: emptyModel(),
    asked: { calls: 0, lost: 0, waited: 0, failed: 0 },
    findings: [],
    counts: new Map(),
    slowestPurchaseMs: 0,
    disturbed: false,
    lateMs,
    stopwatch: lag.stopwatch,
    say,
  }
  try {
    say(
      `seed ${seed}: ${options.nodes} nodes on ${options.chains.join(', ')}; the world is there ${since(began)}`,
    )
    await Promise.race([play(player), interruption()])
    return { findings: player.findings, summary: summaryOf(player, began) }
  } finally {
    lag.stop()
    await world.stop({ keep: player.findings.length > 0 })
    if (player.findings.length > 0) say(`logs: ${world.folder}`)
  }
}

/** Chains and database outlive this process: Ctrl-C ends them too. @throws then. */
function interruption(): Promise<never> {
  return new Promise((_, reject) => {
    for (const signal of ['SIGINT', 'SIGTERM'])
      process.once(signal, () => reject(new Error(`ended by ${signal}`)))
  })
}

/** Until something is found. */
export async function playPlan(player: Player, plan: readonly Round[]): Promise<void> {
  const began = performance.now()
  for (const round of plan) {
    await playRound(player, round)
    player.say(`${since(began)} ${round.steps.map(({ at, do: what }) => `${at} ${what}`).join(', ')}`)
    if (round.quiet) {
      await comeToRest(player)
      player.say(`${since(began)} at rest: ${player.findings.length === 0 ? 'all is well' : 'NOT WELL'}`)
    }
    if (player.findings.length > 0) return
  }
}

/** A month later no hold and no unpaid ramp is left either. */
export async function endWell(player: Player): Promise<void> {
  if (player.findings.length > 0) return
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
