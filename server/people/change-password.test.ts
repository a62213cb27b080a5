import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import {
  type CompanyApi,
  type Reply,
  startCompanyApi,
  type TestCompany,
} from '../../tests/harness/company-api.ts'
import {
  codeNow,
  freshCodes,
  newPerson,
  PASSWORD,
  type Person,
  readEmails,
  signIn,
  withSession,
} from '../../tests/harness/people.ts'
import { signedInPage } from '../../tests/harness/portal-page.ts'

const NEW = 'another horse, another battery'

let api: CompanyApi
let company: TestCompany
let person: Person

beforeAll(async () => {
  api = await startCompanyApi()
})
beforeEach(async () => {
  company = await api.company()
  person = await newPerson(api, company, 'READ_ONLY')
  await freshCodes(api, person)
})
afterAll(() => api.stop())

const said = ({ status, body }: Reply) => [status, body?.message]
const WRONG = [412, 'Password or code is wrong']
const shows = async (session: string) =>
  (await withSession(api, session)('GET', '/portal/api/session')).status

function change(fields: object = {}, call = person.call): Promise<Reply> {
  const body = { password: PASSWORD, new_password: NEW, code: codeNow(person.secret), ...fields }
  return call('PUT', '/portal/api/password', body)
}

test('any role changes the own password: the old one opens nothing, other sessions end, this one goes on', async () => {
  const { body: other } = await signIn(api, person)
  await freshCodes(api, person)
  expect(await change()).toEqual({ status: 204, body: null })
  expect([await shows(person.session), await shows(other.session)]).toEqual([200, 401])
  await freshCodes(api, person)
  expect(said(await signIn(api, person))).toEqual([401, 'E-mail, password or code is wrong'])
  expect((await signIn(api, person, { password: NEW })).status).toBe(200)
})

test('the person gets an e-mail, and the audit log says so without the password', async () => {
  await change()
  const [email] = (await readEmails(api, company.id, person.email)).slice(-1)
  expect(email).toMatchObject({ subject: 'Your password was changed' })
  const { body } = await company.call('GET', '/management/audit-log')
  expect(body.items[0]).toMatchObject({ action: 'user.password_changed', object_id: person.id })
  expect(JSON.stringify(body)).not.toContain(NEW)
})

test.each<[string, object, unknown[]]>([
  ['the present password is wrong', { password: `${PASSWORD}!` }, WRONG],
  ['the present password is too short to be one', { password: 'x' }, WRONG],
  ['the code is wrong', { code: '000000' }, WRONG],
  [
    'the new password is short',
    { new_password: 'short' },
    [412, 'Password must have at least 12 characters'],
  ],
  ['there is no new password', { new_password: undefined }, [400, expect.stringContaining('new_password')]],
])('nothing changes when %s', async (_what, fields, answer) => {
  expect(said(await change(fields))).toEqual(answer)
  await freshCodes(api, person)
  expect((await signIn(api, person)).status).toBe(200)
})

test('a code that has opened something opens no change of the password', async () => {
  const code = codeNow(person.secret)
  expect((await signIn(api, person, { code })).status).toBe(200)
  expect(said(await change({ code }))).toEqual(WRONG)
  expect((await change({ code: codeNow(person.secret, 1) })).status).toBe(204)
})

test('of ten changes at the same time with one code one is made', async () => {
  const replies = await Promise.all(
    Array.from({ length: 10 }, (_, i) => change({ new_password: `${NEW} ${i}` })),
  )
  expect(replies.filter(({ status }) => status === 204)).toHaveLength(1)
})

test('failures count as at sign-in: who has a session and guesses is locked out of both', async () => {
  for (let failure = 0; failure < 3; failure += 1) await change({ password: `${PASSWORD} ${failure}` })
  const { rows } = await sql<{ failures: number }>`
    UPDATE user_directory SET locked_until = now() + interval '1 hour' WHERE email = ${person.email} AND failures > 0
    RETURNING failures`.execute(api.db)
  expect(rows).toEqual([{ failures: 3 }])
  for (const reply of [await change(), await signIn(api, person)])
    expect(said(reply)).toEqual([429, expect.stringMatching(/^Retry after \d+ seconds$/)])
})

test('sign-ins and proofs of one person at the same time do not wait for each other for ever', async () => {
  const all = Array.from({ length: 12 }, (_, index) =>
    index % 2 === 0 ? change({ code: '000000' }) : signIn(api, person, { code: '000000' }),
  )
  const statuses = (await Promise.all(all)).map(({ status }) => status)
  expect(statuses.filter((status) => status >= 500)).toEqual([])
})

test('the page whose person changed it stays signed in by its cookie, and a page elsewhere does not', async () => {
  const [page, elsewhere] = [await signedInPage(api, person), await signedInPage(api, person)]
  await freshCodes(api, person)
  const fields = { password: PASSWORD, new_password: NEW, code: codeNow(person.secret) }
  expect((await page.call('PUT', '/portal/api/password', fields)).status).toBe(204)
  const statuses = [page, elsewhere].map((one) => one.call('GET', '/portal/api/session'))
  expect((await Promise.all(statuses)).map(({ status }) => status)).toEqual([200, 401])
})

test('a key changes nobody’s password, nor does one who belongs to two companies that of the other', async () => {
  expect(said(await change({}, company.call))).toEqual([401, 'Session has ended'])
  const elsewhere = await newPerson(api, await api.company(), 'ADMIN', person.email)
  expect((await change()).status).toBe(204)
  await freshCodes(api, elsewhere)
  const { body } = await signIn(api, elsewhere, { company_id: elsewhere.companyId })
  expect(await shows(body.session)).toBe(200)
  const { rows } = await sql<{ passwords: bigint }>`
    SELECT count(DISTINCT password) AS passwords FROM users WHERE email = ${person.email}`.execute(api.db)
  expect(rows[0]?.passwords).toBe(2n)
})
