import { afterAll, beforeAll, expect, it } from 'vitest'
import { type CompanyApi, startCompanyApi, type TestCompany } from '../../../tests/harness/company-api.ts'
import { COUNTRIES, type Country, findCountry } from '../../kernel/countries.ts'
import { isIndustryCode, isOccupationCode } from './list-codes.ts'
import { parseSubdivision, subdivisionsOf } from './subdivisions.ts'

let api: CompanyApi
let company: TestCompany

beforeAll(async () => {
  api = await startCompanyApi()
  company = await api.company()
})
afterAll(() => api.stop())

const get = async (path: string) => (await company.call('GET', path)).body

function country(code: string): Country {
  const found = findCountry(code)
  if (found === null) throw new Error(`there is no country ${code}`)
  return found
}

it('every country is listed with its subdivisions and the form of its postal code, under both paths', async () => {
  const list = await get('/management/clients/countries')
  expect(await get('/management/clients/individuals/countries')).toEqual(list)
  expect(list.count).toBe(249)
  expect(list.data).toHaveLength(249)
  const find = (alpha3: string) => list.data.find((one: { alpha3: string }) => one.alpha3 === alpha3)
  expect(find('USA')).toMatchObject({ name: 'United States of America', postal_code_format: '#####' })
  expect(find('USA').subdivisions).toContainEqual({ name: 'California', code: 'USA-CA' })
  expect(find('ARG')).toMatchObject({ postal_code_format: '@####@@@' })
  expect(find('ARG').subdivisions).toHaveLength(24)
  expect(find('HKG')).toMatchObject({ postal_code_format: null, subdivisions: [] })
  for (const { postal_code_format: form, name } of list.data)
    if (form !== null) expect(form, name).toMatch(/^[#@A-Z1 -]{3,11}$/)
})

it('a subdivision is read from its own part, with alpha-2 or alpha-3, and only in its country', () => {
  for (const text of ['B', 'b', ' AR-B ', 'ARG-B', 'arg-b'])
    expect(parseSubdivision(country('AR'), text)).toBe('ARG-B')
  for (const text of ['', '-', 'AR-', 'Q9', 'BR-SP', 'BRA-SP', 'AR-AR-B', '.', 'B|C'])
    expect(parseSubdivision(country('AR'), text), text).toBeNull()
  expect(parseSubdivision(country('CO'), 'DC')).toBe('COL-DC')
})

it('a country without subdivisions stands for its only one', () => {
  for (const text of ['HK', 'hkg', '344']) expect(parseSubdivision(country('HK'), text)).toBe('HKG')
  expect(parseSubdivision(country('HK'), 'AR')).toBeNull()
  expect(parseSubdivision(country('AR'), 'AR')).toBeNull()
})

it('every subdivision that is listed is read back as itself, and none is listed twice', () => {
  for (const one of COUNTRIES) {
    const codes = subdivisionsOf(one).map(({ code }) => code)
    expect(new Set(codes).size, one.name).toBe(codes.length)
    for (const code of codes) expect(parseSubdivision(one, code)).toBe(code)
  }
})

it('identifications are those of the country, by any of its codes, and every country has some', async () => {
  const list = await get('/management/clients/identifications/US')
  expect(list).toContainEqual({ type: 'SSN', description: 'Social Security Number' })
  for (const code of ['usa', '840'])
    expect(await get(`/management/clients/individuals/identifications/${code}`)).toEqual(list)
  const types = async (path: string) =>
    (await get(path)).map(({ type }: { type: string }) => type) as string[]
  expect(await types('/management/clients/identifications/BRA')).toContain('CPF')
  expect(await types('/management/clients/identifications/MEX')).toContain('CURP')
  expect(await types('/management/clients/identifications/COL')).toEqual(
    expect.arrayContaining(['CC', 'CE', 'NIT', 'PASSPORT']),
  )
  expect(await types('/management/clients/identifications/ATA')).toEqual([
    'PASSPORT',
    'NATIONAL_ID',
    'DRIVERS_LICENSE',
  ])
  expect(await get('/management/clients/business-identifications/US')).toEqual([
    { type: 'EIN', description: 'Employer Identification Number' },
  ])
  expect(await types('/management/clients/business-identifications/AR')).toEqual(['CUIT'])
  expect(await types('/management/clients/business-identifications/AQ')).toEqual([
    'REGISTRATION_NUMBER',
    'TAX_ID',
  ])
})

it('an unknown country has no identifications: 404', async () => {
  const paths = ['identifications', 'individuals/identifications', 'business-identifications']
  for (const path of paths)
    for (const code of ['XX', 'Argentina', '999'])
      expect(await company.call('GET', `/management/clients/${path}/${code}`)).toMatchObject({
        status: 404,
        body: { code: 'NOT_FOUND', message: 'Country not found' },
      })
})

it('industries are the 1,012 of NAICS 2022, occupations the 867 of SOC 2018, each once', async () => {
  const industries = await get('/management/clients/business-industries')
  const occupations = await get('/management/clients/occupation-codes')
  expect(industries).toContainEqual({ code: '541511', description: 'Custom Computer Programming Services' })
  expect(occupations).toContainEqual({ code: '15-1252', description: 'Software Developers' })
  const codes = (list: { code: string }[], form: RegExp) =>
    new Set(list.map(({ code }) => code).filter((code) => form.test(code)))
  expect(industries).toHaveLength(1012)
  expect(codes(industries, /^\d{6}$/).size).toBe(1012)
  expect(occupations).toHaveLength(867)
  expect(codes(occupations, /^\d\d-\d{4}$/).size).toBe(867)
  for (const { description } of [...industries, ...occupations]) expect(description).toMatch(/^\S.*\S$/)
  expect(['541511', '5415', '454110', ''].map(isIndustryCode)).toEqual([true, false, false, false])
  expect(['15-1252', '151252', '15-1132', ''].map(isOccupationCode)).toEqual([true, false, false, false])
})

it('Colombian banks have four digits and a name; the account types are three', async () => {
  const banks = await get('/management/clients/colombian-bank-codes')
  expect(banks).toContainEqual({ code: '1007', name: 'Bancolombia' })
  expect(banks).toHaveLength(50)
  for (const { code, name } of banks) expect(`${code} ${name}`).toMatch(/^\d{4} \S+/)
  expect(await get('/management/clients/co-account-types')).toEqual([
    { value: 'checking' },
    { value: 'savings' },
    { value: 'electronic_deposit' },
  ])
})

it('a read-only key reads them, and a key without management does not', async () => {
  const key = async (management: number) => {
    const { body } = await company.call('POST', '/management/keys/create', {
      name: `level ${management}`,
      levels: { management },
    })
    return api.with(body.api_key)
  }
  const [reader, stranger] = [await key(1), await key(0)]
  for (const path of ['countries', 'business-industries', 'colombian-bank-codes', 'identifications/AR']) {
    expect((await reader('GET', `/management/clients/${path}`)).status).toBe(200)
    expect((await stranger('GET', `/management/clients/${path}`)).status).toBe(401)
  }
})
