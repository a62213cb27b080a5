import { Type } from 'typebox'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ADMIN, OPERATOR_KEY, startTestServer, type TestServer } from '../../../tests/harness/http-server.ts'
import { newId } from '../ids.ts'
import type { KeyIdentity } from './authenticate.ts'
import type { Role } from './role.ts'
import { readRoute, writeRoute } from './route.ts'

const doc = { method: 'GET', summary: 'test', tag: 'test', answer: Type.Any() } as const
const read = async (_db: unknown, call: { companyId: string; caller: object }) => ({
  companyId: call.companyId,
  caller: call.caller,
})

const routes = [
  readRoute({ ...doc, path: '/virtual-wallets/reads', access: { level: 1 }, read }),
  readRoute({ ...doc, path: '/virtual-wallets/writes', access: { level: 2 }, read }),
  readRoute({
    ...doc,
    path: '/mpc/tokens/list',
    access: { level: 1, alsoOpenTo: { operation: 'virtual_wallets', level: 1 } },
    read,
  }),
  readRoute({ ...doc, path: '/api/cards/reads', access: { level: 1 }, read }),
  readRoute({ ...doc, path: '/sandbox/tool', access: { level: 2, operation: 'cards' }, read }),
  readRoute({ ...doc, path: '/management/any', access: { anyKey: true }, read }),
  readRoute({ ...doc, path: '/management/companies', access: { operator: true }, read }),
  readRoute({ ...doc, path: '/open', access: { open: true }, read }),
  readRoute({ ...doc, path: '/management/decide', access: { person: true, level: 3 }, read }),
  readRoute({ ...doc, path: '/portal/api/me', access: { person: true }, read }),
  writeRoute({
    ...doc,
    method: 'POST',
    path: '/virtual-wallets/odd',
    access: { level: 1 },
    write: async () => ({}),
  }),
]

function keyWith(changes: Partial<KeyIdentity>): KeyIdentity {
  const none = { treasury: 0, virtual_wallets: 0, cards: 0, management: 0 } as const
  return { ...ADMIN, keyId: newId(), levels: none, ...changes }
}

const NO_LEVELS = { treasury: 0, virtual_wallets: 0, cards: 0, management: 0 } as const

function personWith(role: Role) {
  const { companyId } = ADMIN
  return { companyId, userId: newId(), email: `${role}@example.org`, role, session: Buffer.alloc(32) }
}

let server: TestServer
beforeAll(async () => {
  server = await startTestServer({
    routes,
    keys: {
      reader: keyWith({ levels: { ...NO_LEVELS, virtual_wallets: 1 } }),
      cards: keyWith({ levels: { ...NO_LEVELS, cards: 2 } }),
      elsewhere: keyWith({ levels: ADMIN.levels, ipAllowList: ['10.0.0.0/8', '::1'] }),
      here: keyWith({ levels: ADMIN.levels, ipAllowList: ['::ffff:127.0.0.0/104'] }),
      unreadable: keyWith({ levels: ADMIN.levels, ipAllowList: ['anywhere'] }),
    },
    sessions: {
      hfs_admin: personWith('ADMIN'),
      hfs_operator: personWith('OPERATOR'),
      hfs_reader: personWith('READ_ONLY'),
    },
  })
})
afterAll(() => server.close())

const NOT_AUTHORISED = 'Access denied. The API Key is not authorized to do this operation.'

test.each([
  ['/virtual-wallets/reads', null, 'Header x-api-key is mandatory.'],
  ['/virtual-wallets/reads', '', 'Header x-api-key is mandatory.'],
  ['/virtual-wallets/reads', 'unknown', 'Invalid API key'],
  ['/virtual-wallets/reads', OPERATOR_KEY, 'Invalid API key'],
  ['/virtual-wallets/reads', 'elsewhere', 'IP address 127.0.0.1 is not allowed for this API key.'],
  ['/virtual-wallets/reads', 'unreadable', 'IP address 127.0.0.1 is not allowed for this API key.'],
  ['/virtual-wallets/reads', 'cards', NOT_AUTHORISED],
  ['/virtual-wallets/writes', 'reader', NOT_AUTHORISED],
  ['/api/cards/reads', 'reader', NOT_AUTHORISED],
  ['/sandbox/tool', 'reader', NOT_AUTHORISED],
  ['/mpc/tokens/list', 'cards', NOT_AUTHORISED],
  ['/management/companies', 'admin', NOT_AUTHORISED],
  ['/management/companies', 'unknown', 'Invalid API key'],
  ['/management/companies', null, 'Header x-api-key is mandatory.'],
  ['/management/any', 'unknown', 'Invalid API key'],
])('%s with key %s is 401 DENIED "%s"', async (path, key, message) => {
  const { status, json } = await server.call('GET', path, { key })
  expect(status).toBe(401)
  expect(json).toMatchObject({ code: 'DENIED', message })
})

