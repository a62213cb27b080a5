import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { type ClientOptions, createClient } from './client.ts'
import type { HoldfastError } from './error.ts'
import * as company from './generated/company.ts'
import * as wallets from './generated/wallets.ts'
import { waitBefore } from './retry.ts'

interface Seen {
  readonly method: string
  readonly url: string
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

type Answer = (response: ServerResponse, request: IncomingMessage) => void

const servers: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const stop of servers.splice(0)) await stop()
})

/** A platform that answers each request with the next of `answers`, over real sockets. */
async function platform(answers: readonly Answer[], options: Partial<ClientOptions> = {}) {
  const seen: Seen[] = []
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    const { method = '', url = '', headers } = request
    const answer = answers[seen.length]
    seen.push({ method, url, headers, body })
    if (answer === undefined) throw new Error('more requests than expected')
    answer(response, request)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  servers.push(() => {
    server.closeAllConnections()
    return new Promise((resolve) => server.close(() => resolve()))
  })
  const { port } = server.address() as AddressInfo
  const baseUrl = `http://127.0.0.1:${port}`
  return { seen, baseUrl, client: createClient({ baseUrl, apiKey: 'key-of-the-test', ...options }) }
}

const json =
  (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Answer =>
  (response) =>
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))
const cut: Answer = (response) => response.destroy()
const cutInside: Answer = (response) => {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' })
  response.write('{"id":', () => response.destroy())
}
const silent: Answer = () => {}

const PAYMENT = {
  walletId: 'w',
  to_wallet_address: '0x1',
  token_address: '0x2',
  amount: '0.000000000000000001',
}

async function failure(promise: Promise<unknown>): Promise<HoldfastError> {
  return promise.then(
    () => Promise.reject(new Error('it did not fail')),
    (error) => error,
  )
}

