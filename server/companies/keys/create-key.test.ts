import { inspect } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type CompanyApi, startCompanyApi, type TestCompany } from '../../../tests/harness/company-api.ts'

let api: CompanyApi
let company: TestCompany

beforeAll(async () => {
  api = await startCompanyApi()
})
afterAll(() => api.stop())

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
      expect(inspect(rows, { depth: null, maxArrayLength: null, maxStringLength: null })).not.toContain(
        body.api_key.slice(12),
      )
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
