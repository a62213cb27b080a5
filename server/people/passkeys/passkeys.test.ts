import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import {
  type Authenticator,
  createAuthenticator,
  type RegistrationResponse,
} from '../../../tests/harness/authenticator.ts'
import { type CompanyApi, startCompanyApi, type TestCompany } from '../../../tests/harness/company-api.ts'
import { codeNow, freshCodes, newPerson, type Person, readEmails } from '../../../tests/harness/people.ts'
import { openPage, type Page, signedInPage } from '../../../tests/harness/portal-page.ts'

const ORIGIN = 'https://pay.example.test'
const PASSKEYS = '/portal/api/passkeys'
const SIGN_IN = '/portal/api/sign-in/passkey'

let api: CompanyApi
let company: TestCompany
let person: Person
let page: Page
let device: Authenticator

beforeAll(async () => {
  api = await startCompanyApi({ env: { HOLDFAST_PUBLIC_URL: ORIGIN } })
})
beforeEach(async () => {
  company = await api.company()
  person = await newPerson(api, company, 'OPERATOR')
  page = await signedInPage(api, person)
  device = createAuthenticator()
})
afterAll(() => api.stop())

async function offer(on = page, of = person) {
  await freshCodes(api, of)
  const { status, body } = await on.call('POST', `${PASSKEYS}/options`, { code: codeNow(of.secret) })
  expect(status, JSON.stringify(body)).toBe(200)
  return body
}

async function add(name = 'My phone', on = page, of = person, from = device) {
  const response = from.create(await offer(on, of), { origin: ORIGIN })
  const added = await on.call('POST', PASSKEYS, { name, response })
  expect(added.status, JSON.stringify(added.body)).toBe(201)
  return { ...added.body, response } as { id: string; name: string; response: RegistrationResponse }
}

async function challenge() {
  const { status, body } = await openPage(api.apiUrl).call('POST', `${SIGN_IN}/options`)
  expect(status).toBe(200)
  return body
}

async function signIn(
  ceremony: { origin?: string; isVerified?: boolean } = {},
  change = (response: object) => response,
) {
  const response = device.get(await challenge(), { origin: ORIGIN, ...ceremony })
  return send(change(response))
}

async function send(response: object) {
  const fresh = openPage(api.apiUrl)
  const { status, body } = await fresh.call('POST', SIGN_IN, { response })
  return { status, body, page: fresh }
}

const REFUSED = { status: 401, body: { code: 'DENIED', message: 'Passkey was not accepted' } }

describe('a passkey', () => {
  test('is asked for under the name of the portal, verified and discoverable, for this person', async () => {
    const options = await offer()
    expect(options).toMatchObject({
      rp: { name: 'Holdfast', id: 'pay.example.test' },
      user: {
        name: person.email,
        id: Buffer.from(person.id.replaceAll('-', ''), 'hex').toString('base64url'),
      },
      attestation: 'none',
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
      excludeCredentials: [],
    })
    await add()
    expect((await offer()).excludeCredentials).toHaveLength(1)
  })

  test('stands for e-mail, password and code: it opens a session in the cookie', async () => {
    const { id } = await add()
    const { status, body, page: fresh } = await signIn()
    expect(status).toBe(200)
    expect(body).toMatchObject({ session: null, user: { id: person.id }, company: { id: company.id } })
    expect((await fresh.call('GET', '/portal/api/session')).status).toBe(200)
    expect((await page.call('GET', PASSKEYS)).body).toMatchObject([
      { id, name: 'My phone', last_used_at: expect.any(String) },
    ])
  })

  test('of an authenticator that does not count works again and again', async () => {
    device = createAuthenticator({ counts: false })
    await add()
    expect((await signIn()).status).toBe(200)
    expect((await signIn()).status).toBe(200)
  })

  test('also opens while the e-mail is locked by somebody who guesses passwords', async () => {
    await add()
    await sql`INSERT INTO user_directory (email, company_id, user_id, failures, locked_until)
      VALUES (${person.email}, '00000000-0000-0000-0000-000000000000', '00000000-0000-0000-0000-000000000000', 9,
        now() + interval '1 hour') ON CONFLICT (email, company_id) DO UPDATE SET locked_until = excluded.locked_until`.execute(
      api.db,
    )
    expect((await signIn()).status).toBe(200)
  })

  test('is told by e-mail and in the audit log, with its name and no key', async () => {
    const { id } = await add('Laptop')
    const [, mail] = await readEmails(api, company.id, person.email)
    expect(mail).toMatchObject({
      subject: 'A passkey was added to your account',
      text: expect.stringContaining('"Laptop"'),
    })
    await signIn()
    const { body } = await company.call('GET', `/management/audit-log?object_id=${person.id}&size=100`)
    const entries = body.items.map(({ action, after }: { action: string; after: unknown }) => ({
      action,
      after,
    }))
    expect(entries).toContainEqual({
      action: 'user.passkey_added',
      after: { passkey_id: id, name: 'Laptop' },
    })
    expect(entries).toContainEqual({ action: 'user.signed_in', after: { passkey_id: id, name: 'Laptop' } })
  })
})

