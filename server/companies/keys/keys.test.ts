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

describe('creating keys', () => {
  beforeAll(async () => {
    company = await api.company()
  })

  it('a key text has 256 random bits, is shown once, and only its hash is stored', async () => {
    const { status, body } = await company.call('POST', '/management/keys/create', { name: 'reader' })
    expect(status).toBe(200)
    expect(body.api_key).toMatch(/^hf_[A-Za-z0-9_-]{43}$/)
    expect(body.api_key.startsWith(body.prefix)).toBe(true)
    expect(body).toMatchObject({
      name: 'reader',
      levels: { treasury: 0, virtual_wallets: 0, cards: 0, management: 0 },
      ip_allow_list: [],
      expires_at: null,
      last_used_at: null,
      revoked_at: null,
    })
    const shown = await company.call('GET', `/management/keys/${body.id}`)
    expect(shown.body).not.toHaveProperty('api_key')
    for (const table of [
      'api_keys',
      'api_key_directory',
      'api_key_levels',
      'audit_log',
      'idempotency_keys',
    ] as const) {
      const rows = await api.db.selectFrom(table).selectAll().execute()
      expect(JSON.stringify(rows)).not.toContain(body.api_key.slice(12))
    }
  })

  it('a key is found by id and by name', async () => {
    const { body } = await company.call('POST', '/management/keys/create', { name: 'by name / or id' })
    const byName = await company.call('GET', `/management/keys/${encodeURIComponent('by name / or id')}`)
    const byId = await company.call('GET', `/management/keys/${body.id}`)
    expect(byName.body.id).toBe(body.id)
    expect(byId.body).toEqual(byName.body)
  })

  it('of 20 concurrent creates with one name, one succeeds and 19 are refused', async () => {
    const replies = await Promise.all(
      Array.from({ length: 20 }, () =>
        company.call('POST', '/management/keys/create', { name: 'contested' }),
      ),
    )
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(1)
    const refused = replies.filter(({ status }) => status !== 200)
    expect(refused.map(({ status, body }) => [status, body.code, body.message])).toEqual(
      Array(19).fill([412, 'VAL', 'API key contested already exists']),
    )
  })

  it('a name is free again after its key was revoked', async () => {
    const first = await company.call('POST', '/management/keys/create', { name: 'reused' })
    await company.call('DELETE', '/management/keys/reused')
    const second = await company.call('POST', '/management/keys/create', { name: 'reused' })
    expect(second.status).toBe(200)
    const byName = await company.call('GET', '/management/keys/reused')
    expect(byName.body.id).toBe(second.body.id)
    const byId = await company.call('GET', `/management/keys/${first.body.id}`)
    expect(byId.body.revoked_at).not.toBeNull()
  })

  it.each([
    ['no name', {}, 400],
    ['a blank name', { name: '  ' }, 400],
    ['a name of 101 characters', { name: 'x'.repeat(101) }, 400],
    ['a level of 4', { name: 'n', levels: { cards: 4 } }, 400],
    ['a level of -1', { name: 'n', levels: { cards: -1 } }, 400],
    ['a level of 1.5', { name: 'n', levels: { cards: 1.5 } }, 400],
    ['a level as text', { name: 'n', levels: { cards: '1' } }, 400],
    ['no list of addresses', { name: 'n', ip_allow_list: '10.0.0.1' }, 400],
    ['a host name', { name: 'n', ip_allow_list: ['example.org'] }, 412],
    ['an impossible range', { name: 'n', ip_allow_list: ['10.0.0.0/33'] }, 412],
    ['an unreadable expiry', { name: 'n', expires_at: 'tomorrow' }, 400],
    ['30 February', { name: 'n', expires_at: '2027-02-30' }, 400],
  ])('%s is refused and makes no key', async (_what, body, status) => {
    const before = await company.call('GET', '/management/keys/list')
    expect((await company.call('POST', '/management/keys/create', body)).status).toBe(status)
    expect((await company.call('GET', '/management/keys/list')).body).toEqual(before.body)
  })
})

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

