import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it, test } from 'vitest'
import {
  type CompanyApi,
  type Reply,
  startCompanyApi,
  type TestCompany,
} from '../../tests/harness/company-api.ts'
import {
  accept,
  codeNow,
  confirm,
  freshCodes,
  newPerson,
  open,
  PASSWORD,
  type Person,
  readInvitation,
  signIn,
  withSession,
} from '../../tests/harness/people.ts'
import { newId } from '../kernel/ids.ts'
import { totpCode } from './totp.ts'

let api: CompanyApi
let company: TestCompany
let person: Person

beforeAll(async () => {
  api = await startCompanyApi()
})
beforeEach(async () => {
  company = await api.company()
  person = await newPerson(api, company, 'ADMIN')
})
afterAll(() => api.stop())

const FAILED = [401, 'DENIED', 'E-mail, password or code is wrong']
const said = ({ status, body }: Reply) => [status, body.code, body.message]

async function invited(email: string) {
  const { body } = await company.call('POST', '/management/users', { email, role: 'OPERATOR' })
  return { id: body.id as string, token: await readInvitation(api, company.id, email) }
}

describe('taking an invitation', () => {
  it('gives a second factor, then a session, and is used up', async () => {
    const { id, token } = await invited('new@example.org')
    const { status, body } = await open(api, 'invitations/accept', {
      token: ` ${token} `,
      password: PASSWORD,
    })
    expect([status, body]).toEqual([
      200,
      {
        totp_secret: expect.stringMatching(/^[A-Z2-7]{32}$/),
        otpauth_url: expect.stringContaining(`secret=${body.totp_secret}&issuer=Holdfast`),
      },
    ])
    const secret = await accept(api, token)
    const done = await confirm(api, token, secret)
    expect(done.body).toEqual({
      session: expect.stringMatching(/^hfs_[A-Za-z0-9_-]{43}$/),
      expires_at: expect.any(String),
      user: expect.objectContaining({ id, email: 'new@example.org', role: 'OPERATOR', status: 'ACTIVE' }),
      company: { id: company.id, name: expect.any(String) },
    })
    const shown = await withSession(api, done.body.session)('GET', '/portal/api/session')
    const { session: _, ...rest } = done.body
    expect(shown.body).toEqual(rest)
    const used = [412, 'VAL', 'Invitation is not valid any more']
    expect(said(await open(api, 'invitations/accept', { token, password: PASSWORD }))).toEqual(used)
    expect(said(await confirm(api, token, secret))).toEqual(used)
  })

  it('needs the newest password and the newest secret, each of them', async () => {
    const { token } = await invited('twice@example.org')
    const old = await accept(api, token, 'an older password')
    const secret = await accept(api, token)
    expect(said(await confirm(api, token, old))).toEqual(FAILED)
    expect(said(await confirm(api, token, secret, 'an older password'))).toEqual(FAILED)
    expect(said(await confirm(api, token, secret, 'short'))).toEqual(FAILED)
    expect((await confirm(api, token, secret)).status).toBe(200)
  })

  it('is no use before a password was chosen', async () => {
    const { token } = await invited('early@example.org')
    expect(said(await confirm(api, token, Buffer.alloc(20)))).toEqual(FAILED)
  })

  it('a newer invitation ends the older one, and what was begun with it', async () => {
    const { token } = await invited('again@example.org')
    const secret = await accept(api, token)
    const { token: newer } = await invited('again@example.org')
    expect((await confirm(api, token, secret)).status).toBe(412)
    expect(said(await confirm(api, newer, secret))).toEqual(FAILED)
    expect((await confirm(api, newer, await accept(api, newer))).status).toBe(200)
  })

  it('10 confirmations at the same time make one session', async () => {
    const { id, token } = await invited('race@example.org')
    const secret = await accept(api, token)
    const replies = await Promise.all(Array.from({ length: 10 }, () => confirm(api, token, secret)))
    expect(replies.map(({ status }) => status).sort()).toEqual([200, ...Array(9).fill(412)])
    const sessions = await api.db
      .selectFrom('session_directory')
      .select('user_id')
      .where('user_id', '=', id)
      .execute()
    expect(sessions).toHaveLength(1)
  })

  it.each([
    [
      'expired',
      () => sql`UPDATE invitation_directory SET expires_at = now() WHERE company_id = ${company.id}`,
    ],
    [
      'of a deleted company',
      () => sql`UPDATE companies SET deleted_at = now() WHERE company_id = ${company.id}`,
    ],
  ])('one that is %s opens nothing', async (_what, change) => {
    const { token } = await invited('late@example.org')
    const secret = await accept(api, token)
    await change().execute(api.db)
    expect((await open(api, 'invitations/accept', { token, password: PASSWORD })).status).toBe(412)
    expect((await confirm(api, token, secret)).status).toBe(412)
  })

  it.each([
    [{ token: 'hfi_x', password: PASSWORD }, 412],
    [{ token: '', password: PASSWORD }, 412],
    [{ token: 'x'.repeat(100_000), password: PASSWORD }, 412],
    [{ password: PASSWORD }, 400],
    [{ token: 'hfi_x' }, 400],
    [{ token: 1, password: [] }, 400],
    [{ token: 'hfi_x', password: 'x'.repeat(2_000) }, 400],
    [{ token: 'hfi_x', password: 'x'.repeat(11) }, 412],
    [[], 400],
  ])('%j is refused', async (body, status) => {
    expect((await open(api, 'invitations/accept', body)).status).toBe(status)
  })
})

