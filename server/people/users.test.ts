import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type CompanyApi, startCompanyApi, type TestCompany } from '../../tests/harness/company-api.ts'
import { newPerson, readEmails, readInvitation, signIn, withSession } from '../../tests/harness/people.ts'
import { newId } from '../kernel/ids.ts'

let api: CompanyApi
let company: TestCompany
let other: TestCompany

beforeAll(async () => {
  api = await startCompanyApi()
  other = await api.company()
})
beforeEach(async () => {
  company = await api.company()
})
afterAll(() => api.stop())

const invite = (email: unknown, role: unknown, by = company) =>
  by.call('POST', '/management/users', { email, role })

describe('inviting', () => {
  it('answers 201 with the user, INVITED, and sends an e-mail with a token of 256 random bits', async () => {
    const { status, body } = await invite(' Ana@Example.org ', 'operator')
    expect(status).toBe(201)
    expect(body).toEqual({
      id: expect.any(String),
      email: 'Ana@Example.org',
      role: 'OPERATOR',
      status: 'INVITED',
      created_at: expect.stringMatching(/Z$/),
      approves_from: null,
    })
    expect(await readInvitation(api, company.id, 'Ana@Example.org')).toMatch(/^hfi_[A-Za-z0-9_-]{43}$/)
    const second = await invite('ben@example.org', 'READ_ONLY')
    expect((await company.call('GET', '/management/users')).body).toEqual([second.body, body])
    expect((await other.call('GET', '/management/users')).body).toEqual([])
  })

  it('of 20 concurrent invitations of one e-mail, in any case, one user comes, and the newest token alone is valid', async () => {
    const replies = await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        invite(i % 2 === 0 ? 'same@example.org' : 'SAME@example.org', 'ADMIN'),
      ),
    )
    expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([201]))
    expect(new Set(replies.map(({ body }) => body.id)).size).toBe(1)
    expect((await company.call('GET', '/management/users')).body).toHaveLength(1)
    const valid = await api.db
      .selectFrom('invitation_directory')
      .select('token_hash')
      .where('company_id', '=', company.id)
      .where('used_at', 'is', null)
      .execute()
    expect(valid).toHaveLength(1)
  })

  it('who has taken an invitation is not invited again: 412', async () => {
    const person = await newPerson(api, company, 'OPERATOR')
    const { status, body } = await invite(person.email.toUpperCase(), 'ADMIN')
    expect([status, body.code, body.message]).toEqual([
      412,
      'VAL',
      `User ${person.email.toUpperCase()} already exists`,
    ])
  })

  it('one e-mail may belong to several companies', async () => {
    expect((await invite('both@example.org', 'ADMIN')).status).toBe(201)
    expect((await invite('both@example.org', 'READ_ONLY', other)).status).toBe(201)
  })

  it('every ADMIN is told who was invited, and by whom', async () => {
    const admin = await newPerson(api, company, 'ADMIN')
    await invite('new@example.org', 'ADMIN')
    await admin.call('POST', '/management/users', { email: 'newer@example.org', role: 'READ_ONLY' })
    const told = (await readEmails(api, company.id, admin.email)).slice(1)
    expect(told.map(({ text }) => text)).toEqual([
      expect.stringMatching(/^The API key "first key" has invited new@example.org to .*, as ADMIN\.$/),
      expect.stringMatching(
        new RegExp(`^${admin.email} has invited newer@example.org to .*, as READ_ONLY\\.$`),
      ),
    ])
  })

  it('every ADMIN is told who was changed or removed, that ADMIN too', async () => {
    const [admin, victim] = [await newPerson(api, company, 'ADMIN'), await newPerson(api, company, 'ADMIN')]
    const newest = async (to: string) => (await readEmails(api, company.id, to)).at(-1)?.text
    await company.call('PUT', `/management/users/${victim.id}`, { role: 'READ_ONLY' })
    const lowered = new RegExp(
      `^The API key "first key" has made ${victim.email}, who was ADMIN, READ_ONLY of `,
    )
    expect([await newest(admin.email), await newest(victim.email)]).toEqual(
      Array(2).fill(expect.stringMatching(lowered)),
    )
    await company.call('PUT', `/management/users/${victim.id}`, { role: 'ADMIN' })
    await admin.call('DELETE', `/management/users/${victim.id}`)
    const removed = new RegExp(`^${admin.email} has removed ${victim.email}, who was ADMIN, from `)
    expect([await newest(admin.email), await newest(victim.email)]).toEqual(
      Array(2).fill(expect.stringMatching(removed)),
    )
  })

  it('a key invites nobody who may more than the key', async () => {
    const levels = { treasury: 2, virtual_wallets: 2, cards: 2, management: 3 }
    const { body: key } = await company.call('POST', '/management/keys/create', { name: 'weak', levels })
    const call = api.with(key.api_key)
    const admin = await call('POST', '/management/users', { email: 'a@example.org', role: 'ADMIN' })
    expect([admin.status, admin.body.message]).toEqual([412, 'A key may grant at most its own levels'])
    const operator = await call('POST', '/management/users', { email: 'a@example.org', role: 'OPERATOR' })
    expect(operator.status).toBe(201)
    const raised = await call('PUT', `/management/users/${operator.body.id}`, { role: 'ADMIN' })
    expect(raised.status).toBe(412)
  })

  it.each([
    ['no e-mail', { role: 'ADMIN' }, 400],
    ['no role', { email: 'a@example.org' }, 400],
    ['an unknown role', { email: 'a@example.org', role: 'OWNER' }, 400],
    ['a role in a list', { email: 'a@example.org', role: ['ADMIN'] }, 400],
    ['a number', { email: 5, role: 'ADMIN' }, 400],
    ['a blank e-mail', { email: '  ', role: 'ADMIN' }, 412],
    ['two e-mails', { email: 'a@example.org, b@example.org', role: 'ADMIN' }, 412],
    ['a header in the e-mail', { email: 'a@example.org\r\nBcc: b@example.org', role: 'ADMIN' }, 412],
    ['letters that look like others', { email: '\u0430dmin@example.org', role: 'ADMIN' }, 412],
    ['an e-mail of 255 characters', { email: `${'x'.repeat(250)}@b.cd`, role: 'ADMIN' }, 412],
    ['a list', [], 400],
  ])('%s is refused, and nobody is invited', async (_what, body, status) => {
    expect((await company.call('POST', '/management/users', body)).status).toBe(status)
    expect((await company.call('GET', '/management/users')).body).toEqual([])
  })
})