describe('signing in is refused, always in the same words,', () => {
  beforeEach(() => add())

  test.each([
    ['when its owner was not verified', { isVerified: false }],
    ['from a page of another origin', { origin: 'https://pay.example.test.evil.example' }],
    ['from the same host over http', { origin: 'http://pay.example.test' }],
  ])('%s', async (_what, ceremony) => {
    expect(await signIn(ceremony)).toMatchObject(REFUSED)
  })

  test('with the same answer again, or one that counts no further: then there are two of that authenticator', async () => {
    const first = device.get(await challenge(), { origin: ORIGIN })
    const second = device.get(await challenge(), { origin: ORIGIN })
    expect((await send(second)).status).toBe(200)
    expect(await send(second)).toMatchObject(REFUSED)
    expect(await send(first)).toMatchObject(REFUSED)
  })

  test('with the same answer twice at once: one of them opens', async () => {
    device = createAuthenticator({ counts: false })
    await add()
    const response = device.get(await challenge(), { origin: ORIGIN })
    const statuses = (await Promise.all([send(response), send(response), send(response)])).map(
      (one) => one.status,
    )
    expect(statuses.sort()).toEqual([200, 401, 401])
  })

  test('with a challenge that is not ours, was made for something else, or is over', async () => {
    const foreign = { ...(await challenge()), challenge: Buffer.alloc(40, 7).toString('base64url') }
    expect(await send(device.get(foreign, { origin: ORIGIN }))).toMatchObject(REFUSED)
    const { challenge: toAdd } = await offer()
    const misused = device.get({ rpId: 'pay.example.test', challenge: toAdd }, { origin: ORIGIN })
    expect(await send(misused)).toMatchObject(REFUSED)
    const late = device.get(await challenge(), { origin: ORIGIN })
    vi.spyOn(Date, 'now').mockReturnValue(Date.now() + 301_000)
    expect(await send(late)).toMatchObject(REFUSED)
    vi.restoreAllMocks()
  })

  test.each([
    ['another user than it was made for', { userHandle: Buffer.alloc(16).toString('base64url') }],
    ['no user', { userHandle: undefined }],
    ['another signature', { signature: Buffer.alloc(70).toString('base64url') }],
    ['no signature', { signature: null }],
    ['other data than was signed', { authenticatorData: Buffer.alloc(37).toString('base64url') }],
    ['nonsense', { clientDataJSON: 'x' }],
  ])('when the answer has %s', async (_what, change) => {
    const changed = await signIn({}, (response) => ({
      ...response,
      response: { ...(response as { response: object }).response, ...change },
    }))
    expect(changed).toMatchObject(REFUSED)
  })

  test.each([
    [{}],
    [{ id: 'unknown' }],
    [{ id: 7 }],
    [{ id: '', response: null }],
    [{ id: 'x', response: 'y' }],
  ])('for what is no answer: %j', async (response) => {
    expect(await send(response)).toMatchObject(REFUSED)
  })

  test('when the passkey, the person or the company is gone', async () => {
    const [{ id }] = (await page.call('GET', PASSKEYS)).body
    await api.operator('DELETE', `/management/companies/${company.id}`)
    expect(await signIn()).toMatchObject(REFUSED)
    await api.operator('POST', `/management/companies/${company.id}/re-enable`)
    expect((await signIn()).status).toBe(200)
    expect((await page.call('DELETE', `${PASSKEYS}/${id}`)).status).toBe(204)
    expect(await signIn()).toMatchObject(REFUSED)
    await add('again')
    expect((await signIn()).status).toBe(200)
    await company.call('DELETE', `/management/users/${person.id}`)
    expect(await signIn()).toMatchObject(REFUSED)
    const { rows } = await sql`SELECT FROM user_passkeys WHERE user_id = ${person.id}`.execute(api.db)
    expect(rows).toEqual([])
  })
})