describe('signing in', () => {
  it('takes e-mail in any case, password and code, and answers a session', async () => {
    const { status, body } = await signIn(api, person, { email: ` ${person.email.toUpperCase()} ` })
    expect(status).toBe(200)
    expect(body.user.id).toBe(person.id)
    expect(Date.parse(body.expires_at) - Date.now()).toBeGreaterThan(11.9 * 3_600_000)
  })

  it('a code opens once, also for 10 that come at the same time', async () => {
    const code = codeNow(person.secret, 1)
    const replies = await Promise.all(Array.from({ length: 10 }, () => signIn(api, person, { code })))
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(1)
    await api.db
      .deleteFrom('user_directory')
      .where('email', '=', person.email)
      .where('failures', '>', 0)
      .execute()
    expect(said(await signIn(api, person, { code }))).toEqual(FAILED)
  })

  it('a code of the invitation opens nothing more', async () => {
    const { totp_step } = await api.db
      .selectFrom('users')
      .select('totp_step')
      .where('company_id', '=', company.id)
      .where('id', '=', person.id)
      .executeTakeFirstOrThrow()
    const code = totpCode(person.secret, totp_step ?? 0n)
    expect(said(await signIn(api, person, { code }))).toEqual(FAILED)
  })

  it('codes two minutes off open nothing', async () => {
    await freshCodes(api, person)
    for (const steps of [-4, 4])
      expect(said(await signIn(api, person, { code: codeNow(person.secret, steps) }))).toEqual(FAILED)
  })

  it('unknown e-mail, wrong password, wrong code, user invited only, other company: one answer', async () => {
    const { token } = await invited('only-invited@example.org')
    const secret = await accept(api, token)
    const replies = [
      await signIn(api, person, { email: 'nobody@example.org' }),
      await signIn(api, person, { password: 'not the password at all' }),
      await signIn(api, person, { password: 'short' }),
      await signIn(api, person, { code: '000000' }),
      await signIn(api, person, { code: '' }),
      await signIn(api, { ...person, email: 'only-invited@example.org', secret }),
      await signIn(api, person, { company_id: newId() }),
      await signIn(api, person, { email: 'other@example.org', company_id: 'no id' }),
    ]
    expect(replies.map(said)).toEqual(Array(8).fill(FAILED))
    const bodies = replies.map(({ body: { trace_id: _, ...body } }) => JSON.stringify(body))
    expect(new Set(bodies).size).toBe(1)
  })

  it('of an e-mail in two companies, the code tells which; company_id does too', async () => {
    const elsewhere = await api.company()
    const same = await newPerson(api, elsewhere, 'READ_ONLY', person.email)
    expect((await signIn(api, same)).body.company.id).toBe(elsewhere.id)
    expect((await signIn(api, person)).body.company.id).toBe(company.id)
    await freshCodes(api, person)
    expect(said(await signIn(api, person, { company_id: elsewhere.id }))).toEqual(FAILED)
    expect((await signIn(api, person, { company_id: company.id })).status).toBe(200)
  })

  it('who is removed from one company stays in the other', async () => {
    const elsewhere = await api.company()
    const same = await newPerson(api, elsewhere, 'READ_ONLY', person.email)
    await elsewhere.call('DELETE', `/management/users/${same.id}`)
    expect((await signIn(api, same)).status).toBe(401)
    expect((await signIn(api, person)).status).toBe(200)
  })

  it.each([
    [{ email: null }, 400],
    [{ email: 7 }, 400],
    [{ password: {} }, 400],
    [{ code: 123_456 }, 400],
    [{ email: `${'x'.repeat(100_000)}@example.org` }, 401],
    [{ password: 'x'.repeat(100_000) }, 401],
    [{ code: '１２３４５６' }, 401],
    [{ code: '1'.repeat(100_000) }, 401],
    [{ company_id: "' OR 1=1" }, 401],
    [{ email: 'a\u0000b@example.org' }, 400],
  ])('%j is refused', async (changes, status) => {
    expect((await signIn(api, person, changes)).status).toBe(status)
  })
})

