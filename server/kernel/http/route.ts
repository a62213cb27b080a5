import type { Static, TObject, TSchema } from 'typebox'
import type { Reader, Tx } from '../database.ts'
import type { ErrorName } from '../errors.ts'
import type { Refusal } from '../refusal.ts'
import type { Content } from './content.ts'
import type { PortalPage } from './portal-page.ts'
import type { Role } from './role.ts'

export type Operation = 'treasury' | 'virtual_wallets' | 'cards' | 'management'
export type Level = 1 | 2 | 3

/** Who calls: found by the key or the session before anything else is looked at. */
export interface Caller {
  readonly type: 'KEY' | 'USER' | 'OPERATOR'
  readonly id: string
  readonly name: string
  readonly ipAddress: string
  /** For the few calls whose level follows from what they find. The operator's own calls have none. */
  readonly levels: Readonly<Record<Operation, 0 | Level>>
  /** People only. */
  readonly role?: Role
  /** People only: the hash of the text of their session. */
  readonly session?: Buffer | undefined
}

/** What every handler gets. `companyId` comes from the key or the session, so a handler cannot ask for another company's rows by accident. */
export interface Call<Body, Query> {
  readonly companyId: string
  readonly caller: Caller
  readonly traceId: string
  readonly params: Readonly<Record<string, string>>
  readonly body: Body
  readonly query: Query
  /** Business time of this call: one instant for the whole call. */
  readonly now: Date
  /** Of the header X-API-Version: 1 unless it is 2. */
  readonly apiVersion: 1 | 2
  /** It came with an idempotency key. */
  readonly isKeyed: boolean
  /** Where the caller has reached us: `https://api.example.test`. For links in answers. */
  readonly origin: string
  /** As the caller calls itself, cut; for people to tell their sessions apart. */
  readonly userAgent: string | null
  /** The portal's own page calls: a session that opens here goes into its cookie. */
  readonly page: PortalPage | null
}

/**
 * Who may call: a level of the operation that follows from the path, the operator's key, any valid key (the handler checks
 * the level against the row it finds), a person, or anybody. A person's session opens what a key of those levels opens.
 */
export type Access =
  | {
      readonly level: Level
      readonly operation?: Operation
      readonly alsoOpenTo?: { operation: Operation; level: Level }
    }
  | { readonly operator: true }
  | { readonly anyKey: true }
  | {
      /** Never a key, of whatever level. */
      readonly person: true
      /** Absent: any person who has signed in. */
      readonly level?: Level
      readonly operation?: Operation
    }
  | {
      readonly open: true
      /** Not quite anybody: the handler lets in who signs under a key of the card network. */
      readonly networkSigned?: true
    }

interface RouteBase<B extends TObject, Q extends TObject> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** As in the contract, with braces: `/virtual-wallets/{walletId}`. */
  readonly path: string
  readonly access: Access
  readonly summary: string
  readonly tag: string
  readonly body?: B
  /** Takes images: a body of up to 32 MiB instead of 1. */
  readonly takesImages?: true
  /** The contract checks the ids in the path before the body's shape here: `body` is documentation, the handler reads the fields. */
  readonly bodyReadByHandler?: true
  readonly query?: Q
  /** What it may refuse beyond what every call may, for the documentation. */
  readonly refusals?: readonly ErrorName[]
  /** Shape of the answer: documentation (OpenAPI) and, in tests, a check. */
  readonly answer: TSchema
  /** Media type of a success that is not JSON. */
  readonly answerType?: 'application/pdf' | 'text/event-stream' | 'text/html'
  /** The header X-API-Version chooses the shape of the answer. */
  readonly versioned?: true
  /** Status of a success; 200 unless the contract names another. */
  readonly status?: 200 | 201 | 204
  /** Served in the sandbox only. */
  readonly sandboxOnly?: true
}

/** A read: sees the pool, cannot write. */
export interface ReadRoute<B extends TObject = TObject, Q extends TObject = TObject> extends RouteBase<B, Q> {
  readonly read: (db: Reader, call: Call<Static<B>, Static<Q>>) => Promise<unknown | Refusal>
}

/**
 * A write. `prepare` may use the network and decides nothing that the transaction does not check again. `write` runs in one
 * transaction together with its idempotency key; a Refusal rolls its effects back (the key keeps the refusal). What it gives
 * back is the answer, unless `finish` exists: then it is the durable state (JSON, stored with the key) from which `finish`,
 * after the commit, completes outside effects and makes the answer, or refuses: what was committed stays, and is `finish`'s to put
 * right. It is idempotent: a retry after a crash runs it again.
 */
export interface WriteRoute<
  B extends TObject = TObject,
  Q extends TObject = TObject,
  P = unknown,
  R = unknown,
> extends RouteBase<B, Q> {
  readonly prepare?: (db: Reader, call: Call<Static<B>, Static<Q>>) => Promise<P | Refusal>
  readonly write: (tx: Tx, call: Call<Static<B>, Static<Q>>, prepared: P) => Promise<R | Refusal>
  readonly finish?: (resume: R, call: Call<Static<B>, Static<Q>>) => Promise<unknown | Refusal>
  /** What a repetition is answered, where the answer shows a secret that must not be stored: made of the first answer. */
  readonly repeatedAs?: (answer: never) => unknown
}

/** A message of another system, which proves itself in its own way: the handler gets the bytes and the headers as they came. */
export interface RawCall {
  readonly bytes: Buffer
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly params: Readonly<Record<string, string>>
  readonly traceId: string
  readonly now: Date
  /** `performance.now()` when the call arrived. */
  readonly receivedAt: number
}

/** A call that proves itself: no API key, no idempotency key. Its access is `open`. */
export interface RawRoute<B extends TObject = TObject> extends RouteBase<B, TObject> {
  readonly respond: (call: RawCall) => Promise<Content | Refusal>
}

// biome-ignore lint/suspicious/noExplicitAny: a list of routes forgets the types that each route's own definition has checked
export type Route = ReadRoute<any, any> | WriteRoute<any, any, any, any> | RawRoute<any>

export function readRoute<B extends TObject, Q extends TObject>(route: ReadRoute<B, Q>): ReadRoute<B, Q> {
  return route
}

export function writeRoute<B extends TObject, Q extends TObject, P, R>(
  route: WriteRoute<B, Q, P, R>,
): WriteRoute<B, Q, P, R> {
  return route
}

export function rawRoute<B extends TObject>(route: RawRoute<B>): RawRoute<B> {
  return route
}
