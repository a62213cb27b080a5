import { once } from 'node:events'
import { connect } from 'node:net'
import { Type } from 'typebox'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestServer, type TestServer } from '../../../tests/harness/http-server.ts'
import { jsonNumber } from '../money.ts'
import { refuse } from '../refusal.ts'
import { amountField, enumField } from './fields.ts'
import { readRoute, writeRoute } from './route.ts'

const access = { level: 1, operation: 'management' } as const
const doc = { access, summary: 'test', tag: 'test', answer: Type.Any() }

const routes = [
  readRoute({ ...doc, method: 'GET', path: '/things/list', read: async () => ['literal'] }),
  readRoute({
    ...doc,
    method: 'GET',
    path: '/things/{thingId}',
    query: Type.Object({
      operations: Type.Optional(Type.Array(enumField(['DEPOSIT', 'WITHDRAW']))),
      size: Type.Optional(Type.Integer()),
    }),
    read: async (_db, call) => ({ params: call.params, query: call.query }),
  }),
  writeRoute({
    ...doc,
    method: 'POST',
    path: '/things/echo',
    body: Type.Object({
      alias: Type.String(),
      amount: Type.Optional(amountField()),
      percentage: Type.Optional(Type.Number()),
      kind: Type.Optional(enumField(['ONE', 'TWO'])),
    }),
    write: async (_tx, call) => call.body,
  }),
  writeRoute({ ...doc, method: 'POST', path: '/things/bare', write: async (_tx, call) => call.body }),
  writeRoute({
    ...doc,
    method: 'DELETE',
    path: '/things/{thingId}',
    status: 204,
    write: async () => undefined,
  }),
  writeRoute({
    ...doc,
    method: 'PATCH',
    path: '/things/number',
    write: async () => jsonNumber('12.340000000000000000001'),
  }),
  writeRoute({ ...doc, method: 'POST', path: '/things/created', status: 201, write: async () => undefined }),
  readRoute({
    ...doc,
    method: 'GET',
    path: '/broken',
    read: async () => {
      throw new Error('the password is swordfish')
    },
  }),
  readRoute({
    ...doc,
    method: 'GET',
    path: '/refused',
    read: async () => refuse('AMOUNT_DECIMALS', { field: 'amount', decimals: '6' }),
  }),
  readRoute({ ...doc, method: 'GET', path: '/sandbox/tool', sandboxOnly: true, read: async () => ({}) }),
]

let server: TestServer
beforeAll(async () => {
  server = await startTestServer({ routes })
})
afterAll(() => server.close())

/** Bytes as they are on a bare socket, and everything that comes back until the server closes. */
function onSocket(bytes: string): Promise<string> {
  const { hostname, port } = new URL(server.url)
  return new Promise((resolve, reject) => {
    let received = ''
    const socket = connect(Number(port), hostname, () => socket.write(bytes))
    socket.on('data', (data) => {
      received += data
    })
    socket.on('close', () => resolve(received))
    socket.on('error', reject)
  })
}

describe('routes', () => {
  test('a literal segment wins over a variable', async () => {
    expect((await server.call('GET', '/things/list')).json).toEqual(['literal'])
  })

  test('a trailing slash is ignored', async () => {
    expect((await server.call('GET', '/things/list/')).json).toEqual(['literal'])
  })

  test.each([
    ['GET', '/nothing/here'],
    ['PUT', '/things/list'],
    ['HEAD', '/things/list'],
    ['OPTIONS', '/things/list'],
    ['GET', '/sandbox/tool'],
  ])(
    '%s %s, which is not in the list, answers 404 NOT_FOUND in the shape of the contract',
    async (method, path) => {
      const { status, headers, json } = await server.call(method, path, { key: null })
      expect(status).toBe(404)
      expect(headers.get('x-trace-id')).toMatch(/^[0-9a-f]{32}$/)
      if (method !== 'HEAD')
        expect(json).toEqual({
          code: 'NOT_FOUND',
          message: 'This call does not exist',
          next_step: expect.any(String),
          trace_id: headers.get('x-trace-id'),
        })
    },
  )

  test('a call of the sandbox exists in the sandbox', async () => {
    const sandbox = await startTestServer({ routes, config: { profile: 'sandbox' } })
    expect((await sandbox.call('GET', '/sandbox/tool')).status).toBe(200)
    await sandbox.close()
  })
})

