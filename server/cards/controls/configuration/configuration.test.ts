import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type CardApi, type CardCall, startCardApi } from '../../../../tests/harness/card-api.ts'
import { type CardWorld, DOLLAR, startCardWorld } from '../../../../tests/harness/card-world.ts'
import { DECLINES } from '../../decline-codes.ts'
import { readProgram } from '../../program.ts'
import { controlsRoutes } from '../routes.ts'

const BASE = '/cards/account/configuration'
let world: CardWorld
let api: CardApi

beforeAll(async () => {
  world = await startCardWorld({
    floorMinimumMicroUsd: 10n * DOLLAR,
    providerFees: { fxPercent: 500_000n, atmFlat: DOLLAR, atmPercent: 0n, depositPercent: 0n },
  })
  api = await startCardApi(world, controlsRoutes({ config: { cards: world.config, profile: 'sandbox' } }))
})
afterAll(async () => {
  await api.stop()
  await world.drop()
})

async function newCompany(level: 1 | 2 | 3 = 3): Promise<{ companyId: string; call: CardCall }> {
  const companyId = await world.company()
  return { companyId, call: await api.client(companyId, level) }
}

const program = (companyId: string) => readProgram(world.db, companyId, world.config)

describe('velocity rules', () => {
  const PATH = `${BASE}/velocity-rules`
  const rule = (max_authorizations: unknown, time_window_seconds: unknown) => ({
    max_authorizations,
    time_window_seconds,
  })

  test('are replaced, read and removed', async () => {
    const { companyId, call } = await newCompany(2)
    expect((await call('GET', PATH)).body).toEqual({ rules: [] })
    const rules = [rule(4, 120), rule(1000, 7_776_000)]
    expect(await call('PUT', PATH, { rules })).toMatchObject({ status: 200, body: { rules } })
    expect((await call('GET', PATH)).body).toEqual({ rules })
    expect((await program(companyId)).velocityRules).toEqual(rules)
    expect(await call('DELETE', PATH)).toMatchObject({ status: 204, text: '' })
    expect((await call('GET', PATH)).body).toEqual({ rules: [] })
    expect((await call('PUT', PATH, { rules: [] })).body).toEqual({ rules: [] })
  })

  test.each([
    [
      'more than five',
      [1, 2, 3, 4, 5, 6].map((n) => rule(n, n)),
      'VELOCITY_RULES_LIMIT_EXCEEDED',
      '5 velocity',
    ],
    ['a window twice', [rule(1, 60), rule(2, 60)], 'VELOCITY_RULES_DUPLICATE_WINDOW', 'time_window_seconds'],
    ['no authorizations', [rule(0, 60)], 'VALIDATION_ERROR', 'rules[0].max_authorizations must be a whole'],
    ['half an authorization', [rule(1.5, 60)], 'VALIDATION_ERROR', 'rules[0].max_authorizations'],
    ['more than a history holds', [rule(1001, 60)], 'VALIDATION_ERROR', 'from 1 to 1000'],
    ['no window', [rule(1, 1), rule(1, 0)], 'VALIDATION_ERROR', 'rules[1].time_window_seconds'],
    ['more than 90 days', [rule(1, 7_776_001)], 'VALIDATION_ERROR', 'from 1 to 7776000'],
    ['a missing window', [rule(1, undefined)], 'VALIDATION_ERROR', 'rules[0].time_window_seconds'],
    ['words', [rule('many', 60)], 'VALIDATION_ERROR', 'rules[0].max_authorizations'],
    ['rules that are no list', 'none', 'BAD_REQUEST', 'rules'],
  ])('refuse %s and change nothing', async (_, rules, code, text) => {
    const { companyId, call } = await newCompany(2)
    const { status, body } = await call('PUT', PATH, { rules })
    expect([status, body.code]).toEqual([400, code])
    expect(body.message).toContain(text)
    expect((await program(companyId)).version).toBe(0n)
  })

  test('a reader may not change them', async () => {
    const { call } = await newCompany(1)
    expect((await call('GET', PATH)).status).toBe(200)
    expect((await call('PUT', PATH, { rules: [] })).status).toBe(401)
    expect((await call('DELETE', PATH)).status).toBe(401)
  })
})

