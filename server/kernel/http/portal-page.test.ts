import { request as send } from 'node:http'
import { Type } from 'typebox'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ADMIN, startTestServer, type TestServer } from '../../../tests/harness/http-server.ts'
import { newId } from '../ids.ts'
import { readRoute, writeRoute } from './route.ts'

const doc = { summary: 'test', tag: 'test', answer: Type.Any() } as const
let writes = 0
const routes = [
  readRoute({
    ...doc,
    method: 'GET',
    path: '/management/who',
    access: { level: 1 },
    read: async (_db, { caller, page }) => ({
      name: caller.name,
      cookie: page?.keep('hfs_new', 60) ?? null,
      gone: page?.forget() ?? null,
    }),
  }),
  writeRoute({
    ...doc,
    method: 'POST',
    path: '/management/write',
    access: { level: 2 },
    write: async () => {
      writes += 1
      return {}
    },
  }),
]
const person = {
  companyId: ADMIN.companyId,
  userId: newId(),
  email: 'ana@example.org',
  role: 'ADMIN',
  session: Buffer.alloc(32, 7),
} as const

let sandbox: TestServer
let production: TestServer
beforeAll(async () => {
  const sessions = { hfs_ana: person }
  sandbox = await startTestServer({ routes, sessions, config: { profile: 'sandbox' } })
  production = await startTestServer({
    routes,
    sessions,
    config: { publicUrl: 'https://pay.example.test' },
  })
})
afterAll(() => Promise.all([sandbox.close(), production.close()]))

interface Answer {
  readonly status: number
  readonly headers: Record<string, string | string[] | undefined>
  // biome-ignore lint/suspicious/noExplicitAny: what a call answers is what its test asserts
  readonly body: any
}

/** Headers as a browser sends them, Host among them: fetch would not let a test choose. */
function call(
  server: TestServer,
  headers: Record<string, string | string[]>,
  { method = 'GET', path = '/management/who' } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = send(`${server.url}${path}`, { method, headers, agent: false }, (response) => {
      let text = ''
      response.on('data', (chunk) => {
        text += chunk
      })
      response.on('end', () => {
        const body = text === '' ? null : JSON.parse(text)
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body })
      })
    })
    request.on('error', reject)
    request.end()
  })
}

const PAGE = { 'x-holdfast-portal': '1', cookie: 'holdfast=hfs_ana' }
const MANDATORY = 'Header x-api-key is mandatory.'
const ELSEWHERE = "This call did not come from the portal's own page"
const hostOf = (server: TestServer) => new URL(server.url).host

describe("a cookie opens what the portal's own page asks", () => {
  test.each([
    ['the header alone, as a browser without fetch metadata sends it', {}],
    ['Sec-Fetch-Site same-origin', { 'sec-fetch-site': 'same-origin' }],
    ['in the background', { 'x-holdfast-portal': 'background' }],
    ['other cookies beside it', { cookie: 'a=b; holdfast=hfs_ana; c=d=e' }],
  ])('%s', async (_what, headers) => {
    expect(await call(sandbox, { ...PAGE, ...headers })).toMatchObject({
      status: 200,
      body: { name: 'ana@example.org' },
    })
  })

  test('its own Origin', async () => {
    expect((await call(sandbox, { ...PAGE, origin: sandbox.url })).status).toBe(200)
  })

  test('the Origin of HOLDFAST_PUBLIC_URL, where a proxy has changed Host', async () => {
    const headers = {
      'x-holdfast-portal': '1',
      cookie: '__Host-holdfast=hfs_ana',
      origin: 'https://pay.example.test',
    }
    expect((await call(production, { ...headers, host: '10.0.0.7:8080' })).status).toBe(200)
  })
})

describe('a cookie opens nothing', () => {
  test.each([
    ['without the header', { 'x-holdfast-portal': '' }, MANDATORY],
    ['with another value of it', { 'x-holdfast-portal': 'yes' }, MANDATORY],
    ['with the header twice', { 'x-holdfast-portal': ['1', '1'] }, MANDATORY],
    ['from another site', { 'sec-fetch-site': 'cross-site' }, ELSEWHERE],
    ['from a sibling domain', { 'sec-fetch-site': 'same-site' }, ELSEWHERE],
    ['typed into the address bar', { 'sec-fetch-site': 'none' }, ELSEWHERE],
    ['from another origin', { origin: 'https://evil.example' }, ELSEWHERE],
    ['from another port', { origin: 'http://127.0.0.1:1' }, ELSEWHERE],
    ['from a file or a sandboxed frame', { origin: 'null' }, ELSEWHERE],
    ['under another name', { cookie: 'session=hfs_ana' }, 'Session has ended'],
    ['under the name that it has over https', { cookie: '__Host-holdfast=hfs_ana' }, 'Session has ended'],
    ['twice', { cookie: 'holdfast=hfs_ana; holdfast=hfs_other' }, 'Session has ended'],
    ['of an ended session', { cookie: 'holdfast=hfs_gone' }, 'Session has ended'],
    ['that is no session', { cookie: 'holdfast=admin' }, 'Session has ended'],
  ])('%s', async (_what, headers, message) => {
    const { status, body } = await call(sandbox, { ...PAGE, ...headers })
    expect([status, body.code, body.message]).toEqual([401, 'DENIED', message])
  })

  test('in production without the prefix that only https can set', async () => {
    const { status, body } = await call(production, PAGE)
    expect([status, body.message]).toEqual([401, 'Session has ended'])
  })

  test('beside a key or a session of the caller, which alone count', async () => {
    expect((await call(sandbox, { ...PAGE, 'x-api-key': 'admin' })).body.name).toBe('admin')
    expect((await call(sandbox, { ...PAGE, 'x-api-key': 'unknown' })).body.message).toBe('Invalid API key')
    const bearer = await call(sandbox, { ...PAGE, authorization: 'Bearer hfs_gone' })
    expect(bearer.body.message).toBe('Session has ended')
  })
})

