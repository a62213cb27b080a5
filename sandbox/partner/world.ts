import { createHash, createHmac } from 'node:crypto'
import type { Clock } from '../../server/kernel/clock.ts'
import type { Logger } from '../../server/kernel/log.ts'
import type { PartnerChain } from './chains/partner-chain.ts'
import type {
  AccountRecord,
  AgreementRecord,
  AnswerRecord,
  ArrivalRecord,
  CardSessionRecord,
  CustomerRecord,
  EndpointRecord,
  EventRecord,
  KycLinkRecord,
  PageRecord,
  PaymentRecord,
  ReturnPolicyRecord,
  TaskKind,
  TaskRecord,
  TransferRecord,
} from './records.ts'
import { openStore, type Store, type Table } from './store.ts'

/** Everything that a part of the partner works with. */
export interface World {
  readonly store: Store
  readonly tables: Tables
  readonly log: Logger
  /** By rail: `polygon`, `tron`. */
  readonly chains: ReadonlyMap<string, PartnerChain>
  readonly seed: string
  /** Where its pages are: `http://127.0.0.1:…`. */
  readonly origin: string
  now(): Date
  /** Moves its own clock forward, ahead of the one it was given. */
  advance(seconds: number): void
  /** A number that comes once: what is made of it and the seed is the same in every run. Within a commit. */
  serial(): number
  /** Looks at what is due now. */
  wake(): void
  /** Brings an event to an endpoint, outside of its queue. */
  send(endpointId: string, eventId: string): void
}

export interface Tables {
  readonly customers: Table<CustomerRecord>
  readonly agreements: Table<AgreementRecord>
  readonly kycLinks: Table<KycLinkRecord>
  readonly pages: Table<PageRecord>
  readonly accounts: Table<AccountRecord>
  readonly returnPolicies: Table<ReturnPolicyRecord>
  readonly transfers: Table<TransferRecord>
  readonly arrivals: Table<ArrivalRecord>
  readonly payments: Table<PaymentRecord>
  readonly cardSessions: Table<CardSessionRecord>
  readonly endpoints: Table<EndpointRecord>
  readonly events: Table<EventRecord>
  readonly answers: Table<AnswerRecord>
  readonly tasks: Table<TaskRecord>
  /** Numbers and settings by name. */
  readonly state: Table<unknown>
}

const RECORDS_MAX = 100_000
const SHORT_LIVED_MAX = 10_000

export interface WorldOptions {
  readonly stateFile: string | null
  readonly seed: string
  readonly clock: Clock
  readonly log: Logger
  readonly chains: readonly PartnerChain[]
  readonly origin: string
  readonly wake: World['wake']
  readonly send: World['send']
}

export function openWorld({ stateFile, seed, clock, chains, ...given }: WorldOptions): World {
  const store = openStore(stateFile)
  const tables = openTables(store)
  const keep = (name: string, value: unknown) => store.commit(() => tables.state.put(name, value))
  if (tables.state.get('seed') === undefined) keep('seed', seed)
  const number = (name: string) => Number(tables.state.get(name) ?? 0)
  return {
    ...given,
    store,
    tables,
    chains: new Map(chains.map((chain) => [chain.rail, chain])),
    seed: String(tables.state.get('seed')),
    now: () => new Date(clock.now().getTime() + number('ahead_ms')),
    advance(seconds) {
      keep('ahead_ms', number('ahead_ms') + seconds * 1000)
      given.wake()
    },
    serial() {
      const next = number('serial') + 1
      tables.state.put('serial', next)
      return next
    },
  }
}

function openTables(store: Store): Tables {
  return {
    customers: store.table('customers', RECORDS_MAX),
    agreements: store.table('agreements', SHORT_LIVED_MAX),
    kycLinks: store.table('kyc_links', RECORDS_MAX),
    pages: store.table('pages', RECORDS_MAX),
    accounts: store.table('accounts', RECORDS_MAX),
    returnPolicies: store.table('return_policies', SHORT_LIVED_MAX),
    transfers: store.table('transfers', RECORDS_MAX),
    arrivals: store.table('arrivals', RECORDS_MAX),
    payments: store.table('payments', RECORDS_MAX),
    cardSessions: store.table('card_sessions', RECORDS_MAX),
    endpoints: store.table('endpoints', RECORDS_MAX),
    events: store.table('events', SHORT_LIVED_MAX),
    answers: store.table('answers', SHORT_LIVED_MAX),
    tasks: store.table('tasks', RECORDS_MAX),
    state: store.table('state', RECORDS_MAX),
  }
}

/** Puts it on the list of what is due, in the place of an earlier one. Within a commit. */
export function schedule(world: World, kind: TaskKind, objectId: string, afterMs: number): void {
  const task = { kind, object_id: objectId, at: world.now().getTime() + afterMs }
  world.tables.tasks.put(`${kind}:${objectId}`, task)
}

/** Within a commit. */
export function unschedule({ tables }: World, kind: TaskKind, objectId: string): void {
  tables.tasks.remove(`${kind}:${objectId}`)
}

/** Looks random, and follows from the seed and a number that never comes again. Within a commit. */
export function drawBytes(world: World): Buffer {
  return createHash('sha256').update(`${world.seed}:${world.serial()}`).digest()
}

/** As the partner writes ids. Within a commit. */
export function drawId(world: World): string {
  const bytes = drawBytes(world)
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  const hex = bytes.toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`
}

/** Letters of `alphabet`. Within a commit. */
export function drawText(world: World, alphabet: string, length: number): string {
  const bytes = drawBytes(world)
  return Array.from({ length }, (_, index) => alphabet[(bytes[index] ?? 0) % alphabet.length]).join('')
}

/** Always the same for the same name. */
export function seededBytes(seed: string, name: string): Buffer {
  return createHmac('sha256', seed).update(name).digest()
}

export function isoTime(ms: number): string {
  return new Date(ms).toISOString()
}