describe('adding is refused', () => {
  const INVALID = { status: 412, body: { message: 'The passkey could not be verified' } }

  test('without the code of the second factor, and locked after guesses: a stolen session cannot give itself a key', async () => {
    const ask = (code: string) => page.call('POST', `${PASSKEYS}/options`, { code })
    for (let guess = 0; guess < 5; guess += 1)
      expect(await ask('000000')).toMatchObject({
        status: 412,
        body: { message: 'Password or code is wrong' },
      })
    await freshCodes(api, person)
    const used = codeNow(person.secret)
    expect((await ask(used)).status).toBe(200)
    expect((await ask(used)).status).toBe(412)
    for (let guess = 0; guess < 5; guess += 1) await ask('000000')
    expect((await ask(codeNow(person.secret, 1))).status).toBe(429)
  })

  test.each([
    ['when its owner was not verified', { isVerified: false }],
    ['from a page of another origin', { origin: 'https://evil.example' }],
  ])('%s', async (_what, ceremony) => {
    const response = device.create(await offer(), { origin: ORIGIN, ...ceremony })
    expect(await page.call('POST', PASSKEYS, { name: 'x', response })).toMatchObject(INVALID)
  })

  test('under another name than the portal has', async () => {
    const options = await offer()
    const response = device.create({ ...options, rp: { id: 'evil.example' } }, { origin: ORIGIN })
    expect(await page.call('POST', PASSKEYS, { name: 'x', response })).toMatchObject(INVALID)
  })

  test('with the offer of somebody else, and with one offer twice', async () => {
    const other = await newPerson(api, company, 'ADMIN')
    const theirs = await signedInPage(api, other)
    const response = device.create(await offer(theirs, other), { origin: ORIGIN })
    expect(await page.call('POST', PASSKEYS, { name: 'x', response })).toMatchObject(INVALID)
    expect((await theirs.call('POST', PASSKEYS, { name: 'x', response })).status).toBe(201)
    const [mine] = (await theirs.call('GET', PASSKEYS)).body
    await theirs.call('DELETE', `${PASSKEYS}/${mine.id}`)
    expect(await theirs.call('POST', PASSKEYS, { name: 'x', response })).toMatchObject(INVALID)
  })

  test('of what another person has registered, of whatever company', async () => {
    const { response } = await add()
    const stranger = await newPerson(api, await api.company(), 'ADMIN')
    const theirs = await signedInPage(api, stranger)
    const { challenge: own } = await offer(theirs, stranger)
    // Attestation "none" proves nothing of the id: whoever copies another's must not take its place.
    const clientDataJSON = Buffer.from(
      JSON.stringify({ type: 'webauthn.create', challenge: own, origin: ORIGIN, crossOrigin: false }),
    ).toString('base64url')
    const copied = { ...response, response: { ...response.response, clientDataJSON } }
    expect(await theirs.call('POST', PASSKEYS, { name: 'x', response: copied })).toMatchObject({
      status: 412,
      body: { message: 'Passkey is registered already' },
    })
    expect((await signIn()).body.user.id).toBe(person.id)
  })

  test.each([
    [{}],
    [{ id: 'x', rawId: 'x', type: 'public-key', response: {} }],
    [{ response: { attestationObject: 'AA' } }],
  ])('for what is no answer: %j', async (response) => {
    expect(await page.call('POST', PASSKEYS, { name: 'x', response })).toMatchObject(INVALID)
  })
})

test('a passkey of somebody else is not found', async () => {
  const { id } = await add()
  const other = await newPerson(api, company, 'ADMIN')
  const theirs = await signedInPage(api, other)
  expect((await theirs.call('GET', PASSKEYS)).body).toEqual([])
  for (const wanted of [id, 'nonsense'])
    expect(await theirs.call('DELETE', `${PASSKEYS}/${wanted}`)).toMatchObject({
      status: 404,
      body: { message: 'Passkey not found' },
    })
  expect((await signIn()).status).toBe(200)
})

test('under an address instead of a name it is said what to do', async () => {
  const server = await startCompanyApi()
  try {
    const { status, body } = await openPage(server.apiUrl).call('POST', `${SIGN_IN}/options`)
    expect([status, body.message]).toEqual([412, 'Passkeys need a host name, and 127.0.0.1 is an address'])
    expect(body.next_step).toContain('localhost')
    const { port } = new URL(server.apiUrl)
    const named = await openPage(`http://localhost:${port}`).call('POST', `${SIGN_IN}/options`)
    expect([named.status, named.body.rpId]).toEqual([200, 'localhost'])
  } finally {
    await server.stop()
  }
})