describe('retries', () => {
  test('a payment whose answers are lost is sent again under the one key, until it is answered', async () => {
    const { client, seen } = await platform([cut, cutInside, json(503, {}), json(200, { id: 'p' })])
    expect(await wallets.withdraw(client, PAYMENT)).toEqual({ id: 'p' })
    expect(seen).toHaveLength(4)
    expect(new Set(seen.map(({ headers }) => headers['idempotency-key'])).size).toBe(1)
    expect(new Set(seen.map(({ body }) => body)).size).toBe(1)
    expect(seen[0]?.body).toContain('"amount":0.000000000000000001')
  })

  test('two calls have two keys, and a key of the caller is kept', async () => {
    const { client, seen } = await platform([json(200, {}), json(200, {}), json(200, {})])
    await wallets.withdraw(client, PAYMENT)
    await wallets.withdraw(client, PAYMENT)
    await wallets.withdraw(client, PAYMENT, { idempotencyKey: 'order-7' })
    const keys = seen.map(({ headers }) => headers['idempotency-key'])
    expect(new Set(keys).size).toBe(3)
    expect(keys[2]).toBe('order-7')
  })

  test('a read carries no key', async () => {
    const { client, seen } = await platform([json(200, [])])
    await wallets.list(client, { blockchain: 'BSC' })
    expect(seen[0]).toMatchObject({ method: 'GET', url: '/virtual-wallets/list?blockchain=BSC', body: '' })
    expect(seen[0]?.headers['idempotency-key']).toBeUndefined()
  })

  test('a call that is limited, or whose first attempt is still running, is made again under the one key', async () => {
    const limited = json(429, { code: 'TOO_MANY_REQUESTS', message: 'slow' }, { 'retry-after': '0' })
    const running = json(302, { code: 'WARNING', message: 'Pending transaction' })
    const { client, seen } = await platform([limited, running, json(200, { id: 'p' })])
    expect(await wallets.withdraw(client, PAYMENT)).toEqual({ id: 'p' })
    expect(seen).toHaveLength(3)
    expect(new Set(seen.map(({ headers }) => headers['idempotency-key'])).size).toBe(1)
  })

  test('wait as long as Retry-After says, and a second where the first attempt is still running', () => {
    const rules = { retries: 1, retryAfterMsMax: 60_000 }
    const error = (status: number, code: string, retryAfterSeconds: number | null) =>
      ({ status, code, retryAfterSeconds }) as HoldfastError
    expect(waitBefore(1, error(429, 'TOO_MANY_REQUESTS', 7), rules, 0)).toBe(7_000)
    expect(waitBefore(1, error(503, 'UNREADABLE', 60), rules, 0)).toBe(60_000)
    expect(waitBefore(1, error(302, 'WARNING', null), rules, 0)).toBe(1_000)
    expect(waitBefore(1, error(302, 'UNREADABLE', null), rules, 0)).toBeNull()
  })

  test('a Retry-After that is too long is told, not waited for', async () => {
    const limited = json(429, { code: 'TOO_MANY_REQUESTS', message: 'slow' }, { 'retry-after': '3600' })
    const { client } = await platform([limited])
    expect(await failure(company.get(client))).toMatchObject({
      code: 'TOO_MANY_REQUESTS',
      retryAfterSeconds: 3_600,
    })
  })

  test.each([
    [400, 'BAD_REQUEST'],
    [401, 'DENIED'],
    [404, 'NOT_FOUND'],
    [412, 'VAL'],
    [500, 'SERVER_ERROR'],
  ])('an answer %i is an answer: the call is not made again', async (status, code) => {
    const body = { code, message: 'No', next_step: 'Do that.', trace_id: 'ab'.repeat(16) }
    const { client, seen } = await platform([json(status, body)])
    expect(await failure(wallets.withdraw(client, PAYMENT, { idempotencyKey: 'k' }))).toMatchObject({
      name: 'HoldfastError',
      status,
      code,
      message: 'No',
      nextStep: 'Do that.',
      traceId: 'ab'.repeat(16),
      idempotencyKey: 'k',
    })
    expect(seen).toHaveLength(1)
  })

  test('they end, and the error has the key under which the payment can be asked for again', async () => {
    const { client, seen } = await platform([cut, cut, cut], { retries: 2 })
    const error = await failure(wallets.withdraw(client, PAYMENT))
    expect(error).toMatchObject({ code: 'UNREACHABLE', status: 0 })
    expect(error.idempotencyKey).toBe(seen[0]?.headers['idempotency-key'])
    expect(seen).toHaveLength(3)
  })

  test('waits double from a quarter of a second up to eight, and differ', () => {
    const lost = { code: 'UNREACHABLE', status: 0, retryAfterSeconds: null } as HoldfastError
    const rules = { retries: 9, retryAfterMsMax: 0 }
    const waits = (random: number) => [1, 2, 3, 6, 9].map((retry) => waitBefore(retry, lost, rules, random))
    expect(waits(1)).toEqual([250, 500, 1_000, 8_000, 8_000])
    expect(waits(0)).toEqual([125, 250, 500, 4_000, 4_000])
    expect(waitBefore(10, lost, rules, 1)).toBeNull()
  })
})

