import { expect } from 'vitest'
import type { Role } from '../../server/kernel/http/role.ts'
import { openEmail } from '../../server/people/queue-email.ts'
import { readBase32, stepAt, totpCode } from '../../server/people/totp.ts'
import { type Caller, type CompanyApi, caller, type Reply, type TestCompany } from './company-api.ts'

export const PASSWORD = 'correct horse battery staple'

/** Somebody who has taken an invitation. */
export interface Person {
  readonly id: string
  readonly email: string
  readonly companyId: string
  /** Of the second factor. */
  readonly secret: Buffer
  readonly session: string
  readonly call: Caller
}

let people = 0

/** Invites, accepts, confirms: signed in as `role` of the company. */
export async function newPerson(
  api: CompanyApi,
  company: TestCompany,
  role: Role,
  email = nextEmail(),
): Promise<Person> {
  const { body: user } = await company.call('POST', '/management/users', { email, role })
  const token = await readInvitation(api, company.id, email)
  const secret = await accept(api, token)
  const reply = await confirm(api, token, secret)
  expect(reply.status).toBe(200)
  const { session } = reply.body
  return { id: user.id, email, companyId: company.id, secret, session, call: withSession(api, session) }
}

function nextEmail(): string {
  people += 1
  return `person-${people}@example.org`
}

export function open(api: CompanyApi, path: string, body: object, ip?: string): Promise<Reply> {
  return caller(api.apiUrl, {})('POST', `/portal/api/${path}`, body, ip)
}

/** @returns the secret of the second factor. */
export async function accept(api: CompanyApi, token: string, password = PASSWORD): Promise<Buffer> {
  const { status, body } = await open(api, 'invitations/accept', { token, password })
  expect(status).toBe(200)
  return readBase32(body.totp_secret)
}

export function confirm(api: CompanyApi, token: string, secret: Buffer, password = PASSWORD): Promise<Reply> {
  return open(api, 'invitations/confirm', { token, password, code: codeNow(secret) })
}

/** With the code of the next step: that of the present one is used up by the invitation. */
export function signIn(api: CompanyApi, person: Person, changes: object = {}, ip?: string): Promise<Reply> {
  const right = { email: person.email, password: PASSWORD, code: codeNow(person.secret, 1) }
  return open(api, 'sign-in', { ...right, ...changes }, ip)
}

/** Forgets which codes were used and what failed: a test has no time to wait for new ones. */
export async function freshCodes(api: CompanyApi, { companyId, id, email }: Person): Promise<void> {
  await api.db
    .updateTable('users')
    .set({ totp_step: null })
    .where('company_id', '=', companyId)
    .where('id', '=', id)
    .execute()
  await api.db
    .updateTable('user_directory')
    .set({ failures: 0, locked_until: null })
    .where('email', '=', email)
    .execute()
}

export function codeNow(secret: Buffer, stepsLater = 0): string {
  return totpCode(secret, stepAt(Date.now()) + BigInt(stepsLater))
}

export function withSession(api: CompanyApi, session: string): Caller {
  return caller(api.apiUrl, { authorization: `Bearer ${session}` })
}

/** What waits to be sent, in the order in which it was queued: no gateway is set, so it stays. */
export async function readEmails(api: CompanyApi, companyId: string, to: string) {
  const rows = await api.db
    .selectFrom('email_messages')
    .select(['id', 'sealed'])
    .where('company_id', '=', companyId)
    .orderBy('id')
    .execute()
  return rows
    .flatMap(({ id, sealed }) => (sealed === null ? [] : [openEmail(api.sealer, id, sealed).reveal()]))
    .filter((email) => email.to === to)
}

/** The newest of that address. */
export async function readInvitation(api: CompanyApi, companyId: string, email: string): Promise<string> {
  const texts = (await readEmails(api, companyId, email)).map(({ text }) => /hfi_[\w-]+/.exec(text)?.[0])
  return texts.findLast((text) => text !== undefined) ?? ''
}