test('a form of another site, which brings the cookie and no header, writes nothing', async () => {
  const form = {
    cookie: 'holdfast=hfs_ana',
    'content-type': 'text/plain',
    origin: 'https://evil.example',
    'sec-fetch-site': 'cross-site',
    'sec-fetch-mode': 'navigate',
  }
  const to = { method: 'POST', path: '/management/write' }
  expect((await call(sandbox, form, to)).status).toBe(401)
  expect((await call(sandbox, { ...form, 'x-holdfast-portal': '1' }, to)).status).toBe(401)
  expect(writes).toBe(0)
  expect((await call(sandbox, PAGE, to)).status).toBe(200)
  expect(writes).toBe(1)
})

test('the question of a browser whether another site may send the header is not answered with yes', async () => {
  const { status, headers } = await call(
    sandbox,
    {
      origin: 'https://evil.example',
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'x-holdfast-portal',
    },
    { method: 'OPTIONS', path: '/management/write' },
  )
  expect(status).toBe(404)
  expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([])
})

test('no script can read the cookie, no other site brings it, and in production nothing sends it in clear', async () => {
  expect((await call(sandbox, PAGE)).body).toMatchObject({
    cookie: 'holdfast=hfs_new; Path=/; Max-Age=60; HttpOnly; SameSite=Strict',
    gone: 'holdfast=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict',
  })
  const secure = await call(production, {
    'x-holdfast-portal': '1',
    cookie: '__Host-holdfast=hfs_ana',
    host: hostOf(production),
  })
  expect(secure.body).toMatchObject({
    cookie: '__Host-holdfast=hfs_new; Path=/; Max-Age=60; HttpOnly; SameSite=Strict; Secure',
    gone: '__Host-holdfast=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict; Secure',
  })
})

test('each session of the portal has the calls of a company to itself, and takes none of its programs', async () => {
  const rateLimit = { ...sandbox.deps.config.rateLimit, enabled: true, requestsPerSecond: 1_000 }
  const limited = await startTestServer({
    routes,
    sessions: { hfs_ana: person, hfs_ben: { ...person, session: Buffer.alloc(32, 8) } },
    config: { profile: 'sandbox', rateLimit: { ...rateLimit, companyRequestsPerSecond: 3 } },
  })
  try {
    const as = (name: string) => call(limited, { ...PAGE, cookie: `holdfast=hfs_${name}` })
    const statuses = (await Promise.all(Array.from({ length: 5 }, () => as('ana')))).map((one) => one.status)
    expect(statuses.sort()).toEqual([200, 200, 200, 429, 429])
    expect((await as('ben')).status).toBe(200)
    expect((await call(limited, { 'x-api-key': 'admin' })).status).toBe(200)
  } finally {
    await limited.close()
  }
})

test('a page of the portal is answered in words for people, a program in those of the contract', async () => {
  const reader = { ...person, role: 'READ_ONLY' } as const
  const limited = await startTestServer({
    routes,
    sessions: { hfs_ana: reader },
    config: { profile: 'sandbox' },
  })
  const to = { method: 'POST', path: '/management/write' }
  const texts = async (headers: Record<string, string>) => {
    const { body } = await call(limited, headers, to)
    return [body.message, body.next_step]
  }
  expect(await texts(PAGE)).toEqual([
    'Your role (Read-only) does not allow this.',
    'Ask an Admin of your company.',
  ])
  expect(await texts({ authorization: 'Bearer hfs_ana' })).toEqual([
    'Your role (Read-only) does not allow this.',
    'It takes management level 2: ask an ADMIN of the company.',
  ])
  expect(await texts({})).toEqual([MANDATORY, 'Send your API key in the header x-api-key.'])
  const unknown = await call(limited, PAGE, { path: '/nowhere' })
  expect(unknown.body.message).toBe('The platform does not know this')
  expect((await call(limited, { cookie: PAGE.cookie }, { path: '/nowhere' })).body.message).toBe(
    'This call does not exist',
  )
  await limited.close()
})
