import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { ManualClock } from '../../../tests/harness/manual-clock.ts'
import { startTestPartner, type TestPartner } from '../../../tests/harness/partner.ts'
import { ANA, must } from '../partner.fixture.ts'

let partner: TestPartner
const clock = new ManualClock()

beforeAll(async () => {
  partner = await startTestPartner({ clock, seed: 'http' })
})
afterAll(() => partner.stop())
afterEach(async () => {
  must(await partner.sim('POST', '/faults', { faults: [] }), 200)
})

const create = (email: string, headers = {}) => partner.call('POST', '/customers', { ...ANA, email }, headers)

describe('the key', () => {
  test.each([
    ['missing', {}, { code: 'required', message: 'Missing Api-Key header' }],
    ['wrong', { 'api-key': 'sk-test-other' }, { code: 'invalid', message: 'Invalid Api-Key header' }],
  ])('%s is 401 and says which header', async (_what, headers, said) => {
    const response = await fetch(`${partner.url}/customers`, { headers })
    expect(response.status).toBe(401)
    expect(await response.json()).toEqual({ location: 'header', name: 'Api-Key', ...said })
  })
})

describe('an idempotency key', () => {
  test('is demanded of every POST', async () => {
    const { status, body } = await create('a@example.org', { 'idempotency-key': '' })
    expect(status).toBe(400)
    expect(body).toMatchObject({ code: 'required', location: 'header', name: 'Idempotency-Key' })
  })

  test('gives the first answer again, to the same body in any order of its fields, and makes nothing', async () => {
    const headers = { 'idempotency-key': 'once' }
    const first = must(await create('once@example.org', headers), 201)
    const { type, ...rest } = ANA
    const turned = { ...rest, email: 'once@example.org', type }
    expect(must(await partner.call('POST', '/customers', turned, headers), 201)).toEqual(first)
    expect(must(await partner.call('GET', '/customers?email=once@example.org'), 200).count).toBe(1)
  })

  test('keeps a refusal too, is refused with another body, and belongs to its path', async () => {
    const headers = { 'idempotency-key': 'twice' }
    const bad = { type: 'individual', first_name: 'A' }
    const refused = await partner.call('POST', '/customers', bad, headers)
    expect(refused).toMatchObject({ status: 400, body: { code: 'bad_customer_request', name: 'first_name' } })
    expect((await partner.call('POST', '/customers', bad, headers)).body).toEqual(refused.body)
    const other = await create('b@example.org', headers)
    expect(other).toMatchObject({ status: 422, body: { code: 'idempotency_key_reused' } })
    expect((await partner.call('POST', '/customers/tos_links', {}, headers)).status).toBe(201)
  })

  test('is good for a day', async () => {
    const headers = { 'idempotency-key': 'old' }
    const first = must(await create('old@example.org', headers), 201)
    clock.advance(86_400_000)
    expect(must(await create('old@example.org', headers), 201)).toEqual(first)
    clock.advance(1)
    expect((await create('old@example.org', headers)).status).toBe(422)
  })
})

describe('a list', () => {
  test('is the newest first, in pages after and before one of them, and counts its page', async () => {
    const ids: string[] = []
    for (let index = 0; index < 5; index += 1)
      ids.unshift(must(await create(`${index}@list.example.org`), 201).id)
    const page = async (query: string) => {
      const { data, count } = must(await partner.call('GET', `/customers?${query}`), 200)
      expect(count).toBe(data.length)
      return data.map(({ id }: { id: string }) => id)
    }
    expect(await page('limit=2')).toEqual(ids.slice(0, 2))
    expect(await page(`limit=2&starting_after=${ids[1]}`)).toEqual(ids.slice(2, 4))
    expect(await page(`limit=2&ending_before=${ids[3]}`)).toEqual(ids.slice(1, 3))
    expect(await page(`limit=10&ending_before=${ids[0]}`)).toEqual([])
  })

  test.each(['limit=0', 'limit=101', 'limit=x', 'starting_after=nobody', 'starting_after=a&ending_before=b'])(
    'refuses %s and names the parameter',
    async (query) => {
      const { status, body } = await partner.call('GET', `/customers?${query}`)
      expect(status).toBe(400)
      expect(body).toMatchObject({ code: 'invalid_parameters', source: { location: 'query' } })
      expect(body.source.key).toContain(query.split('=')[0])
    },
  )
})