test('every change raises the version that decisions are made over, and is audited with what was before and after', async () => {
  const { companyId, call } = await newCompany()
  await call('PUT', `${BASE}/velocity-rules`, { rules: [{ max_authorizations: 2, time_window_seconds: 60 }] })
  await call('PUT', `${BASE}/blocked-countries`, { countries: ['KP'] })
  await call('PUT', `${BASE}/blocked-countries`, { countries: ['PRK', 'cu'] })
  expect((await program(companyId)).version).toBe(3n)
  const rows = await world.db
    .selectFrom('audit_log')
    .select(['action', 'before', 'after', 'actor_type'])
    .where('company_id', '=', companyId)
    .where('action', 'like', 'card_%')
    .orderBy('id')
    .execute()
  expect(rows.map(({ action }) => action)).toEqual([
    'card_velocity_rules.changed',
    'card_blocked_countries.changed',
    'card_blocked_countries.changed',
  ])
  expect(rows[2]).toMatchObject({
    actor_type: 'KEY',
    before: { countries: ['PRK'] },
    after: { countries: ['CUB', 'PRK'] },
  })
})

test('changes of one company at the same time are all kept', async () => {
  const { companyId, call } = await newCompany()
  const names = ['fx_percentage', 'atm_flat', 'atm_percentage', 'deposit_percentage']
  await Promise.all(names.map((name, index) => call('PUT', `${BASE}/fees`, { [name]: index + 1 })))
  expect((await call('GET', `${BASE}/fees`)).body).toMatchObject({
    fx_percentage: 1,
    atm_flat: 2,
    atm_percentage: 3,
    deposit_percentage: 4,
  })
  expect((await program(companyId)).version).toBe(4n)
})

describe('the risk score', () => {
  const PATH = `${BASE}/risk-score`

  test('is off until it is configured', async () => {
    const { companyId, call } = await newCompany(2)
    expect((await call('GET', PATH)).body).toMatchObject({ threshold: 1, geo_distance_weight: 0 })
    expect((await program(companyId)).risk).toBeNull()
  })

  test('takes decimals exactly; a weight left out is 0', async () => {
    const { companyId, call } = await newCompany(2)
    const put = await call('PUT', PATH, {
      threshold: '0.8',
      geo_distance_weight: 0.5,
      decline_rate_weight: 0.000001,
    })
    expect(put).toMatchObject({
      status: 200,
      body: { threshold: 0.8, geo_distance_weight: 0.5, mcc_profile_weight: 0 },
    })
    expect((await call('GET', PATH)).body).toEqual(put.body)
    expect((await program(companyId)).risk).toMatchObject({ threshold: 800_000n, decline_rate_weight: 1n })
  })

  test('is off with all weights 0, whatever the threshold', async () => {
    const { companyId, call } = await newCompany(2)
    expect((await call('PUT', PATH, { threshold: 0 })).body.threshold).toBe(0)
    expect((await program(companyId)).risk).toBeNull()
  })

  test.each([
    [{}, 'BAD_REQUEST', 'threshold'],
    [{ threshold: -1 }, 'VALIDATION_ERROR', 'threshold'],
    [{ threshold: 1, mcc_profile_weight: -0.1 }, 'VALIDATION_ERROR', 'mcc_profile_weight'],
    [{ threshold: 1, mcc_profile_weight: 0.1234567 }, 'VALIDATION_ERROR', 'at most 6 decimals'],
    [{ threshold: 'high' }, 'VALIDATION_ERROR', 'threshold must be a number'],
    [{ threshold: '1e40' }, 'VALIDATION_ERROR', 'threshold'],
  ])('refuses %o', async (given, code, text) => {
    const { call } = await newCompany(2)
    const { status, body } = await call('PUT', PATH, given)
    expect([status, body.code]).toEqual([400, code])
    expect(body.message).toContain(text)
  })
})