describe('answers', () => {
  test('a number of an answer keeps every digit', async () => {
    expect((await server.call('PATCH', '/things/number')).text).toBe('12.340000000000000000001')
  })

  test('201 and 204 empty send no bytes', async () => {
    const created = await server.call('POST', '/things/created')
    expect([created.status, created.text]).toEqual([201, ''])
    const deleted = await server.call('DELETE', '/things/1', { headers: { 'content-type': 'nonsense' } })
    expect([deleted.status, deleted.text]).toEqual([204, ''])
  })

  test('a refusal fills its placeholders and repeats the trace id', async () => {
    const { status, headers, json } = await server.call('GET', '/refused')
    expect(status).toBe(412)
    expect(json).toEqual({
      code: 'VAL',
      message: 'amount must have at most 6 decimals',
      next_step: 'Round the amount.',
      trace_id: headers.get('x-trace-id'),
    })
  })

  test('an unknown failure is a 500 that tells nothing; the log has it under the same trace id', async () => {
    const { status, headers, text, json } = await server.call('GET', '/broken')
    expect(status).toBe(500)
    expect(json).toMatchObject({ code: 'SERVER_ERROR', message: 'Unexpected error' })
    expect(text).not.toContain('swordfish')
    const trace = headers.get('x-trace-id') ?? ''
    expect(server.logLines.some((line) => line.includes(trace) && line.includes('swordfish'))).toBe(true)
  })

  test('each call is one log line with its route, and no key in it', async () => {
    const { headers } = await server.call('GET', '/things/42?size=1')
    const trace = headers.get('x-trace-id') ?? ''
    const lines = server.logLines.filter((line) => line.includes(trace))
    expect(lines).toHaveLength(1)
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      route: '/things/:thingId',
      status: 200,
      method: 'GET',
    })
    expect(server.logLines.join('')).not.toContain('"admin"')
  })
})

describe('bodies', () => {
  test.each(['application/json', 'text/plain', 'application/x-www-form-urlencoded', ';;;', ''])(
    'a body is read as JSON under Content-Type "%s"',
    async (type) => {
      const text = '{"alias":"a"}'
      const answer = await onSocket(
        `POST /things/echo HTTP/1.1\r\nHost: x\r\nX-API-KEY: admin\r\nConnection: close\r\n${
          type === '' ? '' : `Content-Type: ${type}\r\n`
        }Content-Length: ${text.length}\r\n\r\n${text}`,
      )
      expect(answer).toMatch(/^HTTP\/1\.1 200 /)
      expect(answer).toContain('{"alias":"a"}')
    },
  )

  test('a request without Host or with a strange Expect is served all the same', async () => {
    const answer = await onSocket(
      'GET /things/list HTTP/1.1\r\nx-api-key: admin\r\nExpect: wonders\r\nConnection: close\r\n\r\n',
    )
    expect(answer).toMatch(/^HTTP\/1\.1 200 /)
  })

  test('no body is {} where nothing is required', async () => {
    expect((await server.call('POST', '/things/bare')).json).toEqual({})
  })

  test('numbers keep their exact text where the schema takes texts, and are numbers where it takes numbers', async () => {
    const bytes = '{"alias":"a","amount":0.12345678901234567890,"percentage":10.0}'
    const { json } = await server.call('POST', '/things/echo', { bytes })
    expect(json).toEqual({ alias: 'a', amount: '0.12345678901234567890', percentage: 10 })
  })

  test('enums are read in any case, unknown fields are dropped, null counts as absent', async () => {
    const { json } = await server.call('POST', '/things/echo', {
      body: { alias: 'a', kind: 'two', other: 1, amount: null },
    })
    expect(json).toEqual({ alias: 'a', kind: 'TWO' })
  })

  const surrogate = '{"alias":"\\ud800"}'
  test.each([
    ['a missing field', '{}', 'alias is required'],
    ['null for a required field', '{"alias":null}', 'alias is required'],
    ['an empty body', '', 'alias is required'],
    ['a number for a text', '{"alias":1}', 'alias must be a text'],
    ['an inexact number for a text', '{"alias":1.0}', 'alias must be a text'],
    ['a boolean for an amount', '{"alias":"a","amount":true}', 'amount must be a number or a numeric string'],
    ['a number no float holds', '{"alias":"a","percentage":1e400}', 'percentage must be a number'],
    ['an array', '[]', 'The body must be a JSON object'],
    ['a bare number', '1.0', 'The body must be a JSON object'],
    ['broken JSON', '{"alias":', 'The body is not valid JSON'],
    ['a NUL in a value', '{"alias":"a\\u0000"}', 'The request holds a NUL character'],
    ['a NUL in a key', '{"alias":"a","\\u0000":1}', 'The request holds a NUL character'],
    ['half a surrogate pair', surrogate, 'The request holds half of a surrogate pair, which is no character'],
    ['deep nesting', '['.repeat(500_000), 'The body is nested deeper than 64 levels'],
    ['more than 1 MiB', `{"alias":"${'x'.repeat(1_048_576)}"}`, 'The body is larger than 1048576 bytes'],
  ])('%s is 400 BAD_REQUEST with words that name the fault', async (_name, bytes, message) => {
    const { status, json } = await server.call('POST', '/things/echo', { bytes })
    expect(status).toBe(400)
    expect(json).toMatchObject({ code: 'BAD_REQUEST', message })
  })

  test('bytes that are no UTF-8 are 400', async () => {
    const { status, json } = await server.call('POST', '/things/echo', {
      bytes: Buffer.from([0x22, 0xff, 0x22]),
    })
    expect(status).toBe(400)
    expect(json).toMatchObject({ message: 'The body is not valid UTF-8' })
  })

  test('an unknown enum value is 400 VALUE_NOT_ALLOWED and says what is allowed', async () => {
    const { status, json } = await server.call('POST', '/things/echo', {
      body: { alias: 'a', kind: 'three' },
    })
    expect(status).toBe(400)
    expect(json).toMatchObject({
      code: 'VALUE_NOT_ALLOWED',
      message: 'Sent request is invalid',
      next_step: 'Check kind: allowed are ONE, TWO.',
    })
  })

  test('__proto__ in a body reaches nobody', async () => {
    const bytes = '{"alias":"a","__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}'
    expect((await server.call('POST', '/things/echo', { bytes })).text).toBe('{"alias":"a"}')
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
  })
})