test('an unknown e-mail takes as long as a known one: as long as the password takes', async () => {
  const slow = await startCompanyApi({ passwordCost: 2 ** 14 })
  try {
    const known = await newPerson(slow, await slow.company(), 'ADMIN')
    const median = async (email: (i: number) => string) => {
      const times: number[] = []
      for (let i = 0; i < 7; i += 1) {
        await freshCodes(slow, known)
        const began = performance.now()
        await signIn(slow, known, { email: email(i), password: 'not the password' })
        times.push(performance.now() - began)
      }
      return times.sort((a, b) => a - b)[3] ?? 0
    }
    const ratio = (await median((i) => `nobody-${i}@example.org`)) / (await median(() => known.email))
    // Without the work it would be a twentieth.
    expect(ratio).toBeGreaterThan(0.4)
    expect(ratio).toBeLessThan(2.5)
  } finally {
    await slow.stop()
  }
})

describe('guessing', () => {
  const wrong = (email: string) => signIn(api, person, { email, password: 'not the password' })
  const endLock = (email: string) =>
    api.db
      .updateTable('user_directory')
      .set({ locked_until: new Date(0) })
      .where('email', '=', email)
      .execute()

  it.each(['known', 'unknown'])(
    'after 5 failures the e-mail of a %s user is locked 1, 2, 4 … 900 s',
    async (kind) => {
      const email = kind === 'known' ? person.email : `unknown-${newId()}@example.org`
      for (let i = 0; i < 5; i += 1) expect(said(await wrong(email))).toEqual(FAILED)
      const seconds: number[] = []
      for (let i = 0; i < 12; i += 1) {
        const locked = await wrong(email)
        expect(locked.status).toBe(429)
        seconds.push(Number(/^Retry after (\d+) seconds$/.exec(locked.body.message)?.[1]))
        await endLock(email)
        expect(said(await wrong(email))).toEqual(FAILED)
      }
      expect(seconds).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900])
    },
  )

  it('the right password and code do not open while the lock lasts, and forgive the failures afterwards', async () => {
    for (let i = 0; i < 8; i += 1) {
      await wrong(person.email)
      await endLock(person.email)
    }
    expect((await wrong(person.email)).status).toBe(401)
    expect((await signIn(api, person)).status).toBe(429)
    await endLock(person.email)
    expect((await signIn(api, person)).status).toBe(200)
    for (let i = 0; i < 4; i += 1) expect((await wrong(person.email)).status).toBe(401)
    expect((await wrong(person.email)).status).toBe(401)
    expect((await wrong(person.email)).status).toBe(429)
  })

  it('wrong codes with the right password count alike', async () => {
    for (let i = 0; i < 5; i += 1) await signIn(api, person, { code: '000000' })
    expect((await signIn(api, person)).status).toBe(429)
  })

  it('30 guesses at the same time get 5 tries, as one after the other', async () => {
    const replies = await Promise.all(Array.from({ length: 30 }, () => wrong(person.email)))
    const { failures } = await api.db
      .selectFrom('user_directory')
      .select('failures')
      .where('email', '=', person.email)
      .where('user_id', '<>', person.id)
      .executeTakeFirstOrThrow()
    expect(failures).toBe(5)
    expect(replies.filter(({ status }) => status === 401)).toHaveLength(5)
    expect(replies.filter(({ status }) => status === 429)).toHaveLength(25)
  })

  test('an address gets so many tries a second, for sign-in and invitations together', async () => {
    const limited = await startCompanyApi({
      env: { HOLDFAST_RATE_LIMIT: 'on', HOLDFAST_SIGN_INS_PER_SECOND: '3' },
    })
    try {
      const tries = [
        await open(limited, 'sign-in', { email: 'a@b', password: 'x', code: '1' }, '9.9.9.9'),
        await open(limited, 'invitations/accept', { token: 'x', password: PASSWORD }, '9.9.9.9'),
        await open(limited, 'invitations/confirm', { token: 'x', password: PASSWORD, code: '1' }, '9.9.9.9'),
        await open(limited, 'sign-in', { email: 'c@d', password: 'x', code: '1' }, '9.9.9.9'),
        await open(limited, 'sign-in', { email: 'e@f', password: 'x', code: '1' }, '8.8.8.8'),
      ]
      expect(tries.map(({ status }) => status)).toEqual([401, 412, 412, 429, 401])
      expect(tries[3]?.body.message).toBe('Rate limit exceeded. Retry after 1 seconds')
    } finally {
      await limited.stop()
    }
  })
})
