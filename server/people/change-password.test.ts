import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type CompanyApi, startCompanyApi, type TestCompany } from '../../tests/harness/company-api.ts'
import {
  codeNow,
  freshCodes,
  newPerson,
  PASSWORD,
  type Person,
  readEmails,
  signIn,
} from '../../tests/harness/people.ts'
import { type Page, signedInPage } from '../../tests/harness/portal-page.ts'

const NEW = 'another horse, another staple'
let api: CompanyApi
let company: TestCompany
let person: Person
let page: Page
beforeAll(async () => {
  api = await startCompanyApi()
})
beforeEach(async () => {
  company = await api.company()
  person = await newPerson(api, company, 'READ_ONLY')
  page = await signedInPage(api, person)
  await freshCodes(api, person)
})
afterAll(() => api.stop())

const change = (fields: object = {}) =>
  page.call('POST', '/portal/api/password', {
    password: PASSWORD,
    new_password: NEW,
    code: codeNow(person.secret),
    ...fields,
  })
const isIn = async (one: Page) => (await one.call('GET', '/portal/api/session')).status === 200

test('the new password signs in and the old one does not; other sessions end, this one goes on, and its person is told', async () => {
  const elsewhere = await signedInPage(api, person)
  await freshCodes(api, person)
  expect((await change()).status).toBe(204)
  expect([await isIn(page), await isIn(elsewhere)]).toEqual([true, false])
  await freshCodes(api, person)
  expect((await signIn(api, person)).status).toBe(401)
  await freshCodes(api, person)
  expect((await signIn(api, person, { password: NEW })).status).toBe(200)
  const mails = await readEmails(api, company.id, person.email)
  expect(mails.at(-1)?.subject).toBe('Your password was changed')
  const { body } = await company.call('GET', '/management/audit-log?action=user.password_changed')
  expect(body.items).toMatchObject([{ actor: { id: person.id }, before: null, after: null }])
})

test.each([
  ['a wrong password', { password: 'not the one of today' }, 'Password or code is wrong'],
  ['a password that is too short to be one', { password: 'x' }, 'Password or code is wrong'],
  ['a wrong code', { code: '000000' }, 'Password or code is wrong'],
  ['a weak new one', { new_password: 'short' }, 'Password must have at least 12 characters'],
])('is refused with %s, and nothing changes', async (_what, fields, message) => {
  const { status, body } = await change(fields)
  expect([status, body.message]).toEqual([412, message])
  await freshCodes(api, person)
  expect((await signIn(api, person)).status).toBe(200)
})

test('guesses are counted as at sign-in, and lock it as well', async () => {
  for (let guess = 0; guess < 5; guess += 1) await change({ code: '000000' })
  expect((await change()).status).toBe(429)
  expect((await signIn(api, person)).status).toBe(429)
})

test('sign-ins and proofs of one person at the same time do not wait for each other for ever', async () => {
  const all = Array.from({ length: 12 }, (_, index) =>
    index % 2 === 0 ? change({ code: '000000' }) : signIn(api, person, { code: '000000' }),
  )
  const statuses = (await Promise.all(all)).map(({ status }) => status)
  expect(statuses.filter((status) => status >= 500)).toEqual([])
})