describe('changing and removing', () => {
  it('another role is another set of doors from the next call on, and ends the sessions', async () => {
    const person = await newPerson(api, company, 'READ_ONLY')
    const { status, body } = await company.call('PUT', `/management/users/${person.id}`, { role: 'operator' })
    expect(status).toBe(200)
    expect(body).toMatchObject({ id: person.id, role: 'OPERATOR', status: 'ACTIVE' })
    const ended = await person.call('GET', '/portal/api/session')
    expect([ended.status, ended.body.message]).toEqual([401, 'Session has ended'])
    const again = await signIn(api, person)
    expect(again.body.user).toMatchObject({ role: 'OPERATOR' })
  })

  it('the same role changes nothing and ends no session', async () => {
    const person = await newPerson(api, company, 'READ_ONLY')
    expect((await company.call('PUT', `/management/users/${person.id}`, { role: 'READ_ONLY' })).status).toBe(
      200,
    )
    expect((await person.call('GET', '/portal/api/session')).status).toBe(200)
  })

  it('a removed person is out at once, cannot sign in, and can be invited anew', async () => {
    const person = await newPerson(api, company, 'OPERATOR')
    expect(await company.call('DELETE', `/management/users/${person.id}`)).toEqual({
      status: 204,
      body: null,
    })
    expect((await person.call('GET', '/portal/api/session')).status).toBe(401)
    expect((await signIn(api, person)).status).toBe(401)
    expect((await company.call('DELETE', `/management/users/${person.id}`)).status).toBe(404)
    expect((await company.call('GET', '/management/users')).body).toEqual([])
    const again = await newPerson(api, company, 'READ_ONLY', person.email)
    expect(again.id).not.toBe(person.id)
  })

  it('the invitation of who was removed opens nothing', async () => {
    const { body } = await invite('gone@example.org', 'ADMIN')
    const token = await readInvitation(api, company.id, 'gone@example.org')
    await company.call('DELETE', `/management/users/${body.id}`)
    const reply = await withSession(api, 'x')('POST', '/portal/api/invitations/accept', {
      token,
      password: 'x'.repeat(12),
    })
    expect([reply.status, reply.body.message]).toEqual([412, 'Invitation is not valid any more'])
  })

  it('the last ADMIN who has taken the invitation stays', async () => {
    const admin = await newPerson(api, company, 'ADMIN')
    await invite('invited@example.org', 'ADMIN')
    const lowered = await company.call('PUT', `/management/users/${admin.id}`, { role: 'OPERATOR' })
    expect([lowered.status, lowered.body.code, lowered.body.message]).toEqual([
      412,
      'VAL',
      'The last ADMIN stays',
    ])
    expect((await company.call('DELETE', `/management/users/${admin.id}`)).status).toBe(412)
    expect((await admin.call('GET', '/portal/api/session')).status).toBe(200)
  })

  it('of two ADMINs who remove each other at the same time, one stays', async () => {
    for (let round = 0; round < 5; round += 1) {
      const [a, b] = [await newPerson(api, company, 'ADMIN'), await newPerson(api, company, 'ADMIN')]
      const [removed, lowered] = await Promise.all([
        a.call('DELETE', `/management/users/${b.id}`),
        b.call('PUT', `/management/users/${a.id}`, { role: 'READ_ONLY' }),
      ])
      const { body: users } = await company.call('GET', '/management/users')
      const admins = users.filter((user: { role: string }) => user.role === 'ADMIN')
      expect(admins.length, `${removed.status} ${lowered.status}`).toBeGreaterThan(0)
      for (const { id } of users) await company.call('DELETE', `/management/users/${id}`)
    }
  })

  it('whoever becomes ADMIN waits before approving, as who is invited, and the ADMINs are told', async () => {
    const slow = await startCompanyApi({ env: { HOLDFAST_APPROVER_DELAY_HOURS: '24' } })
    try {
      const own = await slow.company()
      const admin = await newPerson(slow, own, 'ADMIN')
      const person = await newPerson(slow, own, 'READ_ONLY')
      await slow.db
        .updateTable('users')
        .set({ approves_from: new Date(0) })
        .where('id', '=', person.id)
        .execute()
      const { body } = await own.call('PUT', `/management/users/${person.id}`, { role: 'ADMIN' })
      expect(Date.parse(body.approves_from) - Date.now()).toBeGreaterThan(23.9 * 3_600_000)
      const told = (await readEmails(slow, own.id, admin.email)).at(-1)
      expect(told?.text).toMatch(`${person.email}, who was READ_ONLY, ADMIN of`)
    } finally {
      await slow.stop()
    }
  })

  it.each(['GET', 'no id', newId()])("%s and another company's id are 404, and change nobody", async (id) => {
    const stranger = await newPerson(api, other, 'ADMIN')
    for (const unknown of [id, stranger.id])
      for (const [method, body] of [['PUT', { role: 'READ_ONLY' }], ['DELETE']] as const) {
        const reply = await company.call(method, `/management/users/${encodeURIComponent(unknown)}`, body)
        expect([reply.status, reply.body.message]).toEqual([404, 'User not found'])
      }
    expect((await stranger.call('GET', '/portal/api/session')).body.user.role).toBe('ADMIN')
  })

  it.each([{}, { role: null }, { role: 'X' }, { role: 3 }])('the body %j is refused', async (body) => {
    const { body: user } = await invite('u@example.org', 'ADMIN')
    expect((await company.call('PUT', `/management/users/${user.id}`, body)).status).toBe(400)
  })
})

