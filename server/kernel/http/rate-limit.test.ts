import { Type } from 'typebox'
import { describe, expect, test } from 'vitest'
import { ADMIN, startTestServer, testConfig } from '../../../tests/harness/http-server.ts'
import { newId } from '../ids.ts'
import { createRateLimiter, isExempt } from './rate-limit.ts'
import { readRoute } from './route.ts'

const LIMITS = { requestsPerSecond: 15, blockSecondsMax: 3600, forgetSeconds: 3600 }

/** A limiter whose time the test moves. */
function limiterAt() {
  const time = { ms: 0 }
  const limiter = createRateLimiter(LIMITS, () => time.ms)
  const breach = () => {
    for (let i = 0; i < 15; i += 1) expect(limiter.take('a')).toBeNull()
    return limiter.take('a')?.params.n
  }
  return { time, limiter, breach }
}

describe('the limiter', () => {
  test('lets 15 requests a second pass for ever', () => {
    const { time, limiter } = limiterAt()
    for (let second = 0; second < 100; second += 1) {
      time.ms = second * 1000
      for (let i = 0; i < 15; i += 1) expect(limiter.take('a')).toBeNull()
    }
  })

  test('blocks for 1, 2, 4 … 2048 seconds, and from the 13th breach for an hour', () => {
    const { time, breach } = limiterAt()
    const blocks = Array.from({ length: 14 }, () => {
      const seconds = Number(breach())
      time.ms += seconds * 1000
      return seconds
    })
    expect(blocks).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 3600, 3600])
  })

  test('refuses everything while it blocks, and that consumes no quota', () => {
    const { time, limiter, breach } = limiterAt()
    breach()
    for (let i = 0; i < 100; i += 1) expect(limiter.take('a')?.params.n).toBe('1')
    time.ms += 1000
    expect(breach()).toBe('2')
    time.ms += 500
    expect(limiter.take('a')?.params.n).toBe('2')
    time.ms += 501
    expect(limiter.take('a')?.params.n).toBe('1')
  })

  test('forgets the breaches after an hour without one', () => {
    const { time, breach } = limiterAt()
    breach()
    time.ms += 1000 + 3_599_999
    expect(breach()).toBe('2')
    time.ms += 2000 + 3_600_000
    expect(breach()).toBe('1')
  })

  test('counts callers apart', () => {
    const { limiter, breach } = limiterAt()
    breach()
    expect(limiter.take('b')).toBeNull()
  })

  test('remembers at most 100,000 callers, and forgets the one not heard of for longest', () => {
    const { limiter, breach } = limiterAt()
    breach()
    limiter.take('b')
    for (let i = 0; i < 99_998; i += 1) limiter.take(`caller ${i}`)
    expect(limiter.take('a')).not.toBeNull()
    limiter.take('one more')
    limiter.take('and another')
    expect(limiter.take('a')).not.toBeNull()
  })
})

test('the prefixes of the contract are exempt, and nothing that only begins alike', () => {
  for (const path of [
    '/health/live',
    '/metrics',
    '/openapi.json',
    '/cards/webhook/simulate/authorize',
    '/network',
  ])
    expect(isExempt(path)).toBe(true)
  for (const path of ['/cards', '/networks', '/cards/webhooks', '/virtual-wallets/1', '/'])
    expect(isExempt(path)).toBe(false)
})

describe('over HTTP', () => {
  const routes = [
    readRoute({
      method: 'GET',
      path: '/virtual-wallets/list',
      access: { level: 1 },
      summary: 'test',
      tag: 'test',
      answer: Type.Any(),
      read: async () => [],
    }),
  ]
  const other = { ...ADMIN, companyId: newId(), keyId: newId() }

  async function serve(requestsPerSecond: number, companyRequestsPerSecond: number) {
    const { rateLimit } = testConfig('postgres://unused')
    return startTestServer({
      routes,
      keys: { other, second: { ...ADMIN, keyId: newId() } },
      config: { rateLimit: { ...rateLimit, enabled: true, requestsPerSecond, companyRequestsPerSecond } },
    })
  }

  test('an address over its limit gets 429 before its key is looked at; health and unknown paths stay open', async () => {
    const server = await serve(3, 1_000_000)
    for (let i = 0; i < 3; i += 1)
      expect((await server.call('GET', '/virtual-wallets/list')).status).toBe(200)
    const { status, headers, json } = await server.call('GET', '/virtual-wallets/list', { key: null })
    expect(status).toBe(429)
    expect(headers.get('retry-after')).toBe('1')
    expect(json).toEqual({
      code: 'TOO_MANY_REQUESTS',
      error_code: 'TOO_MANY_REQUESTS',
      message: 'Rate limit exceeded. Retry after 1 seconds',
      next_step: expect.any(String),
      trace_id: headers.get('x-trace-id'),
    })
    expect((await server.call('GET', '/health/live')).status).toBe(200)
    expect((await server.call('GET', '/nothing')).status).toBe(404)
    await server.close()
  })

  test('a company over its limit is refused under each of its keys, another company is not', async () => {
    const server = await serve(1_000_000, 3)
    for (let i = 0; i < 3; i += 1)
      expect((await server.call('GET', '/virtual-wallets/list')).status).toBe(200)
    expect((await server.call('GET', '/virtual-wallets/list', { key: 'second' })).status).toBe(429)
    expect((await server.call('GET', '/virtual-wallets/list', { key: 'other' })).status).toBe(200)
    await server.close()
  })
})

test('a server at its capacity answers 429 at once, with Retry-After, and serves again afterwards', async () => {
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
      return []
    },
  })
  const server = await startTestServer({ routes: [slow], config: { requestsInFlightMax: 1 } })
  const first = server.call('GET', '/virtual-wallets/slow')
  await entered.promise
  const refused = await server.call('GET', '/virtual-wallets/slow')
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '1'])
  expect(refused.json).toMatchObject({ code: 'TOO_MANY_REQUESTS', error_code: 'TOO_MANY_REQUESTS' })
  leave.resolve()
  expect((await first).status).toBe(200)
  expect((await server.call('GET', '/virtual-wallets/slow')).status).toBe(200)
  await server.close()
})
