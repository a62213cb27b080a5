import { setTimeout as delay } from 'node:timers/promises'
import { refusalAnswer } from '../../server/kernel/http/answer.ts'
import type { Logger } from '../../server/kernel/log.ts'
import { isRefusal, type Refusal, refuse } from '../../server/kernel/refusal.ts'
import type { SandboxClock } from '../clock.ts'
import type { Journal } from '../journal.ts'
import type { Draft } from '../network/compose.ts'
import type { CallBase } from './call-route.ts'
import {
  arriveStep,
  callStep,
  composeStep,
  networkCallOf,
  resultOf,
  type StepWorld,
  type Turn,
} from './run-step.ts'
import { planHappenings, type Scenario, type Step, type StepResult } from './scenario.ts'

/** What is to be run. */
export interface Script {
  readonly id: string
  readonly seed: string
  readonly steps: readonly Step[]
}

/** Runs scenarios, one at a time for each company. */
export interface ScenarioRunner {
  readonly world: StepWorld
  find(companyId: string, id: string): Scenario | null
  /** The company's scenario that is under way. */
  running(companyId: string): Scenario | null
  /**
   * Runs a script that is new; one that ran already is not run again. @returns how far it has come within a few seconds; or a
   * refusal while another one of the company is under way.
   */
  start(script: Script, base: Omit<CallBase, 'now'>): Promise<Scenario | Refusal>
  /** Ends the runs after the steps under way. */
  stop(): Promise<void>
}

export interface RunnerDeps extends StepWorld {
  readonly clock: SandboxClock
  readonly journal: Journal<Scenario>
  readonly log: Logger
}

/** A call waits so long for the end; then it answers RUNNING. */
const WAIT_MS = 10_000

interface Run {
  scenario: Scenario
  readonly done: Promise<void>
}

export function createScenarioRunner(deps: RunnerDeps): ScenarioRunner {
  const runs = new Map<string, Run>() // by company
  let stopped = false

  const find = (companyId: string, id: string): Scenario | null => {
    const live = runs.get(companyId)?.scenario
    if (live?.id === id) return live
    const kept = deps.journal.get(id)
    if (kept === undefined || kept.companyId !== companyId) return null
    // it was cut short by the end of an earlier process
    return kept.status === 'RUNNING' ? { ...kept, status: 'FAILED' } : kept
  }

  return {
    world: deps,
    find,
    running: (companyId) => runs.get(companyId)?.scenario ?? null,
    async start(script, base) {
      const { companyId } = base
      const other = runs.get(companyId)
      const known = find(companyId, script.id)
      if (known === null && other !== undefined) return refuse('SCENARIO_RUNNING', { id: other.scenario.id })
      const run = known === null ? begin(script, base) : other
      await Promise.race([run?.done, delay(WAIT_MS, undefined, { ref: false })])
      const scenario = find(companyId, script.id)
      if (scenario === null) throw new Error('a scenario that was begun is gone')
      return scenario
    },
    async stop() {
      stopped = true
      await Promise.all([...runs.values()].map(({ done }) => done))
    },
  }

  function begin(script: Script, base: Omit<CallBase, 'now'>): Run {
    const { companyId } = base
    const steps: (StepResult | null)[] = script.steps.map(() => null)
    const scenario: Scenario = { id: script.id, companyId, seed: script.seed, status: 'RUNNING', steps }
    deps.journal.set(script.id, scenario)
    const done = play(deps, script, base, steps, () => stopped).then((ended) => {
      deps.journal.set(script.id, { ...scenario, status: ended ? 'DONE' : 'FAILED', steps })
      runs.delete(companyId)
    })
    const run = { scenario, done }
    runs.set(companyId, run)
    return run
  }
}

/** Fills in `results`. @returns whether every step was done. */
async function play(
  deps: RunnerDeps,
  { id, seed, steps }: Script,
  base: Omit<CallBase, 'now'>,
  results: (StepResult | null)[],
  isStopped: () => boolean,
): Promise<boolean> {
  const drafts = new Map<number, Draft>()
  let elapsed = 0
  for (const { atSeconds, step: index, kind } of planHappenings(steps)) {
    const step = steps[index]
    if (isStopped()) return false
    if (step === undefined || results[index] !== null) continue // refused when it was composed
    if (atSeconds > elapsed) deps.clock.advance(atSeconds - elapsed)
    elapsed = atSeconds
    const turn = { step, index, scenarioId: id, seed, base: { ...base, now: deps.clock.now() } }
    results[index] = await happen(deps, kind, turn, drafts).catch((err: unknown) => {
      deps.log.error({ err, scenario: id, step: index }, 'a step of a scenario failed')
      return resultOf(refusalAnswer(refuse('UNEXPECTED'), base.traceId))
    })
  }
  return results.every((result) => result !== null && result.status_code < 400)
}

async function happen(
  deps: RunnerDeps,
  kind: 'compose' | 'arrive',
  turn: Turn,
  drafts: Map<number, Draft>,
): Promise<StepResult | null> {
  const call = networkCallOf(deps, turn.step)
  if (call === null) return kind === 'compose' ? null : callStep(deps, turn)
  const draft = drafts.get(turn.index)
  if (draft !== undefined) return arriveStep(deps, call, draft, turn)
  const composed = await composeStep(deps, call, turn)
  if (isRefusal(composed)) return resultOf(refusalAnswer(composed, turn.base.traceId))
  drafts.set(turn.index, composed)
  return null
}