it('every change of people is in the audit log with who made it, and no secret', async () => {
  const admin = await newPerson(api, company, 'ADMIN')
  const { body: user } = await admin.call('POST', '/management/users', {
    email: 'x@example.org',
    role: 'ADMIN',
  })
  await admin.call('PUT', `/management/users/${user.id}`, { role: 'OPERATOR' })
  await admin.call('DELETE', `/management/users/${user.id}`)
  await signIn(api, admin)
  await admin.call('POST', '/portal/api/sign-out')
  const { body } = await company.call('GET', '/management/audit-log?size=100')
  const people = body.items.filter(({ action }: { action: string }) => action.startsWith('user.'))
  expect(
    people.map((item: { action: string; actor: { type: string; name: string } }) => [
      item.action,
      item.actor.type,
      item.actor.name,
    ]),
  ).toEqual([
    ['user.signed_out', 'USER', admin.email],
    ['user.signed_in', 'USER', admin.email],
    ['user.removed', 'USER', admin.email],
    ['user.changed', 'USER', admin.email],
    ['user.invited', 'USER', admin.email],
    ['user.activated', 'USER', admin.email],
    ['user.invited', 'KEY', 'first key'],
  ])
  const text = JSON.stringify(people)
  for (const word of ['scrypt', 'hfi_', 'hfs_', 'password', 'totp']) expect(text).not.toContain(word)
})
