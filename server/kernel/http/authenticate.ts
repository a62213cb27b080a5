import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import type { Config } from '../config.ts'
import { type Refusal, refuse } from '../refusal.ts'
import { isInside } from './ip-address.ts'
import { operationOf } from './operation.ts'
import type { PortalPage } from './portal-page.ts'
import { levelsOf, ROLE_NAMES, type Role } from './role.ts'
import type { Caller, Level, Operation, Route } from './route.ts'

/** What a key is: who owns it and what it opens. */
export interface KeyIdentity {
  readonly companyId: string
  readonly keyId: string
  readonly name: string
  readonly levels: Readonly<Record<Operation, 0 | 1 | 2 | 3>>
  /** Addresses or CIDR ranges; empty = any. */
  readonly ipAllowList: readonly string[]
}

export interface KeyDirectory {
  /** Null for what is unknown, revoked or expired. */
  find(keyText: string): Promise<KeyIdentity | null>
}

/** Who has signed in. */
export interface SessionIdentity {
  readonly companyId: string
  readonly userId: string
  readonly email: string
  readonly role: Role
  /** Which session it is: the hash of its text. */
  readonly session: Buffer
}

export interface SessionDirectory {
  /**
   * Null for what is unknown or has ended.
   * @param isUse whether the call keeps the session alive
   */
  find(tokenText: string, isUse: boolean): Promise<SessionIdentity | null>
}

/** What a call brings to show who makes it. */
export interface Credentials {
  /** Of the header x-api-key; it wins. */
  readonly key: string | undefined
  /** Of a header `Authorization: Bearer hfs_…`, or of the cookie when the portal's own page calls: portal-page.ts. */
  readonly session: string | undefined
  /** Of the portal's page. */
  readonly page: PortalPage | null
}

/** Calls of the operator and open calls belong to no company: no row has this id. */
export const NO_COMPANY = '00000000-0000-0000-0000-000000000000'

export interface Identity {
  readonly companyId: string
  readonly caller: Caller
}

const NO_LEVELS = { treasury: 0, virtual_wallets: 0, cards: 0, management: 0 } as const

export interface Authentication {
  /** Who calls: by the key, from an address the key allows, or by the session of a person. */
  identify(route: Route, credentials: Credentials, ipAddress: string): Promise<Identity | Refusal>
}

export function createAuthentication(
  config: Pick<Config, 'operatorKey'>,
  keys: KeyDirectory,
  sessions: SessionDirectory | undefined,
): Authentication {
  const operatorDigest = digest(config.operatorKey.reveal())
  // Digests have one length, so the comparison takes the same time for every key text.
  const isOperator = (keyText: string) => timingSafeEqual(digest(keyText), operatorDigest)

  return {
    async identify(route, credentials, ipAddress) {
      const { key: keyText } = credentials
      if ('open' in route.access) return companyless('USER', 'anybody', ipAddress)
      if (keyText === undefined || keyText === '') return identifyPerson(route, credentials, ipAddress)
      const operator = isOperator(keyText)
      if ('operator' in route.access && operator) return companyless('OPERATOR', 'operator', ipAddress)
      const key = operator ? null : await keys.find(keyText)
      if (key === null) return refuse('KEY_INVALID')
      if (key.ipAllowList.length > 0 && !isInside(ipAddress, key.ipAllowList))
        return refuse('KEY_ADDRESS', { ip: ipAddress })
      return {
        companyId: key.companyId,
        caller: { type: 'KEY', id: key.keyId, name: key.name, ipAddress, levels: key.levels },
      }
    },
  }

  async function identifyPerson(
    route: Route,
    { session, page }: Credentials,
    ipAddress: string,
  ): Promise<Identity | Refusal> {
    if (session === undefined) return page === null ? missing(route) : refuse('SESSION_INVALID')
    const person = (await sessions?.find(session, page?.isBackground !== true)) ?? null
    if (person === null) return refuse('SESSION_INVALID')
    return { companyId: person.companyId, caller: personCaller(person, ipAddress) }
  }
}

/** A person as caller: for handlers, and for the audit log of what happens before there is a session. */
export function personCaller(
  person: Pick<SessionIdentity, 'userId' | 'email' | 'role'> & { readonly session?: Buffer },
  ipAddress: string,
): Caller {
  const { userId: id, email: name, role, session } = person
  return { type: 'USER', id, name, ipAddress, levels: levelsOf(role), role, session }
}

const BEARER = /^bearer +(hfs_\S*) *$/i

export function readCredentials(headers: IncomingHttpHeaders, page: PortalPage | null): Credentials {
  const key = headers['x-api-key']
  return {
    key: Array.isArray(key) ? key.join() : key,
    session: page === null ? BEARER.exec(headers.authorization ?? '')?.[1] : page.session,
    page,
  }
}

/** A call of the portal alone is made without a key: to ask for one would lead astray. */
function missing({ access }: Route): Refusal {
  return refuse('person' in access && access.level === undefined ? 'SESSION_INVALID' : 'KEY_MISSING')
}

/** Whether the caller may make this call: by product and level. */
export function authorise(route: Route, caller: Caller): Refusal | null {
  const { access } = route
  if ('open' in access || 'anyKey' in access) return null
  if ('operator' in access) return caller.type === 'OPERATOR' ? null : refuse('OPERATOR_ONLY')
  if ('person' in access) return authorisePerson(route, access.level, caller)
  const operation = operationOf(route)
  const { alsoOpenTo } = access
  // Some writes take level 1: a key may make them, a person who may only read does not.
  if (caller.role === 'READ_ONLY' && route.method !== 'GET') return tooLow(caller, operation, 2)
  if (caller.levels[operation] >= access.level) return null
  if (alsoOpenTo !== undefined && caller.levels[alsoOpenTo.operation] >= alsoOpenTo.level) return null
  return tooLow(caller, operation, access.level)
}

function tooLow({ role }: Caller, operation: Operation, level: Level): Refusal {
  const needed = { operation, level: String(level) }
  return role === undefined
    ? refuse('KEY_LEVEL', needed)
    : refuse('ROLE_LEVEL', { ...needed, role: ROLE_NAMES[role] })
}

function authorisePerson(route: Route, level: Level | undefined, caller: Caller): Refusal | null {
  if (caller.type !== 'USER') return refuse(level === undefined ? 'SESSION_INVALID' : 'PERSON_NEEDED')
  if (level === undefined) return null
  const operation = operationOf(route)
  return caller.levels[operation] >= level ? null : tooLow(caller, operation, level)
}

function companyless(type: 'USER' | 'OPERATOR', name: string, ipAddress: string): Identity {
  return { companyId: NO_COMPANY, caller: { type, id: name, name, ipAddress, levels: NO_LEVELS } }
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
