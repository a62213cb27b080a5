import { Type } from 'typebox'
import { enumField, malformed } from '../../../server/kernel/http/fields.ts'
import { type Route, readRoute, writeRoute } from '../../../server/kernel/http/route.ts'
import { newId } from '../../../server/kernel/ids.ts'
import { isRefusal, type Refusal, refuse } from '../../../server/kernel/refusal.ts'
import { isFields } from '../../network/fields.ts'
import { findRoute } from '../../scenarios/call-route.ts'
import { networkCallOf } from '../../scenarios/run-step.ts'
import type { ScenarioRunner } from '../../scenarios/runner.ts'
import { NETWORK_FAULTS, type Scenario, type Step } from '../../scenarios/scenario.ts'

const STEPS_MAX = 200
const YEAR_SECONDS = 31_536_000
const LATE_SECONDS = 86_400

const seconds = (description: string) =>
  Type.Optional(Type.Integer({ minimum: 0, maximum: YEAR_SECONDS, description }))

const stepBody = Type.Object({
  after_seconds: seconds('Business time since the step before; default 0'),
  method: Type.Optional(Type.String({ description: 'Default POST' })),
  path: Type.String({ description: '`/sandbox/…` or `/cards/webhook/simulate/…`' }),
  body: Type.Optional(Type.Unknown({ description: 'An object' })),
  fault: Type.Optional(enumField(NETWORK_FAULTS)),
  late_seconds: seconds(`How much later a \`late\` message arrives; default ${LATE_SECONDS}`),
})

const result = Type.Object(
  { status_code: Type.Integer(), body: Type.Unknown() },
  { additionalProperties: true },
)
const answer = Type.Object({
  id: Type.String(),
  status: enumField(['RUNNING', 'DONE', 'FAILED']),
  seed: Type.String(),
  steps: Type.Array(Type.Union([result, Type.Null()])),
})

const common = {
  access: { level: 2, operation: 'cards' },
  sandboxOnly: true,
  tag: 'Sandbox',
  answer,
} as const

/** Scripts of sandbox calls on the virtual clock. */
export function scenarioRoutes({ scenarios }: { readonly scenarios: ScenarioRunner }): Route[] {
  return [
    writeRoute({
      ...common,
      method: 'POST',
      path: '/sandbox/scenarios',
      status: 201,
      summary:
        'Run a script of sandbox calls; with a seed, what the simulator makes up is the same every time',
      refusals: ['SCENARIO_RUNNING'],
      body: Type.Object({
        steps: Type.Array(stepBody, { minItems: 1, maxItems: STEPS_MAX }),
        seed: Type.Optional(Type.Union([Type.Integer(), Type.String({ maxLength: 100 })])),
      }),
      async write(_tx, { companyId, body }) {
        const steps: Step[] = []
        for (const [index, given] of body.steps.entries()) {
          const step = readStep(scenarios, given, index)
          if (isRefusal(step)) return step
          steps.push(step)
        }
        const running = scenarios.running(companyId)
        if (running !== null) return refuse('SCENARIO_RUNNING', { id: running.id })
        const id = newId()
        return { id, seed: String(body.seed ?? id) }
      },
      async finish({ id, seed }, { companyId, caller, traceId, origin, body }) {
        const steps = body.steps.map((given, index) => readStep(scenarios, given, index)).filter(isStep)
        const scenario = await scenarios.start({ id, seed, steps }, { companyId, caller, traceId, origin })
        return isRefusal(scenario) ? scenario : show(scenario)
      },
    }),
    readRoute({
      ...common,
      method: 'GET',
      path: '/sandbox/scenarios/{scenarioId}',
      summary: 'How far a scenario has come',
      refusals: ['SCENARIO_NOT_FOUND'],
      async read(_db, { companyId, params }) {
        const scenario = scenarios.find(companyId, params.scenarioId ?? '')
        return scenario === null ? refuse('SCENARIO_NOT_FOUND') : show(scenario)
      },
    }),
  ]
}

interface GivenStep {
  readonly after_seconds?: number
  readonly method?: string
  readonly path: string
  readonly body?: unknown
  readonly fault?: (typeof NETWORK_FAULTS)[number]
  readonly late_seconds?: number
}

function readStep({ world }: ScenarioRunner, given: GivenStep, index: number): Step | Refusal {
  const body = given.body ?? {}
  if (!isFields(body)) return malformed(`steps[${index}].body must be an object`)
  const step: Step = {
    afterSeconds: given.after_seconds ?? 0,
    method: (given.method ?? 'POST').toUpperCase(),
    path: given.path,
    body,
    fault: given.fault ?? null,
    lateSeconds: given.late_seconds ?? LATE_SECONDS,
  }
  const isMessage = networkCallOf(world, step) !== null
  if (!isMessage && findRoute(world.routes, step.method, step.path) === null)
    return malformed(`steps[${index}]: ${step.method} ${step.path} is no call that a scenario can make`)
  if (!isMessage && step.fault !== null)
    return malformed(`steps[${index}].fault is for messages of the card network`)
  return step
}

function isStep(step: Step | Refusal): step is Step {
  return !isRefusal(step)
}

function show({ id, status, seed, steps }: Scenario) {
  return { id, status, seed, steps }
}