describe('revoking', () => {
  it('counts from the next call on, and is for ever', async () => {
    const { call } = await api.company()
    const { body: key } = await call('POST', '/management/keys/create', {
      name: 'k',
      levels: { management: 3 },
    })
    expect(await works(key.api_key)).toBe(true)
    const revoked = await call('DELETE', '/management/keys/k')
    expect(revoked.body.revoked_at).not.toBeNull()
    const denied = await api.with(key.api_key)('GET', '/management/keys/list')
    expect(denied).toMatchObject({ status: 401, body: { code: 'DENIED', message: 'Invalid API key' } })
    expect((await call('DELETE', `/management/keys/${key.id}`)).body).toEqual(revoked.body)
    expect((await call('PUT', `/management/keys/${key.id}`, { name: 'other' })).status).toBe(412)
    expect((await call('POST', `/management/keys/${key.id}/rotate`)).status).toBe(412)
  })
})

describe('rotating', () => {
  it('the old text lives on for the overlap, 24 hours unless said otherwise', async () => {
    const { id, key, call } = await api.company()
    const { status, body } = await call('POST', '/management/keys/first%20key/rotate')
    expect(status).toBe(200)
    expect(body.api_key).not.toBe(key)
    expect([await works(key), await works(body.api_key)]).toEqual([true, true])
    const ends = await api.db
      .selectFrom('api_key_directory')
      .select('valid_until')
      .where('company_id', '=', id)
      .where('valid_until', 'is not', null)
      .executeTakeFirstOrThrow()
    const hours = (Number(ends.valid_until) - Date.now()) / 3_600_000
    expect(hours).toBeGreaterThan(23.9)
    expect(hours).toBeLessThan(24.1)
  })

  it('the old text ends with its overlap', async () => {
    const { id, key, call } = await api.company()
    const { body } = await call('POST', '/management/keys/first%20key/rotate', { overlap_hours: 1 })
    await api.db
      .updateTable('api_key_directory')
      .set({ valid_until: new Date(Date.now() - 1) })
      .where('company_id', '=', id)
      .where('valid_until', 'is not', null)
      .execute()
    expect([await works(key), await works(body.api_key)]).toEqual([false, true])
  })

  it('an overlap of zero ends every earlier text at once', async () => {
    const { key, call } = await api.company()
    const second = await call('POST', '/management/keys/first%20key/rotate', { overlap_hours: 168 })
    const third = await api.with(second.body.api_key)('POST', '/management/keys/first%20key/rotate', {
      overlap_hours: 0,
    })
    expect([await works(key), await works(second.body.api_key), await works(third.body.api_key)]).toEqual([
      false,
      false,
      true,
    ])
  })

  it('a later rotation does not prolong the life of an older text', async () => {
    const { id, call } = await api.company()
    await call('POST', '/management/keys/first%20key/rotate', { overlap_hours: 1 })
    await call('POST', '/management/keys/first%20key/rotate', { overlap_hours: 168 })
    const rows = await api.db
      .selectFrom('api_key_directory')
      .select('valid_until')
      .where('company_id', '=', id)
      .orderBy('valid_until')
      .execute()
    const hours = rows.map(({ valid_until }) =>
      valid_until === null ? null : Math.round((Number(valid_until) - Date.now()) / 3_600_000),
    )
    expect(hours).toEqual([1, 168, null])
  })

  it.each([-1, 169, 1e9])('an overlap of %d hours is refused', async (overlap_hours) => {
    const { call } = await api.company()
    const { status, body } = await call('POST', '/management/keys/first%20key/rotate', { overlap_hours })
    expect([status, body.code]).toEqual([412, 'VAL'])
  })
})

describe('where and until when a key works', () => {
  it('only from its addresses and ranges', async () => {
    const { call } = await api.company()
    const { body } = await call('POST', '/management/keys/create', {
      name: 'from here',
      levels: { management: 3 },
      ip_allow_list: ['203.0.113.7', '198.51.100.0/24', '2001:db8::/32', '203.0.113.7'],
    })
    expect(body.ip_allow_list).toEqual(['203.0.113.7', '198.51.100.0/24', '2001:db8::/32'])
    const from = (ip: string) => api.with(body.api_key)('GET', '/management/keys/list', undefined, ip)
    for (const ip of ['203.0.113.7', '198.51.100.200', '2001:db8::5', '::ffff:203.0.113.7'])
      expect((await from(ip)).status, ip).toBe(200)
    for (const ip of ['203.0.113.8', '198.51.101.1', '2001:db9::1'])
      expect(await from(ip), ip).toMatchObject({
        status: 401,
        body: { message: `IP address ${ip} is not allowed for this API key.` },
      })
    await call('PUT', `/management/keys/${body.id}`, { ip_allow_list: [] })
    expect((await from('203.0.113.8')).status).toBe(200)
  })

  it('until it expires, by the wall clock; null takes the end away', async () => {
    const { call } = await api.company()
    const { body } = await call('POST', '/management/keys/create', {
      name: 'short',
      levels: { management: 3 },
    })
    const expire = (at: Date | null) => call('PUT', `/management/keys/${body.id}`, { expires_at: at })
    await expire(new Date(Date.now() + 3_600_000))
    expect(await works(body.api_key)).toBe(true)
    await expire(new Date(Date.now() - 1000))
    expect(await works(body.api_key)).toBe(false)
    expect((await expire(null)).body.expires_at).toBeNull()
    expect(await works(body.api_key)).toBe(true)
  })
})