describe('a call', () => {
  test('that is not answered in time fails with what may have happened', async () => {
    const { client } = await platform([silent], { retries: 0 })
    const error = await failure(wallets.withdraw(client, PAYMENT, { timeoutMs: 50 }))
    expect(error).toMatchObject({
      code: 'TIMED_OUT',
      nextStep: expect.stringContaining('same idempotency key'),
    })
  })

  test('ends when its caller says so, also while it waits for the next attempt', async () => {
    const limited = json(429, { code: 'TOO_MANY_REQUESTS', message: 'slow' }, { 'retry-after': '50' })
    const controller = new AbortController()
    const { client } = await platform([
      (response, request) => {
        limited(response, request)
        response.on('finish', () => controller.abort(new Error('enough')))
      },
    ])
    await expect(company.get(client, {}, { signal: controller.signal })).rejects.toThrow('enough')
  })

  test('does not follow a redirect, which would carry the key elsewhere', async () => {
    const elsewhere = await platform([])
    const { client } = await platform([
      (response) => response.writeHead(307, { location: elsewhere.baseUrl }).end(),
    ])
    expect(await failure(company.get(client))).toMatchObject({ code: 'UNREADABLE', status: 307 })
    expect(elsewhere.seen).toEqual([])
  })

  test('of something that is not Holdfast fails as such', async () => {
    const { client } = await platform([
      (response) => response.writeHead(200, { 'content-type': 'application/json' }).end('<p>'),
    ])
    expect(await failure(company.get(client))).toMatchObject({ code: 'UNREADABLE', status: 200 })
  })

  test.each(['', '.', '..', undefined])(
    'with the id %j is not sent: it would be another call',
    async (walletId) => {
      const { client, seen } = await platform([])
      await expect(wallets.remove(client, { walletId: walletId as string })).rejects.toThrow(
        'walletId must be',
      )
      expect(seen).toEqual([])
    },
  )

  test('escapes what stands in its path', async () => {
    const { client, seen } = await platform([json(200, {})])
    await wallets.get(client, { walletId: '../holding?x=1' })
    expect(seen[0]?.url).toBe('/virtual-wallets/..%2Fholding%3Fx%3D1')
  })

  test('leaves no key where it could be printed', async () => {
    const { client } = await platform([json(401, { code: 'DENIED', message: 'Invalid API key' })])
    const { inspect } = await import('node:util')
    expect(inspect([client, await failure(company.get(client))], { depth: 9 })).not.toContain(
      'key-of-the-test',
    )
  })
})

describe('a list', () => {
  test('is read page by page to its end, exactly once each, and no further than is wanted', async () => {
    const page = (items: readonly string[], next_page: number | null) => json(200, { items, next_page })
    const pages = [page(['a', 'b'], 2), page(['c'], null)]
    const all = await platform(pages)
    expect(await Array.fromAsync(company.allDeposits(all.client, { product: 'cards' }))).toEqual([
      'a',
      'b',
      'c',
    ])
    expect(all.seen.map(({ url }) => url)).toEqual([
      '/management/deposits?size=100&product=cards',
      '/management/deposits?size=100&product=cards&page_number=2',
    ])
    const some = await platform(pages)
    for await (const _ of company.allDeposits(some.client)) break
    expect(some.seen).toHaveLength(1)
  })

  test('with a token goes on at that token', async () => {
    const { client, seen } = await platform([
      json(200, { movements: [1], paging_state_token: 't/1' }),
      json(200, { movements: [2], paging_state_token: null }),
    ])
    expect(await Array.fromAsync(wallets.allMovements(client, { walletId: 'w', size: 1 }))).toEqual([
      '1',
      '2',
    ])
    expect(seen[1]?.url).toBe('/virtual-wallets/w/movements?size=1&paging_state_token=t%2F1')
  })
})

test.each([
  ['key\nof-the-test', 'apiKey has a line break inside'],
  ['', 'apiKey is empty'],
  ['key-of-the-tést', 'apiKey has a character that no key has'],
])(
  'a key that cannot be one is refused with what is wrong, before anything is sent: %j',
  async (apiKey, message) => {
    const { baseUrl } = await platform([])
    expect(() => createClient({ baseUrl, apiKey })).toThrow(
      expect.objectContaining({ code: 'BAD_KEY', message }),
    )
  },
)

test('a key that was read from a file with its last line break is sent without it', async () => {
  const { client, seen } = await platform([json(200, [])], { apiKey: 'key-of-the-test\n' })
  await client.call('GET /mpc/tokens/{blockchain}', { blockchain: 'BSC' })
  expect(seen[0]?.headers['x-api-key']).toBe('key-of-the-test')
})

test('an idempotency key that cannot be sent is named as well', async () => {
  const { client, seen } = await platform([])
  const call = client.call('POST /virtual-wallets/{walletId}/withdraw', PAYMENT, { idempotencyKey: 'a\nb' })
  await expect(call).rejects.toMatchObject({
    code: 'BAD_KEY',
    message: 'idempotencyKey has a line break inside',
  })
  expect(seen).toEqual([])
})
