import type { Database } from '../../server/kernel/database.ts'
import { type Answer, refusalAnswer, successAnswer } from '../../server/kernel/http/answer.ts'
import { isRefusal, type Refusal } from '../../server/kernel/refusal.ts'
import type { Draft } from '../network/compose.ts'
import { messageOf } from '../network/deliver.ts'
import type { NetworkSimulator } from '../network/simulator.ts'
import { seededValues } from '../network/values.ts'
import { compose, deliver, type NetworkCall } from '../routes/cards/network-call.ts'
import { type CallableRoute, type CallBase, callRoute, findRoute } from './call-route.ts'
import type { Step, StepResult } from './scenario.ts'

export interface StepWorld {
  /** Known once the platform is made. */
  readonly db: () => Database
  readonly simulator: NetworkSimulator
  readonly networkCalls: readonly NetworkCall[]
  /** The other calls that a scenario may make. */
  readonly routes: readonly CallableRoute[]
}

export interface Turn {
  readonly step: Step
  readonly index: number
  readonly scenarioId: string
  readonly seed: string
  readonly base: CallBase
}

export function networkCallOf({ networkCalls }: StepWorld, { method, path }: Step): NetworkCall | null {
  return (method === 'POST' && networkCalls.find((call) => call.path === path)) || null
}

/**
 * Composes the message of a step. What the world is like follows from the seed; references are new in every run, for the
 * platform must never see one twice.
 */
export async function composeStep(world: StepWorld, call: NetworkCall, turn: Turn): Promise<Draft | Refusal> {
  const { step, index, scenarioId, seed, base } = turn
  const draft = await compose(call, world.simulator, world.db(), {
    companyId: base.companyId,
    now: base.now,
    body: step.body,
    source: { ids: seededValues(`${scenarioId}/${index}`), world: seededValues(`${seed}/${index}`) },
    alsoAwaited: true,
  })
  if (isRefusal(draft)) return draft
  const given = call.given(step.body)
  if (!isRefusal(given)) world.simulator.announce(draft.cardId, messageOf(world.simulator, draft, given))
  return draft
}

/** The message of a step arrives, as often as its fault says. */
export async function arriveStep(
  world: StepWorld,
  call: NetworkCall,
  draft: Draft,
  { step, base }: Turn,
): Promise<StepResult> {
  const { simulator } = world
  const arrive = async () => {
    const result = await deliver(call, simulator, draft, step.body)
    return resultOf(
      isRefusal(result) ? refusalAnswer(result, base.traceId) : successAnswer(201, result, base.traceId),
    )
  }
  const given = call.given(step.body)
  if (step.fault === 'lost_answer' && !isRefusal(given))
    await simulator.lose(messageOf(simulator, draft, given))
  if (step.fault !== 'duplicate') return arrive()
  const [first, repeated] = await Promise.all([arrive(), arrive()])
  return { ...first, repeated }
}

/** A step that sends no message. */
export async function callStep(world: StepWorld, { step, base }: Turn): Promise<StepResult> {
  const found = findRoute(world.routes, step.method, step.path)
  if (found === null) throw new Error(`${step.method} ${step.path} was no call of a scenario`)
  return resultOf(await callRoute(world.db(), found, step.body, base))
}

export function resultOf({ status, body }: Answer): StepResult {
  return { status_code: status, body: typeof body === 'string' ? JSON.parse(body) : null }
}