describe('credentials', () => {
  it('each key has one level of each operation, and they are its levels', async () => {
    const { call } = await api.company()
    const { body: key } = await call('POST', '/management/keys/create', { name: 'c', levels: { cards: 1 } })
    const { body: list } = await call('GET', '/management/credentials/api-key/c')
    expect(
      list.map((one: { operation: { id: string }; level: number }) => [one.operation.id, one.level]),
    ).toEqual([
      ['treasury', 0],
      ['virtual_wallets', 0],
      ['cards', 1],
      ['management', 0],
    ])
    const created = await call('POST', '/management/credentials/create', {
      key_id: 'c',
      operation_id: 'TREASURY',
      level: 2,
    })
    expect(created.body).toEqual({
      id: list[0].id,
      key: { id: key.id, name: 'c' },
      operation: { id: 'treasury', description: expect.any(String) },
      level: 2,
    })
    expect((await call('PUT', `/management/credentials/${list[2].id}`, { level: 3 })).body.level).toBe(3)
    expect(await call('DELETE', `/management/credentials/${list[0].id}`)).toEqual({ status: 200, body: {} })
    expect((await call('GET', `/management/credentials/${list[0].id}`)).body.level).toBe(0)
    expect((await call('GET', '/management/keys/c')).body.levels).toEqual({
      treasury: 0,
      virtual_wallets: 0,
      cards: 3,
      management: 0,
    })
  })

  it('an unknown operation is a value that is not allowed', async () => {
    const { call } = await api.company()
    const body = { key_id: 'first key', operation_id: 'payments', level: 1 }
    const reply = await call('POST', '/management/credentials/create', body)
    expect([reply.status, reply.body.code]).toEqual([400, 'VALUE_NOT_ALLOWED'])
  })
})

describe('tenancy', () => {
  it("another company's keys and credentials are as unknown as those that never were", async () => {
    const owner = await api.company()
    const stranger = await api.company()
    const { body: key } = await owner.call('POST', '/management/keys/create', { name: 'mine' })
    const { body: credentials } = await owner.call('GET', '/management/credentials/api-key/mine')
    const unknown = '01890000-0000-7000-8000-000000000000'
    for (const [method, path, body] of [
      ['GET', '/management/keys/{id}'],
      ['PUT', '/management/keys/{id}', { name: 'stolen' }],
      ['DELETE', '/management/keys/{id}'],
      ['POST', '/management/keys/{id}/rotate', {}],
      ['GET', '/management/credentials/api-key/{id}'],
    ] as const) {
      const replies = [key.id, 'mine', unknown, 'no id'].map((id) =>
        stranger.call(method, path.replace('{id}', encodeURIComponent(id)), body),
      )
      for (const reply of await Promise.all(replies))
        expect([reply.status, reply.body.message], path).toEqual([404, 'API key not found'])
    }
    for (const id of [credentials[0].id, unknown, 'no id'])
      for (const [method, body] of [['GET'], ['PUT', { level: 1 }], ['DELETE']] as const) {
        const reply = await stranger.call(method, `/management/credentials/${encodeURIComponent(id)}`, body)
        expect([reply.status, reply.body.message]).toEqual([404, 'Credential not found'])
      }
    expect((await stranger.call('GET', '/management/keys/list')).body).toHaveLength(1)
    expect((await owner.call('GET', '/management/keys/mine')).body).toMatchObject({
      name: 'mine',
      revoked_at: null,
    })
  })
})
