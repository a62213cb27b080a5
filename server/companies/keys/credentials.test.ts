import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type CompanyApi, startCompanyApi } from '../../../tests/harness/company-api.ts'

let api: CompanyApi

beforeAll(async () => {
  api = await startCompanyApi()
})
afterAll(() => api.stop())

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