test.each([
  ['GET', '/virtual_accounts'],
  ['GET', '/liquidation_addresses'],
  ['GET', '/customers/nobody'],
  ['PUT', '/transfers/nothing'],
  ['PATCH', '/customers/nobody'],
])('%s %s is not there', async (method, path) => {
  expect((await partner.call(method, path)).status).toBe(404)
})

test('a body that is no JSON object is refused', async () => {
  for (const body of ['[]', '"x"', '{'])
    expect(await partner.call('POST', '/customers', body)).toMatchObject({
      status: 400,
      body: { code: 'bad_request' },
    })
})

describe('a fault', () => {
  const fault = async (fault: object) => must(await partner.sim('POST', '/faults', { faults: [fault] }), 200)

  test.each([
    ['conflict', 409, 'resource_state_conflict'],
    ['rate_limited', 429, 'rate_limited'],
    ['aml_violation', 403, 'aml_violation'],
  ])(
    '%s refuses so many calls, has no effect, and the same key works afterwards',
    async (kind, status, code) => {
      await fault({ kind, times: 2, method: 'POST', path: '/customers', seconds: 7 })
      const headers = { 'idempotency-key': kind }
      for (let time = 0; time < 2; time += 1) {
        const refused = await create(`${kind}@example.org`, headers)
        expect(refused).toMatchObject({ status, body: { code } })
        expect(refused.headers.get('retry-after')).toBe(status === 429 ? '7' : null)
      }
      must(await create(`${kind}@example.org`, headers), 201)
      expect(must(await partner.call('GET', `/customers?email=${kind}@example.org`), 200).count).toBe(1)
      expect(must(await partner.sim('GET', '/faults'), 200).faults).toEqual([])
    },
  )

  test('error has the other shape of errors', async () => {
    await fault({ kind: 'error' })
    const { status, body } = await partner.call('GET', '/customers')
    expect(status).toBe(500)
    expect(body.errors[0].code).toBe('unexpected')
  })

  test('lost_answer breaks the connection after the effect, which the same key finds', async () => {
    await fault({ kind: 'lost_answer', path: '/customers' })
    const headers = { 'idempotency-key': 'lost' }
    await expect(create('lost@example.org', headers)).rejects.toThrow()
    const made = must(await create('lost@example.org', headers), 201)
    const { data } = must(await partner.call('GET', '/customers?email=lost@example.org'), 200)
    expect(data.map(({ id }: { id: string }) => id)).toEqual([made.id])
  })

  test('that hits a share of the calls hits the same ones in every run of a seed', async () => {
    const run = async () => {
      const one = await startTestPartner({ seed: 'share' })
      try {
        must(
          await one.sim('POST', '/faults', { faults: [{ kind: 'error', times: 1_000, percent: 50 }] }),
          200,
        )
        const statuses: number[] = []
        for (let index = 0; index < 40; index += 1)
          statuses.push((await one.call('GET', '/customers')).status)
        return statuses
      } finally {
        await one.stop()
      }
    }
    const first = await run()
    expect(await run()).toEqual(first)
    expect(first.filter((status) => status === 500).length).toBeGreaterThan(5)
    expect(first.filter((status) => status === 200).length).toBeGreaterThan(5)
  })

  test.each([{ kind: 'earthquake' }, { kind: 'error', times: -1 }, { kind: 'error', percent: 101 }, {}])(
    '%j is refused',
    async (one) => {
      expect((await partner.sim('POST', '/faults', { faults: [one] })).status).toBe(400)
    },
  )
})

test('the same seed gives the same ids and rates', async () => {
  const run = async () => {
    const one = await startTestPartner({ seed: 'ids', clock: new ManualClock() })
    try {
      const { id } = must(await one.call('POST', '/customers', ANA), 201)
      const rate = must(await one.call('GET', '/exchange_rates?from=usd&to=cop'), 200)
      return { id, rate, seed: one.seed }
    } finally {
      await one.stop()
    }
  }
  const first = await run()
  expect(await run()).toEqual(first)
  expect(first.seed).toBe('ids')
})