describe('paths and queries', () => {
  test.each([
    'operations=deposit&operations=WITHDRAW',
    'operations=DEPOSIT,withdraw',
    'operations=DEPOSIT&operations=WITHDRAW,',
  ])('lists are repeated, comma-joined or both: %s', async (query) => {
    const { json } = await server.call('GET', `/things/1?${query}&unknown=1`)
    expect(json).toMatchObject({ query: { operations: ['DEPOSIT', 'WITHDRAW'] } })
  })

  test.each([
    ['/things/1?size=ten', 'size must be a whole number'],
    ['/things/1?size=1&size=2', 'size must be given once'],
    ['/things/1?size=%', 'The query is not percent-encoded UTF-8: write % as %25'],
    ['/things/1?x=%ED%A0%80', 'The query is not percent-encoded UTF-8: write % as %25'],
    ['/things/1?x=%00', 'The request holds a NUL character'],
    ['/things/%00', 'The request holds a NUL character'],
    ['/things/%zz', 'The path is not percent-encoded UTF-8: write % as %25'],
  ])('%s is 400', async (path, message) => {
    const { status, headers, json } = await server.call('GET', path)
    expect(status).toBe(400)
    expect(json).toMatchObject({ code: 'BAD_REQUEST', message, trace_id: headers.get('x-trace-id') })
  })
})

describe('what is no proper HTTP', () => {
  test.each(['QUERY', 'PROPFIND', 'TRACE', 'LINK', 'M-SEARCH'])('method %s answers 404', async (method) => {
    for (const path of ['/things/list', '/nothing'])
      expect(await onSocket(`${method} ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`)).toMatch(
        /^HTTP\/1\.1 404 [\s\S]*"NOT_FOUND"/,
      )
  })

  test.each(['Host: [\r\n', 'Host: a b\r\n', ''])(
    'the docs page is no 500 under a broken Host: "%s"',
    async (host) => {
      expect(await onSocket(`GET /docs/api/ HTTP/1.1\r\n${host}Connection: close\r\n\r\n`)).toMatch(
        /^HTTP\/1\.1 (200|400) /,
      )
    },
  )

  test.each([
    ['nonsense', 'NONSENSE\r\n\r\n', 'The request is not HTTP'],
    [
      'headers beyond 16 KiB',
      `GET / HTTP/1.1\r\nX: ${'a'.repeat(20_000)}\r\n\r\n`,
      'The headers are too large',
    ],
  ])('%s gets 400 in the shape of the contract with a trace id', async (_name, bytes, message) => {
    const answer = await onSocket(bytes)
    expect(answer).toMatch(/^HTTP\/1\.1 400 /)
    const trace = /x-trace-id: ([0-9a-f]{32})/i.exec(answer)?.[1]
    const body = JSON.parse(answer.slice(answer.indexOf('\r\n\r\n')))
    expect(body).toMatchObject({ code: 'BAD_REQUEST', message, trace_id: trace })
  })
})

test('a server that stops does not wait for connections on which nobody has asked anything', async () => {
  const stopping = await startTestServer({ routes })
  const { hostname, port } = new URL(stopping.url)
  const silent = connect(Number(port), hostname)
  await once(silent, 'connect')
  // Answered after it: so the server knows of the silent one, too.
  expect((await stopping.call('GET', '/things/list')).status).toBe(200)
  const ended = once(silent, 'close')
  await stopping.close()
  await ended
}, 20_000)