describe('the shadow', () => {
  const PATH = `${BASE}/shadow`
  const RULES = [{ max_authorizations: 2, time_window_seconds: 60 }]

  test('keeps the candidates that were given, and only those', async () => {
    const { companyId, call } = await newCompany(2)
    const none = { velocity_rules: null, risk_score: null }
    expect((await call('GET', PATH)).body).toEqual(none)
    expect((await call('PUT', PATH, { velocity_rules: RULES })).body).toEqual({
      ...none,
      velocity_rules: RULES,
    })
    expect((await program(companyId)).shadow).toEqual({ velocityRules: RULES, risk: null })
    const put = await call('PUT', PATH, {
      velocity_rules: { rules: RULES },
      risk_score: { threshold: 0.5, geo_distance_weight: 1 },
    })
    expect(put.body).toMatchObject({
      velocity_rules: RULES,
      risk_score: { threshold: 0.5, geo_distance_weight: 1 },
    })
    expect((await call('GET', PATH)).body).toEqual(put.body)
    expect(await call('DELETE', PATH)).toMatchObject({ status: 204, text: '' })
    expect((await call('GET', PATH)).body).toEqual(none)
    expect((await program(companyId)).shadow).toBeNull()
  })

  test('is refused like the live ones, naming the field', async () => {
    const { call } = await newCompany(2)
    const wrong = await call('PUT', PATH, {
      velocity_rules: [{ max_authorizations: 0, time_window_seconds: 1 }],
    })
    expect(wrong.body.message).toContain('velocity_rules[0].max_authorizations')
    const risk = await call('PUT', PATH, { risk_score: { threshold: -1 } })
    expect(risk.body.message).toContain('risk_score.threshold')
    const twice = await call('PUT', PATH, { velocity_rules: [...RULES, ...RULES] })
    expect(twice.body.code).toBe('VELOCITY_RULES_DUPLICATE_WINDOW')
  })
})

describe('block lists', () => {
  test("the company's categories stand beside the platform's", async () => {
    const { companyId, call } = await newCompany(2)
    const platform_categories = world.config.blockedCategories
    const put = await call('PUT', `${BASE}/blocked-categories`, {
      categories: ['5813', '5813', 5411, '0742'],
    })
    expect(put.body).toEqual({ categories: ['0742', '5411', '5813'], platform_categories })
    expect((await call('GET', `${BASE}/blocked-categories`)).body).toEqual(put.body)
    expect((await program(companyId)).blockedCategories.has('5411')).toBe(true)
    const wrong = await call('PUT', `${BASE}/blocked-categories`, { categories: ['5411', '541'] })
    expect(wrong.body).toMatchObject({
      code: 'VALIDATION_ERROR',
      message: 'categories[1] must be an MCC of four digits',
    })
    expect((await call('PUT', `${BASE}/blocked-categories`, {})).body.code).toBe('BAD_REQUEST')
  })

  test('countries come in any code and go out as alpha-3', async () => {
    const { call } = await newCompany(2)
    const put = await call('PUT', `${BASE}/blocked-countries`, { countries: ['kp', 'IRN', '192', 8] })
    expect(put.body).toEqual({ countries: ['ALB', 'CUB', 'IRN', 'PRK'] })
    expect((await call('GET', `${BASE}/blocked-countries`)).body).toEqual(put.body)
    const wrong = await call('PUT', `${BASE}/blocked-countries`, { countries: ['XX'] })
    expect(wrong.body).toMatchObject({ code: 'VALIDATION_ERROR', message: 'countries[0] is no country code' })
  })
})

describe('fees', () => {
  test("the company's are changed one by one, the provider's are shown and stay", async () => {
    const { companyId, call } = await newCompany()
    const provider = {
      provider_fx_percentage: 0.5,
      provider_atm_flat: 1,
      provider_atm_percentage: 0,
      provider_deposit_percentage: 0,
    }
    const own = { fx_percentage: 0, atm_flat: 0, atm_percentage: 0, deposit_percentage: 0 }
    expect((await call('GET', `${BASE}/fees`)).body).toEqual({ ...own, ...provider })
    await call('PUT', `${BASE}/fees`, { fx_percentage: 1.25, provider_fx_percentage: 9 })
    const put = await call('PUT', `${BASE}/fees`, { atm_flat: '2.5' })
    expect(put.body).toEqual({ ...own, ...provider, fx_percentage: 1.25, atm_flat: 2.5 })
    expect((await program(companyId)).rates).toMatchObject({
      fxClient: 1_250_000n,
      fxProvider: 500_000n,
      atmFlatClient: 2_500_000n,
    })
  })

  test.each([
    { fx_percentage: -1 },
    { atm_percentage: 100.1 },
    { atm_flat: 1000.1 },
    { deposit_percentage: 'x' },
  ])('refuse %o', async (fees) => {
    const { call } = await newCompany()
    const { status, body } = await call('PUT', `${BASE}/fees`, fees)
    expect([status, body.code]).toEqual([400, 'VALIDATION_ERROR'])
    expect(body.message).toContain(Object.keys(fees)[0])
  })

  test('need an admin', async () => {
    const { call } = await newCompany(2)
    expect((await call('PUT', `${BASE}/fees`, {})).status).toBe(401)
    expect((await call('PUT', `${BASE}/settings`, {})).status).toBe(401)
  })
})