test.each([
  ['/virtual-wallets/reads', 'reader'],
  ['/virtual-wallets/reads', 'here'],
  ['/virtual-wallets/writes', 'admin'],
  ['/mpc/tokens/list', 'reader'],
  ['/api/cards/reads', 'cards'],
  ['/sandbox/tool', 'cards'],
  ['/management/any', 'reader'],
  ['/open', null],
])('%s is open to key %s', async (path, key) => {
  expect((await server.call('GET', path, { key })).status).toBe(200)
})

test('the handler learns the company, the key and the address from the key alone', async () => {
  const { json } = await server.call('GET', '/virtual-wallets/reads', { key: 'reader' })
  expect(json).toMatchObject({
    companyId: ADMIN.companyId,
    caller: { type: 'KEY', name: 'admin', ipAddress: '127.0.0.1', levels: { virtual_wallets: 1, cards: 0 } },
  })
})

test('the operator key opens the operator calls, for no company', async () => {
  const { json } = await server.call('GET', '/management/companies', { key: OPERATOR_KEY })
  expect(json).toMatchObject({
    caller: { type: 'OPERATOR' },
    companyId: '00000000-0000-0000-0000-000000000000',
  })
})

test('the key is judged before the body and the query', async () => {
  const { status } = await server.call('GET', '/virtual-wallets/reads?x=%00', { key: null })
  expect(status).toBe(401)
})

test('X-Forwarded-For counts behind a trusted proxy only, and only the entry that this proxy wrote', async () => {
  const headers = { 'x-forwarded-for': '10.1.1.1, 9.9.9.9' }
  const direct = await server.call('GET', '/virtual-wallets/reads', { key: 'elsewhere', headers })
  expect(direct.json).toMatchObject({ message: expect.stringContaining('127.0.0.1') })

  const proxied = await startTestServer({
    routes,
    keys: { elsewhere: keyWith({ levels: ADMIN.levels, ipAllowList: ['10.0.0.0/8'] }) },
    config: { trustProxy: true },
  })
  const spoofed = await proxied.call('GET', '/virtual-wallets/reads', { key: 'elsewhere', headers })
  expect(spoofed.json).toMatchObject({ message: expect.stringContaining('9.9.9.9') })
  const real = { 'x-forwarded-for': '9.9.9.9, ::ffff:10.1.1.1' }
  expect(
    (await proxied.call('GET', '/virtual-wallets/reads', { key: 'elsewhere', headers: real })).status,
  ).toBe(200)
  await proxied.close()
})

const asPerson = (session: string) => ({ key: null, headers: { authorization: `Bearer ${session}` } })

test.each([
  ['/management/decide', 'hfs_admin'],
  ['/portal/api/me', 'hfs_reader'],
  ['/virtual-wallets/writes', 'hfs_operator'],
  ['/virtual-wallets/reads', 'hfs_reader'],
  ['/management/any', 'hfs_reader'],
])('%s is open to the person %s', async (path, session) => {
  expect((await server.call('GET', path, asPerson(session))).status).toBe(200)
})

test.each([
  ['/management/decide', 'hfs_operator', 'Your role (Operator) does not allow this.'],
  ['/virtual-wallets/writes', 'hfs_reader', 'Your role (Read-only) does not allow this.'],
  ['/management/companies', 'hfs_admin', NOT_AUTHORISED],
  ['/portal/api/me', 'hfs_unknown', 'Session has ended'],
])('%s is not open to the person %s: "%s"', async (path, session, message) => {
  const { status, json } = await server.call('GET', path, asPerson(session))
  expect([status, json]).toMatchObject([401, { code: 'DENIED', message }])
})

test.each([
  ['/management/decide', 'admin', 'Approvals are given by people'],
  ['/management/decide', OPERATOR_KEY, 'Invalid API key'],
  ['/management/decide', null, 'Header x-api-key is mandatory.'],
  ['/portal/api/me', 'admin', 'Session has ended'],
  ['/portal/api/me', null, 'Session has ended'],
])('what people alone may do, %s, is never opened by the key %s: "%s"', async (path, key, message) => {
  const { status, json } = await server.call('GET', path, { key })
  expect([status, json]).toMatchObject([401, { code: 'DENIED', message }])
})

test('who may only read makes no write, not even one that level 1 opens to keys', async () => {
  const odd = (request: object) => server.call('POST', '/virtual-wallets/odd', { body: {}, ...request })
  expect((await odd({ key: 'reader' })).status).toBe(200)
  expect((await odd(asPerson('hfs_reader'))).status).toBe(401)
  expect((await odd(asPerson('hfs_operator'))).status).toBe(200)
})

test('the handler learns who the person is', async () => {
  const { json } = await server.call('GET', '/portal/api/me', asPerson('hfs_operator'))
  expect(json).toMatchObject({
    companyId: ADMIN.companyId,
    caller: {
      type: 'USER',
      name: 'OPERATOR@example.org',
      role: 'OPERATOR',
      levels: { treasury: 2, virtual_wallets: 2, cards: 2, management: 1 },
    },
  })
})
