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
