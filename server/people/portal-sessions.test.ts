import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it, test } from 'vitest'
import { type CompanyApi, startCompanyApi, type TestCompany } from '../../tests/harness/company-api.ts'
import {
  accept,
  codeNow,
  freshCodes,
  newPerson,
  PASSWORD,
  type Person,
  readInvitation,
  signIn,
} from '../../tests/harness/people.ts'
import { openPage, type Page, signedInPage } from '../../tests/harness/portal-page.ts'

let api: CompanyApi
let company: TestCompany
let person: Person
let page: Page

beforeAll(async () => {
  api = await startCompanyApi()
})
beforeEach(async () => {
  company = await api.company()
  person = await newPerson(api, company, 'ADMIN')
  page = await signedInPage(api, person)
})
afterAll(() => api.stop())

const SESSIONS = '/portal/api/sessions'
const isIn = async (one: Page) => (await one.call('GET', '/portal/api/session')).status === 200
const secondPage = () => signedInPage(api, person)

describe("the portal's page", () => {
  it('gets the session into a cookie that scripts cannot read, and not as text', async () => {
    await freshCodes(api, person)
    const fresh = openPage(api.apiUrl)
    const { body, headers } = await fresh.call('POST', '/portal/api/sign-in', {
      email: person.email,
      password: PASSWORD,
      code: codeNow(person.secret),
    })
    expect(body).toMatchObject({ session: null, user: { id: person.id }, company: { id: company.id } })
    expect(JSON.stringify(body)).not.toContain('hfs_')
    expect(headers.getSetCookie()).toEqual([
      expect.stringMatching(/^holdfast=hfs_[\w-]{43}; Path=\/; Max-Age=43200; HttpOnly; SameSite=Strict$/),
    ])
    expect(await isIn(fresh)).toBe(true)
  })

  it('calls the contract’s own paths with it', async () => {
    expect((await page.call('GET', '/management/users')).body).toHaveLength(1)
    expect((await page.call('POST', '/management/keys/create', { name: 'mine' })).status).toBe(200)
  })

  it('is signed in by the last step of an invitation as well', async () => {
    const email = 'new@example.org'
    await company.call('POST', '/management/users', { email, role: 'READ_ONLY' })
    const token = await readInvitation(api, company.id, email)
    const secret = await accept(api, token)
    const fresh = openPage(api.apiUrl)
    const confirmed = await fresh.call('POST', '/portal/api/invitations/confirm', {
      token,
      password: PASSWORD,
      code: codeNow(secret),
    })
    expect(confirmed.body.session).toBeNull()
    expect(await isIn(fresh)).toBe(true)
  })

  it('loses the cookie with the session', async () => {
    const signedOut = await page.call('POST', '/portal/api/sign-out')
    expect([signedOut.status, signedOut.body, page.cookie()]).toEqual([204, null, null])
    expect(await isIn(page)).toBe(false)
  })

  it('gets no cookie from a failed sign-in', async () => {
    const fresh = openPage(api.apiUrl)
    const wrong = { email: person.email, password: 'wrong password it is', code: '000000' }
    expect((await fresh.call('POST', '/portal/api/sign-in', wrong)).status).toBe(401)
    expect(fresh.cookie()).toBeNull()
  })
})

test('nobody else’s page can sign its visitor in: without the header no cookie is set, from elsewhere nothing is', async () => {
  await freshCodes(api, person)
  const body = () =>
    JSON.stringify({ email: person.email, password: PASSWORD, code: codeNow(person.secret, 1) })
  const foreign = { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }
  const post = (headers: Record<string, string>) =>
    fetch(`${api.apiUrl}/portal/api/sign-in`, { method: 'POST', headers, body: body() })
  const forged = await post({ ...foreign, 'x-holdfast-portal': '1' })
  expect([forged.status, forged.headers.getSetCookie()]).toEqual([401, []])
  const form = await post({ ...foreign, 'content-type': 'text/plain' })
  expect([form.status, form.headers.getSetCookie()]).toEqual([200, []])
})

describe('a session of the portal', () => {
  it('is not kept alive by what the page asks by itself', async () => {
    const use = async () => {
      const { rows } = await sql<{ fresh: boolean }>`
        SELECT bool_or(last_used_at > now() - interval '1 minute') AS fresh FROM session_directory
        WHERE user_id = ${person.id}`.execute(api.db)
      return rows[0]?.fresh
    }
    await sql`UPDATE session_directory SET last_used_at = now() - interval '20 minutes'
      WHERE user_id = ${person.id}`.execute(api.db)
    const background = { 'x-holdfast-portal': 'background' }
    expect((await page.call('GET', '/portal/api/session', undefined, background)).status).toBe(200)
    // The note of a use is not waited for: a use after it shows that there was none before.
    expect(await use()).toBe(false)
    await page.call('GET', '/portal/api/session')
    await expect.poll(use).toBe(true)
  })

  it('is listed with its place, device and times; only one’s own, only those that live', async () => {
    const other = await newPerson(api, company, 'ADMIN')
    await signedInPage(api, other)
    const second = await secondPage()
    await second.call('POST', '/portal/api/sign-out')
    await sql`UPDATE session_directory SET last_used_at = now() - interval '1 day'
      WHERE user_id = ${person.id} AND user_agent IS DISTINCT FROM 'Browser of the tests'`.execute(api.db)
    const { body } = await page.call('GET', SESSIONS)
    expect(body).toEqual([
      {
        id: expect.any(String),
        ip_address: expect.stringMatching(/127\.0\.0\.1$/),
        user_agent: 'Browser of the tests',
        created_at: expect.any(String),
        last_used_at: expect.any(String),
        expires_at: expect.any(String),
        is_current: true,
      },
    ])
  })

  it('ends by its id, at once, and the others go on', async () => {
    const second = await secondPage()
    const { body } = await page.call('GET', SESSIONS)
    expect(body).toHaveLength(3) // that of the invitation, too
    expect(body[0].is_current).toBe(false)
    expect((await page.call('DELETE', `${SESSIONS}/${body[0].id}`)).status).toBe(204)
    expect([await isIn(second), await isIn(page)]).toEqual([false, true])
    expect((await page.call('DELETE', `${SESSIONS}/${body[0].id}`)).status).toBe(404)
  })

  it('of somebody else is not found, nor is what is no id', async () => {
    const other = await newPerson(api, company, 'ADMIN')
    const theirs = await signedInPage(api, other)
    const [session] = (await theirs.call('GET', SESSIONS)).body
    for (const id of [session.id, 'nonsense', person.id]) {
      const { status, body } = await page.call('DELETE', `${SESSIONS}/${id}`)
      expect([status, body.message]).toEqual([404, 'Session not found'])
    }
    expect(await isIn(theirs)).toBe(true)
  })

  it('ends everywhere at once, for this person alone, and who did it is in the audit log', async () => {
    const second = await secondPage()
    const bearer = (await signIn(api, person)).body.session
    const other = await signedInPage(api, await newPerson(api, company, 'ADMIN'))
    expect((await page.call('POST', '/portal/api/sign-out-everywhere')).status).toBe(204)
    expect(page.cookie()).toBeNull()
    expect([await isIn(page), await isIn(second), await isIn(other)]).toEqual([false, false, true])
    const bearerCall = await fetch(`${api.apiUrl}/portal/api/session`, {
      headers: { authorization: `Bearer ${bearer}` },
    })
    expect(bearerCall.status).toBe(401)
    const { body } = await other.call('GET', '/management/audit-log?action=user.signed_out_everywhere')
    expect(body.items[0].actor.id).toBe(person.id)
  })
})
