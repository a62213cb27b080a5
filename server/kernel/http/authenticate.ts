import { createHash, timingSafeEqual } from 'node:crypto'
import type { Config } from '../config.ts'
import { type Refusal, refuse } from '../refusal.ts'
import { isInside } from './ip-address.ts'
import { operationOf } from './operation.ts'
import type { Caller, Operation, Route } from './route.ts'

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

/** Calls of the operator and open calls belong to no company: no row has this id. */
export const NO_COMPANY = '00000000-0000-0000-0000-000000000000'

export interface Identity {
  readonly companyId: string
  readonly caller: Caller
}

const NO_LEVELS = { treasury: 0, virtual_wallets: 0, cards: 0, management: 0 } as const

export interface Authentication {
  /** Who calls: by the key, from an address the key allows. */
  identify(route: Route, keyText: string | undefined, ipAddress: string): Promise<Identity | Refusal>
}

export function createAuthentication(
  config: Pick<Config, 'operatorKey'>,
  keys: KeyDirectory,
): Authentication {
  const operatorDigest = digest(config.operatorKey.reveal())
  // Digests have one length, so the comparison takes the same time for every key text.
  const isOperator = (keyText: string) => timingSafeEqual(digest(keyText), operatorDigest)

  return {
    async identify(route, keyText, ipAddress) {
      if ('open' in route.access) return companyless('USER', 'anybody', ipAddress)
      if (keyText === undefined || keyText === '') return refuse('KEY_MISSING')
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
}

/** Whether the caller may make this call: by product and level. */
export function authorise(route: Route, caller: Caller): Refusal | null {
  const { access } = route
  if ('open' in access || 'anyKey' in access) return null
  if ('operator' in access) return caller.type === 'OPERATOR' ? null : refuse('OPERATOR_ONLY')
  const operation = operationOf(route)
  const { alsoOpenTo } = access
  if (caller.levels[operation] >= access.level) return null
  if (alsoOpenTo !== undefined && caller.levels[alsoOpenTo.operation] >= alsoOpenTo.level) return null
  return refuse('KEY_LEVEL', { operation, level: String(access.level) })
}

function companyless(type: 'USER' | 'OPERATOR', name: string, ipAddress: string): Identity {
  return { companyId: NO_COMPANY, caller: { type, id: name, name, ipAddress, levels: NO_LEVELS } }
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
