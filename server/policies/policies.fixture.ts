import { ManualClock } from '../../tests/harness/manual-clock.ts'
import {
  type Call,
  startWalletWorld,
  type WalletCompany,
  type WalletWorld,
} from '../../tests/harness/wallet-world.ts'
import { inTransaction } from '../kernel/database.ts'
import type { Role } from '../kernel/http/role.ts'
import { newId } from '../kernel/ids.ts'
import { openSession } from '../people/session.ts'

export const OUTSIDE = '0x1111111111111111111111111111111111111111'
export const ELSEWHERE = '0x2222222222222222222222222222222222222222'
export const HOUR_MS = 3_600_000
export const UNIT = 1_000_000n

export interface Person {
  readonly id: string
  readonly email: string
  readonly session: string
  readonly call: Call
}

/** Business time stands still until the test moves it. */
export interface PoliciesWorld extends WalletWorld {
  readonly clock: ManualClock
}

export async function startPoliciesWorld(): Promise<PoliciesWorld> {
  const clock = new ManualClock(new Date().toISOString())
  return { ...(await startWalletWorld({ clock })), clock }
}

let people = 0

/** Signed in. How people come to that is tested where they live. */
export async function newPerson(
  world: Pick<WalletWorld, 'db' | 'url'>,
  companyId: string,
  { role = 'ADMIN', approvesFrom = new Date(0) }: { role?: Role; approvesFrom?: Date } = {},
): Promise<Person> {
  people += 1
  const id = newId()
  const email = `person-${people}@example.org`
  const { session } = await inTransaction(world.db, async (tx) => {
    const user = await tx
      .insertInto('users')
      .values({
        company_id: companyId,
        id,
        email,
        role,
        status: 'ACTIVE',
        invited_by: 'operator',
        approves_from: approvesFrom,
        created_at: new Date(),
      })
      .returningAll()
      .executeTakeFirstOrThrow()
    const from = { ipAddress: '127.0.0.1', userAgent: null }
    return openSession(tx, { ...user, role, status: 'ACTIVE' }, from, 1)
  })
  return { id, email, session, call: callWithSession(world.url, session) }
}

export function callWithSession(url: string, session: string): Call {
  return async (method, path, body, headers = {}) => {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: { authorization: `Bearer ${session}`, ...headers },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    const text = await response.text()
    return { status: response.status, body: text === '' ? null : JSON.parse(text) }
  }
}

export function policy(fields: object): object {
  return { name: 'all', products: ['treasury', 'virtual_wallets', 'cards'], ...fields }
}

/** Proposes policies and has them approved: they count. */
export async function enforce(
  company: { readonly call: Call },
  admin: Person,
  policies: readonly object[],
): Promise<void> {
  const put = await company.call('PUT', '/management/policies', { policies })
  if (put.status !== 200) throw new Error(JSON.stringify(put.body))
  const approved = await decide(admin, put.body.draft.approval_id, 'APPROVE')
  if (approved.status !== 200) throw new Error(JSON.stringify(approved.body))
}

export function decide(
  person: { readonly call: Call },
  approvalId: string,
  decision: string,
  comment?: string,
) {
  return person.call('POST', `/management/approvals/${approvalId}`, { decision, comment })
}

/** A wallet with a balance, and holding tokens that back it. */
export async function fundedWallet(company: WalletCompany, amount: number) {
  const wallet = await company.wallet()
  await company.owe(wallet.id, String(amount))
  await company.fundHolding(BigInt(amount) * UNIT)
  return wallet
}

export function withdraw(
  world: WalletWorld,
  company: { readonly call: Call },
  walletId: string,
  amount: number | string,
  to = OUTSIDE,
) {
  return company.call('POST', `/virtual-wallets/${walletId}/withdraw`, {
    to_wallet_address: to,
    token_address: world.chain().token('USDC').address,
    amount,
  })
}

/** The one approval that waits. */
export async function openApproval(company: { readonly call: Call }) {
  const { body } = await company.call('GET', '/management/approvals?status=PENDING')
  if (body.items.length !== 1) throw new Error(JSON.stringify(body))
  return body.items[0]
}
