import { startLoop } from '../../../server/kernel/loop.ts'
import { faultsOfEvent } from '../http/faults.ts'
import type { EndpointRecord, EventRecord } from '../records.ts'
import type { World } from '../world.ts'
import { envelopeOf, livingEndpoints } from './endpoints.ts'
import { signatureHeader } from './sign.ts'

/** Wall clock: how long an endpoint may take to answer. */
const TIMEOUT_MS = 10_000
const WAIT_SECONDS_MAX = 3_600
/** After so long a failing event is not tried again by itself; `send` releases the queue. */
const TRIED_FOR_MS = 2 * 86_400_000
const LOOK_EVERY_MS = 100

/** Brings every event to every endpoint: one at a time, in sequence; a failing one holds the rest. */
export interface Couriers {
  /** There may be something to bring. */
  wake(): void
  /** Brings one event outside of the queue. */
  send(endpointId: string, eventId: string): void
  stop(): Promise<void>
}

export function startCouriers(world: World): Couriers {
  const loops = new Map<string, ReturnType<typeof startLoop>>()
  const sending = new Set<Promise<void>>()
  const stopping = new AbortController()
  const wake = () => {
    if (stopping.signal.aborted) return
    for (const { id } of livingEndpoints(world)) {
      const loop = loops.get(id)
      if (loop !== undefined) loop.wake()
      else
        loops.set(
          id,
          startLoop({
            name: `partner webhook ${id}`,
            everyMs: LOOK_EVERY_MS,
            log: world.log,
            run: () => bringNext(world, id, stopping.signal),
          }),
        )
    }
  }
  wake()
  return {
    wake,
    send(endpointId, eventId) {
      const work = sendOne(world, endpointId, eventId, stopping.signal).finally(() => sending.delete(work))
      sending.add(work)
    },
    async stop() {
      stopping.abort()
      await Promise.all([...loops.values()].map((loop) => loop.stop()))
      await Promise.all(sending)
    },
  }
}

interface Due {
  readonly event: EventRecord
  /** It had been set aside. */
  readonly isLate: boolean
}

/** @returns true when more may be due. */
async function bringNext(world: World, id: string, stopping: AbortSignal): Promise<boolean> {
  const endpoint = world.tables.endpoints.get(id)
  if (endpoint === undefined || endpoint.status !== 'active') return false
  const now = world.now().getTime()
  const due = dueFor(world, endpoint, now)
  if (due === null || now < endpoint.next_attempt_at || hasGivenUp(endpoint, now)) return false
  const faults = due.isLate || endpoint.failing !== null ? [] : faultsOfEvent(world, due.event.event_category)
  const postponing = faults.find(({ kind }) => kind === 'late_event' || kind === 'reordered_event')
  if (postponing !== undefined) {
    change(world, id, (one) => ({
      ...one,
      sequence: due.event.event_sequence,
      aside: [
        ...one.aside,
        {
          event_id: due.event.event_id,
          until: now + postponing.seconds * 1_000,
          after_next: postponing.kind === 'reordered_event',
        },
      ],
    }))
    return true
  }
  const isTaken = await post(endpoint, due.event, stopping)
  if (isTaken && faults.some(({ kind }) => kind === 'doubled_event'))
    await post(endpoint, due.event, stopping)
  if (!isTaken && stopping.aborted) return false // nobody has refused it
  change(world, id, (one) => (isTaken ? delivered(one, due, now) : failed(one, due, world)))
  return isTaken
}

function dueFor(
  { tables }: World,
  { sequence, aside, event_categories }: EndpointRecord,
  now: number,
): Due | null {
  const late = aside.find(({ until }) => until <= now)
  const lateEvent = late === undefined ? undefined : tables.events.get(late.event_id)
  if (lateEvent !== undefined) return { event: lateEvent, isLate: true }
  const next = tables.events
    .values()
    .find((one) => one.event_sequence > sequence && event_categories.includes(one.event_category))
  return next === undefined ? null : { event: next, isLate: false }
}

function hasGivenUp({ failing }: EndpointRecord, now: number): boolean {
  return failing !== null && now - failing.since > TRIED_FOR_MS
}

function delivered(endpoint: EndpointRecord, { event, isLate }: Due, now: number): EndpointRecord {
  const done = { ...endpoint, failing: null, next_attempt_at: 0 }
  if (isLate) return { ...done, aside: endpoint.aside.filter(({ event_id }) => event_id !== event.event_id) }
  const aside = endpoint.aside.map((one) => (one.after_next ? { ...one, until: now } : one))
  return { ...done, sequence: Math.max(endpoint.sequence, event.event_sequence), aside }
}

function failed(endpoint: EndpointRecord, { event }: Due, world: World): EndpointRecord {
  const now = world.now().getTime()
  const isSame = endpoint.failing?.event_id === event.event_id
  const attempts = (isSame ? (endpoint.failing?.attempts ?? 0) : 0) + 1
  const since = isSame ? (endpoint.failing?.since ?? now) : now
  const wait = Math.min(2 ** Math.min(attempts - 1, 12), WAIT_SECONDS_MAX) * 1_000
  return { ...endpoint, failing: { event_id: event.event_id, attempts, since }, next_attempt_at: now + wait }
}

async function sendOne(
  world: World,
  endpointId: string,
  eventId: string,
  stopping: AbortSignal,
): Promise<void> {
  const endpoint = world.tables.endpoints.get(endpointId)
  const event = world.tables.events.get(eventId)
  if (endpoint === undefined || event === undefined || !(await post(endpoint, event, stopping))) return
  const isLate = endpoint.aside.some(({ event_id }) => event_id === eventId)
  change(world, endpointId, (one) =>
    isLate || one.failing?.event_id === eventId
      ? delivered(one, { event, isLate }, world.now().getTime())
      : one,
  )
  world.wake()
}

/** True when the endpoint has taken it: 200 and nothing else. */
async function post(
  { url, private_key }: EndpointRecord,
  event: EventRecord,
  stopping: AbortSignal,
): Promise<boolean> {
  const body = JSON.stringify(envelopeOf(event))
  const headers = {
    'content-type': 'application/json',
    'x-webhook-signature': signatureHeader(private_key, Date.now(), body),
  }
  try {
    const signal = AbortSignal.any([AbortSignal.timeout(TIMEOUT_MS), stopping])
    const response = await fetch(url, { method: 'POST', headers, body, redirect: 'manual', signal })
    await response.arrayBuffer()
    return response.status === 200
  } catch {
    return false
  }
}

/** It may have been changed by a call meanwhile. */
function change(world: World, id: string, alter: (endpoint: EndpointRecord) => EndpointRecord): void {
  const now = world.tables.endpoints.get(id)
  if (now !== undefined) world.store.commit(() => world.tables.endpoints.put(id, alter(now)))
}
