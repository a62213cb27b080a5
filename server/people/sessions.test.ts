import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it, test } from 'vitest'
import {
  type CompanyApi,
  caller,
  startCompanyApi,
  type TestCompany,
} from '../../tests/harness/company-api.ts'
import { newPerson, type Person, signIn, withSession } from '../../tests/harness/people.ts'
import { levelsOf, ROLES, type Role } from '../kernel/http/role.ts'
import type { Operation } from '../kernel/http/route.ts'

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

const SHOW = ['GET', '/portal/api/session'] as const
const ENDED = { status: 401, message: 'Session has ended' }

async function show(call = person.call) {
  const { status, body } = await call(...SHOW)
  return { status, ...(status === 200 ? {} : { message: body.message }) }
}

const change = (set: string) =>
  sql`UPDATE session_directory SET ${sql.raw(set)} WHERE user_id = ${person.id}`.execute(api.db)

describe('a session', () => {
  it('has 256 random bits, and only its hash is stored', async () => {
    expect(person.session).toMatch(/^hfs_[A-Za-z0-9_-]{43}$/)
    const rows = await sql`SELECT t::text FROM session_directory t`.execute(api.db)
    expect(JSON.stringify(rows.rows)).not.toContain(person.session.slice(4))
  })

  it('ends when it was not used for 30 minutes', async () => {
    await change("last_used_at = now() - interval '29 minutes'")
    expect(await show()).toEqual({ status: 200 })
    await change("last_used_at = now() - interval '31 minutes'")
    expect(await show()).toEqual(ENDED)
  })

  it('goes on as long as it is used, but 12 hours at most', async () => {
    await change("last_used_at = now() - interval '29 minutes'")
    await show()
    await expect
      .poll(async () => {
        const { rows } = await sql<{ fresh: boolean }>`
          SELECT last_used_at > now() - interval '1 minute' AS fresh FROM session_directory
          WHERE user_id = ${person.id}`.execute(api.db)
        return rows[0]?.fresh
      })
      .toBe(true)
    await change('expires_at = now()')
    expect(await show()).toEqual(ENDED)
  })

  it('ends with sign-out, which leaves other sessions of the person', async () => {
    const { body } = await signIn(api, person)
    expect((await person.call('POST', '/portal/api/sign-out')).status).toBe(204)
    expect(await show()).toEqual(ENDED)
    expect(await show(withSession(api, body.session))).toEqual({ status: 200 })
  })

  it('ends with its company, and goes on when that is re-enabled', async () => {
    await api.operator('DELETE', `/management/companies/${company.id}`)
    expect(await show()).toEqual(ENDED)
    await api.operator('POST', `/management/companies/${company.id}/re-enable`)
    expect(await show()).toEqual({ status: 200 })
  })

  it('sees its own company alone', async () => {
    const other = await api.company()
    const stranger = await newPerson(api, other, 'ADMIN')
    const ids = (reply: { body: { id: string }[] }) => reply.body.map(({ id }) => id)
    expect(ids(await person.call('GET', '/management/users'))).toEqual([person.id])
    expect((await person.call('PUT', `/management/users/${stranger.id}`, { role: 'READ_ONLY' })).status).toBe(
      404,
    )
  })

  it.each([
    ['no header', {}, 'Header x-api-key is mandatory.'],
    ['a cookie', { cookie: 'session=SESSION' }, 'Header x-api-key is mandatory.'],
    ['another scheme', { authorization: 'Basic SESSION' }, 'Header x-api-key is mandatory.'],
    ['no scheme', { authorization: 'SESSION' }, 'Header x-api-key is mandatory.'],
    ['another text', { authorization: 'Bearer hfs_x' }, 'Session has ended'],
    ['a longer text', { authorization: 'Bearer SESSIONx' }, 'Session has ended'],
    ['two texts', { authorization: 'Bearer SESSION, Bearer SESSION' }, 'Header x-api-key is mandatory.'],
    ['the session as a key', { 'x-api-key': 'SESSION' }, 'Invalid API key'],
    ['a wrong key beside it', { 'x-api-key': 'x', authorization: 'Bearer SESSION' }, 'Invalid API key'],
  ])('does not open with %s', async (_what, headers, message) => {
    const filled = Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, value.replaceAll('SESSION', person.session)]),
    )
    const { status, body } = await caller(api.apiUrl, filled)('GET', '/management/users')
    expect([status, body.code, body.message]).toEqual([401, 'DENIED', message])
  })

  it('opens with any case of the scheme, and a key beside it wins', async () => {
    const low = await caller(api.apiUrl, { authorization: `bearer ${person.session}` })(...SHOW)
    expect(low.status).toBe(200)
    const both = { 'x-api-key': company.key, authorization: `Bearer ${person.session}` }
    const { body } = await caller(api.apiUrl, both)(...SHOW)
    expect(body.message).toBe('Session has ended')
  })

  it('opens no call of the operator', async () => {
    const { status, body } = await person.call('GET', '/management/companies/list')
    expect([status, body.code]).toEqual([401, 'DENIED'])
  })

  it('who makes or rotates a key is kept with it', async () => {
    const second = await newPerson(api, company, 'ADMIN')
    const { body } = await person.call('POST', '/management/keys/create', { name: 'mine' })
    const makers = async () => {
      const { rows } = await sql<{ by: string }>`
        SELECT created_by AS by FROM api_keys WHERE id = ${body.id}`.execute(api.db)
      return rows[0]?.by
    }
    expect(await makers()).toBe(`user:${person.id}`)
    await second.call('POST', '/management/keys/mine/rotate')
    await second.call('POST', '/management/keys/mine/rotate')
    expect(await makers()).toBe(`user:${person.id} user:${second.id}`)
  })
})

