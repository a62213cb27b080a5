import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type CompanyApi, startCompanyApi } from '../../tests/harness/company-api.ts'

let api: CompanyApi

beforeAll(async () => {
  api = await startCompanyApi()
})
afterAll(() => api.stop())

const UNKNOWN = '01890000-0000-7000-8000-000000000000'
const NOT_FOUND = { status: 404, body: { code: 'NOT_FOUND', message: 'Company not found' } }

describe('business information', () => {
  it('starts from what is known, keeps what is omitted, and clears what is null or empty', async () => {
    const { id, call } = await api.company({ name: 'Acme', email: 'info@example.org' })
    const path = `/management/companies/${id}/information`
    const start = await call('GET', path)
    expect(start.body).toEqual({
      business_name: 'Acme',
      business_email: 'info@example.org',
      address: null,
      address2: null,
      city: null,
      state: null,
      zip: null,
      country: null,
      country_code: null,
      phone_country_code: null,
      phone: null,
      card_design_id: null,
      card_design_url: null,
    })
    const change = {
      address: 'Calle 1',
      city: 'X',
      country: 'ar',
      phone_country_code: '54',
      phone: '1100000000',
    }
    const changed = await call('PUT', path, change)
    const after = { ...start.body, ...change, country: 'ARG', country_code: 'AR', phone_country_code: 54 }
    expect(changed).toEqual({ status: 200, body: after })
    const cleared = await call('PUT', path, { address: '', phone_country_code: null, country_code: null })
    const bare = { ...after, address: null, phone_country_code: null, country: null, country_code: null }
    expect(cleared.body).toEqual(bare)
    expect((await call('GET', path)).body).toEqual(bare)
  })

  it.each([
    [{ country: 'Argentina' }, 412],
    [{ country: 'ARG', country_code: 'BR' }, 412],
    [{ business_email: 'nobody' }, 412],
    [{ phone_country_code: 'x' }, 400],
    [{ phone_country_code: 0 }, 412],
    [{ city: 7 }, 400],
    [{ city: 'x'.repeat(501) }, 400],
  ])('refuses %j', async (body, status) => {
    const { id, call } = await api.company()
    expect((await call('PUT', `/management/companies/${id}/information`, body)).status).toBe(status)
  })

  it("another company's information is not found", async () => {
    const { id } = await api.company()
    const { call } = await api.company()
    for (const other of [id, UNKNOWN, 'x']) {
      const path = `/management/companies/${other}/information`
      expect(await call('GET', path)).toMatchObject(NOT_FOUND)
      expect(await call('PUT', path, { city: 'stolen' })).toMatchObject(NOT_FOUND)
    }
  })
})