describe('settings', () => {
  const PATH = `${BASE}/settings`

  test('have defaults, and what a change leaves out is kept', async () => {
    const { companyId, call } = await newCompany()
    const defaults = {
      limit_time_zone: 'UTC',
      holding_floor: 10,
      cvv_attempts: 3,
      hold_days: { ecommerce: 10, card_present: 5, merchant_initiated: 5, long: 30 },
      pan_page_ancestors: [],
    }
    expect((await call('GET', PATH)).body).toEqual(defaults)
    await call('PUT', PATH, { limit_time_zone: 'Europe/Madrid', hold_days: { ecommerce: 7 } })
    await call('PUT', PATH, { holding_floor: 250.5, cvv_attempts: 5, hold_days: { long: 60 } })
    const put = await call('PUT', PATH, {
      pan_page_ancestors: ['https://app.example.com/', 'http://localhost:3000'],
    })
    expect(put.body).toEqual({
      limit_time_zone: 'Europe/Madrid',
      holding_floor: 250.5,
      cvv_attempts: 5,
      hold_days: { ...defaults.hold_days, ecommerce: 7, long: 60 },
      pan_page_ancestors: ['https://app.example.com', 'http://localhost:3000'],
    })
    expect((await call('GET', PATH)).body).toEqual(put.body)
    expect((await program(companyId)).settings).toMatchObject({ holdingFloor: 250_500_000n, cvvAttempts: 5 })
  })

  test.each([
    [{ limit_time_zone: 'Madrid' }, 'limit_time_zone'],
    [{ limit_time_zone: '+02:00' }, 'limit_time_zone'],
    [{ holding_floor: 9.99 }, 'holding_floor must be from 10'],
    [{ holding_floor: 10.001 }, 'at most 2 decimals'],
    [{ cvv_attempts: 0 }, 'cvv_attempts'],
    [{ cvv_attempts: 11 }, 'cvv_attempts'],
    [{ hold_days: { ecommerce: 61 } }, 'hold_days.ecommerce'],
    [{ hold_days: { long: 0 } }, 'hold_days.long'],
    [{ hold_days: { card_present: 1.5 } }, 'hold_days.card_present'],
    [{ pan_page_ancestors: ['https://app.example.com/pay'] }, 'pan_page_ancestors[0]'],
    [{ pan_page_ancestors: ['https://a.example', 'http://app.example.com'] }, 'pan_page_ancestors[1]'],
    [{ pan_page_ancestors: ['https://*.example.com'] }, 'pan_page_ancestors[0]'],
    [{ pan_page_ancestors: ["https://a.example; script-src 'unsafe-inline'"] }, 'pan_page_ancestors[0]'],
    [{ pan_page_ancestors: ['*'] }, 'pan_page_ancestors[0]'],
  ])('refuse %o, naming the field, and change nothing', async (settings, text) => {
    const { companyId, call } = await newCompany()
    const { status, body } = await call('PUT', PATH, settings)
    expect([status, body.code]).toEqual([400, 'VALIDATION_ERROR'])
    expect(body.message).toContain(text)
    expect((await program(companyId)).version).toBe(0n)
  })
})

test('the table of decline codes is the one that purchases are declined by', async () => {
  const { call } = await newCompany(1)
  const { body } = await call('GET', `${BASE}/decline-codes`)
  expect(body.map(({ code }: { code: string }) => code)).toEqual(Object.keys(DECLINES))
  expect(body.find(({ code }: { code: string }) => code === 'M210')).toEqual({
    code: 'M210',
    iso_code: '65',
    simple_reason: 'Declined by a velocity rule, card blocked',
    detailed_reason: 'More approvals in the window than the rule allows.',
    next_step: "Check the card's activity, then unblock it.",
    blocks_card: true,
  })
})
