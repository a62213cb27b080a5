import { Reader } from '../http/reader.ts'
import type { Json } from '../records.ts'
import { seededBytes, type World } from '../world.ts'
import { conflict, invalidParameters, Problem } from './problem.ts'

const CALL_FAULTS = ['delay', 'conflict', 'rate_limited', 'error', 'aml_violation', 'lost_answer'] as const
const EVENT_FAULTS = ['doubled_event', 'late_event', 'reordered_event'] as const
type CallFault = (typeof CALL_FAULTS)[number]
export type EventFault = (typeof EVENT_FAULTS)[number]

/** Something that goes wrong, a number of times. */
export interface Fault {
  readonly kind: CallFault | EventFault
  /** How often it still happens. */
  readonly times: number
  /** Of a hundred calls or events that fit, how many it hits; which ones follows from the seed. */
  readonly percent: number
  /** Calls: `POST`; null: any. */
  readonly method: string | null
  /** Calls: a piece of the path; null: any. */
  readonly path: string | null
  /** Events: `transfer`; null: any. */
  readonly category: string | null
  /** Of a delay, wall clock. */
  readonly delay_ms: number
  /** What `rate_limited` asks to wait, and how much later a `late_event` comes. */
  readonly seconds: number
}

const TIMES_MAX = 1_000_000

/** The faults of a body in place of those before. */
export function setFaults(world: World, body: Json): readonly Fault[] {
  const reader = new Reader(body).require('faults')
  const faults = reader.objects('faults').map(readFault)
  if (!reader.isRight) throw invalidParameters(reader.wrong)
  world.store.commit(() => world.tables.state.put('faults', faults))
  return faults
}

export function listFaults({ tables }: World): readonly Fault[] {
  return (tables.state.get('faults') as readonly Fault[] | undefined) ?? []
}

function readFault(reader: Reader): Fault {
  const kind = reader.require('kind').oneOf('kind', [...CALL_FAULTS, ...EVENT_FAULTS])
  const count = (name: string, usual: number, max: number) => {
    const value = reader.fields[name] ?? usual
    if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= max) return value
    reader.fail(name, `must be a whole number up to ${max}`)
    return usual
  }
  const textOrNull = (name: string) => (reader.has(name) ? reader.text(name) : null)
  return {
    kind: kind ?? 'delay',
    times: count('times', 1, TIMES_MAX),
    percent: count('percent', 100, 100),
    method: textOrNull('method'),
    path: textOrNull('path'),
    category: textOrNull('category'),
    delay_ms: count('delay_ms', 1_000, 120_000),
    seconds: count('seconds', 5, 1_000_000),
  }
}

/** The faults that hit this call; each is used up once by it. */
export function faultsOfCall(world: World, method: string, path: string): Fault[] {
  return hit(world, (fault) => {
    if (EVENT_FAULTS.some((kind) => kind === fault.kind)) return false
    return (fault.method ?? method) === method && path.includes(fault.path ?? '')
  })
}

/** Within a commit. */
export function faultsOfEvent(world: World, category: string): Fault[] {
  return hit(
    world,
    (fault) => EVENT_FAULTS.some((kind) => kind === fault.kind) && (fault.category ?? category) === category,
  )
}

function hit(world: World, fits: (fault: Fault) => boolean): Fault[] {
  const faults = listFaults(world)
  if (!faults.some((one) => fits(one))) return []
  return world.store.commit(() => {
    const struck = faults.filter((fault) => fits(fault) && fault.times > 0 && isDrawn(world, fault))
    const left = faults.map((one) => (struck.includes(one) ? { ...one, times: one.times - 1 } : one))
    world.tables.state.put(
      'faults',
      left.filter(({ times }) => times > 0),
    )
    return struck
  })
}

function isDrawn(world: World, { percent }: Fault): boolean {
  const drawn = Number(world.tables.state.get('fault_draws') ?? 0) + 1
  world.tables.state.put('fault_draws', drawn)
  return seededBytes(world.seed, `fault:${drawn}`).readUInt32BE() % 100 < percent
}

/** The answer of a call that is refused for nothing it did; null: this fault is of another sort. */
export function refusalOf({ kind, seconds }: Fault): Problem | null {
  switch (kind) {
    case 'conflict':
      return conflict('The resource is being changed; try again')
    case 'rate_limited':
      return new Problem(
        429,
        { code: 'rate_limited', message: 'Too many requests' },
        { 'retry-after': String(seconds) },
      )
    case 'aml_violation':
      return new Problem(403, { code: 'aml_violation', message: 'The transfer cannot be made' })
    case 'error':
      return new Problem(500, { errors: [{ code: 'unexpected', message: 'An unexpected error occurred' }] })
    default:
      return null
  }
}
