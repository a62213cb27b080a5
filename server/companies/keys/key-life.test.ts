import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type CompanyApi, startCompanyApi } from '../../../tests/harness/company-api.ts'

let api: CompanyApi

beforeAll(async () => {
  api = await startCompanyApi()
})
afterAll(() => api.stop())

/** Whether the key still opens anything. */
async function works(key: string): Promise<boolean> {
  return (await api.with(key)('GET', '/management/operations/list')).status === 200
}

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
