import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  type CompanyApi,
  caller,
  startCompanyApi,
  type TestCompany,
} from '../../tests/harness/company-api.ts'
import { newPerson, type Person } from '../../tests/harness/people.ts'
import { propertySeed } from '../../tests/harness/seed.ts'

let api: CompanyApi
let company: TestCompany
let person: Person
beforeAll(async () => {
  api = await startCompanyApi()
  company = await api.company()
  person = await newPerson(api, company, 'ADMIN')
})
afterAll(() => api.stop())

const nasty = fc.oneof(
  fc.anything({ maxDepth: 2, withBigInt: false }),
  fc.constantFrom(
    '',
    ' ',
    '\ud800',
    '__proto__',
    1e308,
    -0,
    [],
    {},
    null,
    'ADMIN',
    'a@b.c',
    '000000',
    'hfi_x',
  ),
  fc.string({ unit: 'binary' }),
  fc.emailAddress(),
)
const field = fc.constantFrom(
  'email',
  'role',
  'token',
  'password',
  'new_password',
  'code',
  'company_id',
  '__proto__',
  'x',
)
const body = fc.dictionary(field, nasty).map((fields) => ({
  email: 'a@example.org',
  role: 'OPERATOR',
  token: 'hfi_x',
  password: 'x'.repeat(12),
  code: '1',
  ...fields,
}))
const call = fc.constantFrom(
  ['POST', '/management/users'],
  ['PUT', '/management/users/{id}'],
  ['DELETE', '/management/users/{id}'],
  ['POST', '/portal/api/sign-in'],
  ['POST', '/portal/api/invitations/accept'],
  ['POST', '/portal/api/invitations/confirm'],
  ['POST', '/portal/api/sign-out'],
  ['PUT', '/portal/api/password'],
  ['GET', '/portal/api/session'],
)
const id = fc.oneof(
  fc.constantFrom('%00', 'x', '%ff', '..'),
  fc.string({ unit: 'binary' }).map((text) => encodeURIComponent(text.toWellFormed())),
)
/** As it stands in a header. */
const bearer = fc.stringMatching(/^(hfs_)?[\x21-\x7e]{0,80}$/)

test('no body, id or session makes a call of people fail, and the ADMIN stays', async () => {
  await fc.assert(
    fc.asyncProperty(
      call,
      id,
      body,
      fc.option(bearer),
      async ([method = '', path = ''], some, sent, session) => {
        const headers =
          session === null ? { 'x-api-key': company.key } : { authorization: `Bearer ${session}` }
        const reply = await caller(api.apiUrl, headers)(
          method,
          path.replace('{id}', some),
          method === 'GET' ? undefined : sent,
        )
        expect([200, 201, 204, 400, 401, 404, 412, 429]).toContain(reply.status)
      },
    ),
    { seed: propertySeed('calls of people'), numRuns: 600 },
  )
  expect((await person.call('GET', '/portal/api/session')).status).toBe(200)
})

test('a body of more than 1 MiB is refused, and of a field given twice the last counts', async () => {
  const post = async (path: string, body: string) => {
    const headers = { 'x-api-key': company.key }
    return (await fetch(`${api.apiUrl}${path}`, { method: 'POST', headers, body })).status
  }
  for (const path of ['/management/users', '/portal/api/sign-in', '/portal/api/invitations/accept']) {
    expect(await post(path, JSON.stringify({ email: 'x'.repeat(2 ** 20) }))).toBe(400)
  }
  const twice = '{"email":"a@b.cd","email":"twice@example.org","role":"ADMIN","role":"READ_ONLY"}'
  expect(await post('/management/users', twice)).toBe(201)
  const { body: users } = await company.call('GET', '/management/users')
  expect(users[0]).toMatchObject({ email: 'twice@example.org', role: 'READ_ONLY' })
})
