import { findCustomer } from '../customers/customer.ts'
import { recordEvent } from '../events/event.ts'
import { listAnswer } from '../http/list.ts'
import { invalidParameters, notFound, Problem } from '../http/problem.ts'
import { type ApiCall, type ApiRoute, idIn } from '../http/route.ts'
import type { AccountRecord, Json } from '../records.ts'
import { isoTime, schedule, type World } from '../world.ts'
import { createAccount, readChange } from './create-account.ts'
import { ACCOUNT_RAILS } from './rails.ts'

const OF_CUSTOMER = '/customers/{id}/external_accounts'
const ONE = `${OF_CUSTOMER}/{accountId}`
const VERIFIED_AFTER_MS = 1_000

export const accountRoutes: readonly ApiRoute[] = [
  {
    method: 'POST',
    path: OF_CUSTOMER,
    answer({ world, params, body }) {
      const made = createAccount(world, findCustomer(world, idIn(params)), body)
      saveAccount(world, null, made)
      return { status: 201, body: showAccount(made) }
    },
  },
  {
    method: 'GET',
    path: OF_CUSTOMER,
    answer({ world, params, query }) {
      const { id } = findCustomer(world, idIn(params))
      return listAnswer(
        living(world).filter(({ customer_id }) => customer_id === id),
        query,
        showAccount,
      )
    },
  },
  {
    method: 'GET',
    path: '/external_accounts',
    answer: ({ world, query }) => listAnswer(living(world), query, showAccount),
  },
  {
    method: 'GET',
    path: ONE,
    answer: (call) => ({ status: 200, body: showAccount(accountOf(call)) }),
  },
  {
    method: 'PUT',
    path: ONE,
    answer: (call) => change(call, (account) => ({ ...account, shown: readChange(account, call.body) })),
  },
  {
    method: 'DELETE',
    path: ONE,
    answer: (call) => change(call, (account) => ({ ...account, deleted: true })),
  },
  {
    method: 'POST',
    path: `${ONE}/deactivate`,
    answer: (call) =>
      change(call, (account) => ({
        ...account,
        active: false,
        deactivation_reason: 'deactivated_by_developer',
      })),
  },
  {
    method: 'POST',
    path: `${ONE}/reactivate`,
    answer: (call) =>
      change(call, (account) => {
        if (account.active)
          throw new Problem(400, { code: 'bad_request', message: 'The external account is already active' })
        return { ...account, active: true, deactivation_reason: null }
      }),
  },
  {
    method: 'POST',
    path: `${ONE}/verify`,
    unkeyed: true,
    answer(call) {
      const { world } = call
      const account = accountOf(call)
      if (railOf(account).verified === null)
        throw invalidParameters({ account_type: `${account.account_type} cannot be verified` })
      if (account.verification?.completed_at === null)
        throw new Problem(409, { code: 'conflict', message: 'A verification is under way' })
      const verification = { requested_at: world.now().getTime(), completed_at: null }
      const asked = { ...account, verification }
      saveAccount(world, account, asked)
      schedule(world, 'verification', account.id, VERIFIED_AFTER_MS)
      return {
        status: 200,
        body: { account_type: account.account_type, account_verification: showVerification(asked) },
      }
    },
  },
]

/** The bank has answered. Within a commit. */
export function endVerification(world: World, id: string): void {
  const account = world.tables.accounts.get(id)
  if (account === undefined || account.verification === null) return
  const completed_at = world.now().getTime()
  saveAccount(world, account, { ...account, verification: { ...account.verification, completed_at } })
}

function living({ tables }: World): AccountRecord[] {
  return tables.accounts.values().filter(({ deleted }) => !deleted)
}

function accountOf({ world, params }: ApiCall): AccountRecord {
  const found = accountIn(world, findCustomer(world, idIn(params)).id, idIn(params, 'accountId'))
  if (found === null) throw notFound('External account')
  return found
}

/** Null: unknown, deleted, or another's. */
export function accountIn({ tables }: World, customerId: string, id: string): AccountRecord | null {
  const found = tables.accounts.get(id)
  return found === undefined || found.deleted || found.customer_id !== customerId ? null : found
}

function change(call: ApiCall, alter: (account: AccountRecord) => AccountRecord) {
  const before = accountOf(call)
  const after = { ...alter(before), updated_at: call.world.now().getTime() }
  saveAccount(call.world, before, after)
  return { status: 200, body: showAccount(after) }
}

function saveAccount(world: World, before: AccountRecord | null, after: AccountRecord): void {
  world.tables.accounts.put(after.id, after)
  recordEvent(world, {
    category: 'external_account',
    id: after.id,
    before: before === null ? null : showAccount(before),
    after: after.deleted ? null : showAccount(after),
    stateField: 'status',
  })
}

export function railOf({ account_type }: Pick<AccountRecord, 'account_type'>) {
  const found = ACCOUNT_RAILS.find((rail) => rail.accountType === account_type)
  if (found === undefined) throw new Error(`no rail pays to ${account_type}`)
  return found
}

export function showAccount(account: AccountRecord): Json {
  return {
    id: account.id,
    customer_id: account.customer_id,
    currency: account.currency,
    account_type: account.account_type,
    ...account.shown,
    active: account.active,
    deactivation_reason: account.deactivation_reason,
    ...(account.verification === null ? {} : { account_verification: showVerification(account) }),
    created_at: isoTime(account.created_at),
    updated_at: isoTime(account.updated_at),
  }
}

function showVerification(account: AccountRecord): Json {
  const { requested_at = 0, completed_at = null } = account.verification ?? {}
  const isDone = completed_at !== null
  const result =
    railOf(account).verified === 'match_level'
      ? { match_level: isDone ? 'match' : 'pending', reason_code: null }
      : { matched: isDone ? true : null, reason_code: null }
  return {
    [account.account_type]: result,
    requested_at: isoTime(requested_at),
    completed_at: completed_at === null ? null : isoTime(completed_at),
  }
}