test('people of a company share its rate limit with its keys', async () => {
  const server = await startCompanyApi({
    env: { HOLDFAST_RATE_LIMIT: 'on', HOLDFAST_RATE_LIMIT_COMPANY_PER_SECOND: '3' },
  })
  try {
    const own = await server.company()
    const one = await newPerson(server, own, 'ADMIN')
    const replies = await Promise.all(
      Array.from({ length: 8 }, (_, i) =>
        (i % 2 === 0 ? one.call : own.call)('GET', '/management/users', undefined, `9.9.9.${i}`),
      ),
    )
    expect(replies.filter(({ status }) => status === 429).length).toBeGreaterThan(0)
  } finally {
    await server.stop()
  }
})

interface Operations {
  readonly [path: string]: { readonly [method: string]: { readonly description: string } }
}

test.each(ROLES)(
  '%s is let in to exactly the calls that the levels of the role open, of all that there are',
  async (role: Role) => {
    const one = await newPerson(api, company, role)
    const { body } = await one.call('GET', '/openapi.json')
    const levels = levelsOf(role)
    const seen: string[] = []
    for (const [path, methods] of Object.entries(body.paths as Operations))
      for (const [method, { description }] of Object.entries(methods)) {
        // The partner's events prove themselves by a signature: 400 without it, whoever calls.
        if (path.startsWith('/portal') || path === '/virtual-wallets/webhook/bridge') continue
        const [, level, operation, orLevel, other] =
          /^Level (\d) of (\w+?)(?:\.|, or level (\d) of (\w+)\.)$/.exec(description) ?? []
        const opens = (needed: string | undefined, of: string | undefined) =>
          needed !== undefined && levels[of as Operation] >= Number(needed)
        const reads = method === 'get' || role !== 'READ_ONLY'
        const wanted = reads && (opens(level, operation) || opens(orLevel, other))
        // An id that names nothing and an empty body: who is let in gets another refusal or an answer, and changes nothing.
        const reply = await one.call(
          method.toUpperCase(),
          path.replace(/\{\w+\}/g, 'none'),
          method === 'get' ? undefined : [],
        )
        const letIn = reply.status !== 401
        expect(letIn, `${method} ${path}: ${reply.status} ${JSON.stringify(reply.body)}`).toBe(wanted)
        seen.push(`${method} ${path}`)
      }
    expect(seen.length).toBeGreaterThan(40)
  },
)
