import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type CompanyApi, startCompanyApi, type TestCompany } from '../../../tests/harness/company-api.ts'

let api: CompanyApi
let company: TestCompany

beforeAll(async () => {
  api = await startCompanyApi()
})
afterAll(() => api.stop())

/** Whether the key still opens anything. */
async function works(key: string): Promise<boolean> {
  return (await api.with(key)('GET', '/management/operations/list')).status === 200
}

describe('granting levels', () => {
  let lesser: (method: string, path: string, body?: unknown) => ReturnType<TestCompany['call']>

  beforeAll(async () => {
    company = await api.company()
    const { body } = await company.call('POST', '/management/keys/create', {
      name: 'management only',
      levels: { management: 3, cards: 1 },
    })
    lesser = api.with(body.api_key)
  })

  it('a key grants at most its own levels: by create, change, credential or rotation', async () => {
    const own = await lesser('POST', '/management/keys/create', { name: 'own', levels: { cards: 1 } })
    expect(own.status).toBe(200)
    const refusal = { code: 'VAL', message: 'A key may grant at most its own levels' }
    const attempts = [
      lesser('POST', '/management/keys/create', { name: 'above', levels: { cards: 2 } }),
      lesser('PUT', '/management/keys/own', { levels: { cards: 2 } }),
      lesser('PUT', '/management/keys/management%20only', { levels: { treasury: 1 } }),
      lesser('POST', '/management/credentials/create', {
        key_id: own.body.id,
        operation_id: 'cards',
        level: 2,
      }),
      lesser('POST', '/management/keys/first%20key/rotate'),
    ]
    for (const { status, body } of await Promise.all(attempts)) {
      expect(status).toBe(412)
      expect(body).toMatchObject(refusal)
    }
  })

  it('changing something else of a higher key is no grant', async () => {
    const { status, body } = await lesser('PUT', '/management/keys/first%20key', {
      name: 'renamed',
      levels: { cards: 3 },
    })
    expect(status).toBe(200)
    expect(body).toMatchObject({ name: 'renamed', levels: { treasury: 3, cards: 3 } })
  })

  it('a lowered level counts from the next call on', async () => {
    const { body } = await company.call('POST', '/management/keys/create', {
      name: 'to be lowered',
      levels: { management: 3 },
    })
    expect(await works(body.api_key)).toBe(true)
    await company.call('PUT', `/management/keys/${body.id}`, { levels: { management: 2 } })
    const denied = await api.with(body.api_key)('GET', '/management/keys/list')
    expect(denied).toMatchObject({ status: 401, body: { code: 'DENIED' } })
  })
})

describe('the last admin key', () => {
  it('cannot be revoked, lowered or given an end', async () => {
    const { call } = await api.company()
    const { body: credentials } = await call('GET', '/management/credentials/api-key/first%20key')
    const management = credentials.find(
      (one: { operation: { id: string } }) => one.operation.id === 'management',
    )
    const attempts = [
      await call('DELETE', '/management/keys/first%20key'),
      await call('PUT', '/management/keys/first%20key', { levels: { management: 2 } }),
      await call('PUT', '/management/keys/first%20key', { expires_at: '2020-01-01' }),
      await call('PUT', '/management/keys/first%20key', { expires_at: '2099-01-01' }),
      await call('PUT', `/management/credentials/${management.id}`, { level: 2 }),
      await call('DELETE', `/management/credentials/${management.id}`),
    ]
    for (const { status, body } of attempts)
      expect([status, body.code, body.message]).toEqual([
        412,
        'VAL',
        'The last management level 3 key cannot be revoked or lowered',
      ])
    expect((await call('GET', '/management/keys/first%20key')).body).toMatchObject({
      levels: { management: 3 },
      expires_at: null,
      revoked_at: null,
    })
  })

  it('an expired or revoked admin key does not count as another one', async () => {
    const { call } = await api.company()
    const levels = { management: 3 }
    await call('POST', '/management/keys/create', { name: 'expired', levels, expires_at: '2020-01-01' })
    await call('POST', '/management/keys/create', { name: 'revoked', levels })
    expect((await call('DELETE', '/management/keys/revoked')).status).toBe(200)
    expect((await call('DELETE', '/management/keys/first%20key')).status).toBe(412)
  })

  it('stays when two admins revoke each other at the same moment, every time', async () => {
    for (let round = 0; round < 10; round += 1) {
      const first = await api.company()
      const { body: second } = await first.call('POST', '/management/keys/create', {
        name: 'second',
        levels: { management: 3 },
      })
      const replies = await Promise.all([
        first.call('DELETE', `/management/keys/${second.id}`),
        api.with(second.api_key)('PUT', '/management/keys/first%20key', { levels: { management: 0 } }),
      ])
      const alive = [await works(first.key), await works(second.api_key)]
      expect(alive.filter(Boolean), `round ${round}: ${replies.map(({ status }) => status)}`).toHaveLength(1)
    }
  })
})
