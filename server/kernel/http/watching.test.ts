import { Type } from 'typebox'
import { expect, test } from 'vitest'
import { startTestServer } from '../../../tests/harness/http-server.ts'
import { openDatabase } from '../database.ts'
import { readRoute } from './route.ts'

test('ready says which part is not, and live stays live', async () => {
  let ready = true
  const server = await startTestServer({
    routes: [],
    health: async () => ({ ready, checks: { POLYGON: ready ? 'ok' : 'node not reachable' } }),
  })
  const up = await server.call('GET', '/health/ready', { key: null })
  expect([up.status, up.json]).toEqual([200, { status: 'ready', checks: { database: 'ok', POLYGON: 'ok' } }])
  ready = false
  const down = await server.call('GET', '/health/ready', { key: null })
  expect([down.status, down.json]).toEqual([
    503,
    { status: 'not ready', checks: { database: 'ok', POLYGON: 'node not reachable' } },
  ])
  expect(down.headers.get('x-trace-id')).toMatch(/^[0-9a-f]{32}$/)
  expect((await server.call('GET', '/health/live', { key: null })).status).toBe(200)
  await server.close()
})

test('a health check that throws is not ready, and its reason stays in the log', async () => {
  const server = await startTestServer({
    routes: [],
    health: async () => {
      throw new Error('swordfish')
    },
  })
  const { status, text } = await server.call('GET', '/health/ready')
  expect(status).toBe(503)
  expect(text).not.toContain('swordfish')
  expect(server.logLines.join('')).toContain('swordfish')
  await server.close()
})

test('without its database the server is not ready, and live all the same', async () => {
  const db = openDatabase({
    url: 'postgres://127.0.0.1:1/nowhere',
    poolSizeMax: 2,
    statementTimeoutMs: 1000,
    onError: () => {},
  })
  const server = await startTestServer({ routes: [], db })
  const { status, json } = await server.call('GET', '/health/ready')
  expect([status, json]).toEqual([503, { status: 'not ready', checks: { database: 'not reachable' } }])
  expect((await server.call('GET', '/health/live')).status).toBe(200)
  await server.close()
  await db.destroy()
})

test('metrics count calls by route, and exist for the allowed addresses only', async () => {
  const route = readRoute({
    method: 'GET',
    path: '/virtual-wallets/watched/{thingId}',
    access: { level: 1 },
    summary: 'test',
    tag: 'test',
    answer: Type.Any(),
    read: async () => ({}),
  })
  const server = await startTestServer({ routes: [route] })
  await server.call('GET', '/virtual-wallets/watched/1')
  const { status, text } = await server.call('GET', '/metrics', { key: null })
  expect(status).toBe(200)
  expect(text).toMatch(
    /holdfast_http_request_seconds_count\{method="GET",route="\/virtual-wallets\/watched\/:thingId",status="200"\} 1/,
  )
  expect(text).toContain('process_cpu_seconds_total')
  await server.close()

  const closed = await startTestServer({ routes: [], config: { metricsAllowList: ['10.0.0.0/8'] } })
  const refused = await closed.call('GET', '/metrics')
  expect([refused.status, refused.json]).toMatchObject([404, { code: 'NOT_FOUND' }])
  await closed.close()
})

test('closing finishes the call in flight and ends although connections are kept alive', async () => {
  const entered = Promise.withResolvers<void>()
  const leave = Promise.withResolvers<void>()
  const slow = readRoute({
    method: 'GET',
    path: '/virtual-wallets/slow',
    access: { level: 1 },
    summary: 'test',
    tag: 'test',
    answer: Type.Any(),
    read: async () => {
      entered.resolve()
      await leave.promise
      return { done: true }
    },
  })
  const server = await startTestServer({ routes: [slow] })
  await server.call('GET', '/health/live')
  const call = server.call('GET', '/virtual-wallets/slow')
  await entered.promise
  const closed = server.close()
  leave.resolve()
  expect((await call).json).toEqual({ done: true })
  await closed
  await expect(server.call('GET', '/health/live')).rejects.toThrow()
})
