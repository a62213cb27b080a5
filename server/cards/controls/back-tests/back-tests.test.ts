import fc from 'fast-check'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { becomes } from '../../../../sandbox/processes.ts'
import { type CardApi, startCardApi } from '../../../../tests/harness/card-api.ts'
import { type CardWorld, DOLLAR, startCardWorld } from '../../../../tests/harness/card-world.ts'
import { propertySeed } from '../../../../tests/harness/seed.ts'
import { jsonb } from '../../../kernel/database.ts'
import { newId } from '../../../kernel/ids.ts'
import type { Loop } from '../../../kernel/loop.ts'
import { type StoredCandidates, type StoredRisk, toCandidates } from '../../program.ts'
import { controlsRoutes } from '../routes.ts'
import { runBackTest } from './run-back-test.ts'
import { type PurchaseStep, Season } from './season.fixture.ts'
import { startBackTests } from './start-back-tests.ts'

const BACK_TESTS = '/cards/account/configuration/back-tests'
const REPORT = '/cards/account/configuration/shadow/report'
const log = pino({ level: 'silent' })
const START = new Date('2026-09-02T08:00:00.000Z')
const FAR = new Date('2040-01-01')

let world: CardWorld
let api: CardApi

beforeAll(async () => {
  world = await startCardWorld()
  api = await startCardApi(world, controlsRoutes({ config: { cards: world.config, profile: 'sandbox' } }))
})
afterAll(async () => {
  await api.stop()
  await world.drop()
})

const running = () => false
const purchase: fc.Arbitrary<PurchaseStep> = fc.record({
  mcc: fc.constantFrom('5411', '5812', '4511', null),
  country: fc.constantFrom('ESP', 'FRA', null),
  bill: fc.integer({ min: 1, max: 40 }).map((dollars) => BigInt(dollars) * DOLLAR),
  otherwise: fc.constantFrom(null, null, null, null, 'M201' as const, 'M101' as const),
})
const step = fc.tuple(
  fc.oneof(
    { weight: 6, arbitrary: fc.integer({ min: 0, max: 120_000 }) },
    { weight: 3, arbitrary: fc.integer({ min: 0, max: 6 * 3_600_000 }) },
    { weight: 1, arbitrary: fc.integer({ min: 0, max: 20 * 86_400_000 }) },
  ),
  fc.oneof(
    { weight: 10, arbitrary: fc.record({ kind: fc.constant('buy' as const), purchase }) },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('ask' as const), purchase }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('advice' as const), purchase }) },
    {
      weight: 3,
      arbitrary: fc.record({
        kind: fc.constant('hear' as const),
        word: fc.constantFrom('approved' as const, 'approved' as const, 'declined' as const, null),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({ kind: fc.constantFrom('fuse' as const, 'cvv' as const, 'increment' as const) }),
    },
  ),
)
const rules = fc.uniqueArray(
  fc.record({
    max_authorizations: fc.integer({ min: 1, max: 4 }),
    time_window_seconds: fc.integer({ min: 30, max: 3_600 }),
  }),
  { maxLength: 3, selector: (rule) => rule.time_window_seconds },
)
const weight = fc.constantFrom('0', '100000', '200000', '400000')
const risk: fc.Arbitrary<StoredRisk> = fc.record({
  threshold: fc.constantFrom('300000', '500000', '800000'),
  geo_distance_weight: weight,
  mcc_profile_weight: weight,
  amount_baseline_weight: weight,
  time_window_weight: weight,
  decline_rate_weight: weight,
  merchant_country_weight: weight,
})
const candidates: fc.Arbitrary<StoredCandidates> = fc.record({
  velocity_rules: fc.option(rules),
  risk_score: fc.option(risk),
})
const cardLife = fc.record({
  steps: fc.array(step, { maxLength: 150, size: 'max' }),
  homeCountry: fc.constantFrom('ESP', null),
})
type CardLife = typeof cardLife extends fc.Arbitrary<infer T> ? T : never

/** A company whose cards lived so, under one configuration beside another. */
async function playSeason(lives: readonly CardLife[], live: StoredCandidates, shadow: StoredCandidates) {
  const company_id = await world.company()
  for (const { steps, homeCountry } of lives) {
    world.clock.moveTo(START)
    const card_id = await world.card(company_id, homeCountry === null ? {} : { homeCountry })
    const season = new Season(
      world,
      { company_id, card_id, homeCountry },
      toCandidates(live),
      toCandidates(shadow),
    )
    for (const [wait, what] of steps) {
      world.clock.advance(wait)
      if (what.kind === 'buy') season.buy(what.purchase)
      else if (what.kind === 'ask') season.ask(what.purchase)
      else if (what.kind === 'advice') season.advice(what.purchase)
      else if (what.kind === 'hear') season.hear(what.word)
      else if (what.kind === 'fuse') season.armFuse()
      else if (what.kind === 'cvv') season.wrongCvv()
      else season.declinedIncrement()
    }
    await season.save()
  }
  return company_id
}

const request = (from: Date, to: Date, given: StoredCandidates) => ({
  from: from.toISOString(),
  to: to.toISOString(),
  ...given,
})

async function report(companyId: string, query = '') {
  const call = await api.client(companyId, 1)
  return (await call('GET', `${REPORT}${query}`)).body
}

test('a back-test of the candidates over a recorded season gives exactly what their shadow said while it was lived', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(cardLife, { minLength: 1, maxLength: 3 }),
      candidates,
      candidates,
      fc.nat(40 * 86_400_000),
      async (lives, live, shadow, later) => {
        const companyId = await playSeason(lives, live, shadow)
        expect(await runBackTest(world.db, companyId, request(START, FAR, shadow), running)).toEqual(
          await report(companyId),
        )
        // A part of the season: what came before it is known, and not counted.
        const from = new Date(START.getTime() + later)
        const to = new Date(from.getTime() + later)
        expect(await runBackTest(world.db, companyId, request(from, to, shadow), running)).toEqual(
          await report(companyId, `?from_date=${from.toISOString()}&to_date=${to.toISOString()}`),
        )
      },
    ),
    { seed: propertySeed('back-test'), numRuns: 25 },
  )
})

test('a back-test of the live configuration declines what live declined by velocity and risk, and nothing else', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(cardLife, { minLength: 1, maxLength: 2 }), candidates, async (lives, live) => {
      const companyId = await playSeason(lives, live, live)
      const { declined } = await world.db
        .selectFrom('card_transactions')
        .select(({ fn }) => fn.countAll<bigint>().as('declined'))
        .where('company_id', '=', companyId)
        .where('decline_code', 'in', ['M210', 'M211'])
        .executeTakeFirstOrThrow()
      expect(await runBackTest(world.db, companyId, request(START, FAR, live), running)).toMatchObject({
        declined_by_both: Number(declined),
        declined_by_live_only: 0,
        declined_by_shadow_only: 0,
      })
    }),
    { seed: propertySeed('back-test of live'), numRuns: 15 },
  )
})

const LIVE: StoredCandidates = {
  velocity_rules: [{ max_authorizations: 3, time_window_seconds: 60 }],
  risk_score: null,
}
const STRICTER = [{ max_authorizations: 1, time_window_seconds: 600 }]
const BUY = {
  kind: 'buy' as const,
  purchase: { mcc: '5411', country: 'ESP', bill: DOLLAR, otherwise: null },
}
/** Four within the minute: the fourth is declined, and by one rule of candidates the three after the first as well. */
const BUSY: CardLife = { homeCountry: null, steps: [0, 1_000, 1_000, 1_000].map((wait) => [wait, BUY]) }

function startLoop(): Loop {
  return startBackTests({ db: world.db, log, node: { leads: async () => true } })
}

test('a back-test that was asked for is run in the background, and its report is read', async () => {
  const companyId = await playSeason([BUSY], LIVE, LIVE)
  const call = await api.client(companyId, 2)
  const body = { from_date: '2026-09-01', to_date: '2026-09-30', velocity_rules: STRICTER }
  const asked = await call('POST', BACK_TESTS, body)
  expect(asked).toMatchObject({ status: 201, body: { status: 'RUNNING', report: null } })
  const path = `${BACK_TESTS}/${asked.body.id}`
  expect((await call('GET', path)).body).toEqual(asked.body)
  const loop = startLoop()
  try {
    expect(await becomes(async () => (await call('GET', path)).body.status === 'DONE', 50_000)).toBe(true)
  } finally {
    await loop.stop()
  }
  expect((await call('GET', path)).body).toEqual({
    id: asked.body.id,
    status: 'DONE',
    report: { evaluated: 4, declined_by_both: 1, declined_by_live_only: 0, declined_by_shadow_only: 2 },
  })
  const stranger = await api.client(await world.company(), 2)
  for (const unknown of [path, `${BACK_TESTS}/${newId()}`, `${BACK_TESTS}/x`])
    expect((await stranger('GET', unknown)).body).toMatchObject({
      code: 'NOT_FOUND',
      message: 'Back-test not found',
    })
})

test('a back-test that was killed half-way is run again and comes to the same end', async () => {
  const companyId = await playSeason([BUSY, BUSY, BUSY], LIVE, LIVE)
  const call = await api.client(companyId, 2)
  const { body } = await call('POST', BACK_TESTS, {
    from_date: '2026-09-01',
    to_date: '2026-09-30',
    velocity_rules: STRICTER,
  })
  let cards = 0
  const given = request(START, FAR, { velocity_rules: STRICTER, risk_score: null })
  expect(await runBackTest(world.db, companyId, given, () => ++cards > 2)).toBeNull()
  const first = startLoop()
  await first.stop()
  const loop = startLoop()
  try {
    const status = async () => (await call('GET', `${BACK_TESTS}/${body.id}`)).body.status
    expect(await becomes(async () => (await status()) === 'DONE', 50_000)).toBe(true)
  } finally {
    await loop.stop()
  }
  expect((await call('GET', `${BACK_TESTS}/${body.id}`)).body.report).toMatchObject({
    evaluated: 12,
    declined_by_both: 3,
  })
})

test('a back-test that cannot be run ends FAILED and does not hold up the others', async () => {
  const companyId = await playSeason([BUSY], LIVE, LIVE)
  const call = await api.client(companyId, 2)
  const broken = newId()
  const risk_score = { threshold: 'not a number' }
  await world.db
    .insertInto('card_back_tests')
    .values({
      company_id: companyId,
      id: broken,
      status: 'RUNNING',
      request: jsonb({ from: START, to: FAR, velocity_rules: null, risk_score }),
      created_at: START,
    })
    .execute()
  world.clock.moveTo(new Date('2026-10-01'))
  const { body } = await call('POST', BACK_TESTS, { from_date: '2026-09-01', to_date: '2026-09-30' })
  const loop = startLoop()
  try {
    const isDone = async () => {
      loop.wake()
      return (await call('GET', `${BACK_TESTS}/${body.id}`)).body.status === 'DONE'
    }
    expect(await becomes(isDone, 50_000)).toBe(true)
  } finally {
    await loop.stop()
  }
  expect((await call('GET', `${BACK_TESTS}/${broken}`)).body).toMatchObject({
    status: 'FAILED',
    report: null,
  })
})

test.each([
  [{ to_date: '2026-09-30' }, 'BAD_REQUEST', 'from_date'],
  [{ from_date: 'soon', to_date: '2026-09-30' }, 'BAD_REQUEST', 'from_date'],
  [{ from_date: '', to_date: '2026-09-30' }, 'VALIDATION_ERROR', 'from_date'],
  [{ from_date: '2026-10-01', to_date: '2026-09-30' }, 'VALIDATION_ERROR', 'from_date must not be after'],
  [
    { from_date: '2026-09-01', to_date: '2026-09-30', velocity_rules: [...STRICTER, ...STRICTER] },
    'VELOCITY_RULES_DUPLICATE_WINDOW',
    'time_window_seconds',
  ],
])('a back-test is refused for %o', async (body, code, text) => {
  const call = await api.client(await world.company(), 2)
  const answer = await call('POST', BACK_TESTS, body)
  expect([answer.status, answer.body.code]).toEqual([400, code])
  expect(answer.body.message).toContain(text)
})

test('a company has at most 10 back-tests running', async () => {
  const call = await api.client(await world.company(), 2)
  const body = { from_date: '2026-09-01', to_date: '2026-09-30' }
  for (let n = 0; n < 10; n += 1) expect((await call('POST', BACK_TESTS, body)).status).toBe(201)
  expect((await call('POST', BACK_TESTS, body)).body).toMatchObject({ code: 'VALIDATION_ERROR' })
})

test('the report counts what candidates said, between the dates, and nothing of another company', async () => {
  const stricter = { velocity_rules: STRICTER, risk_score: null }
  const companyId = await playSeason([BUSY], LIVE, stricter)
  await playSeason([BUSY], LIVE, stricter)
  expect(await report(companyId)).toEqual({
    evaluated: 4,
    declined_by_both: 1,
    declined_by_live_only: 0,
    declined_by_shadow_only: 2,
  })
  expect(
    await report(companyId, '?from_date=2026-09-02T08:00:01Z&to_date=2026-09-02T08:00:02Z'),
  ).toMatchObject({
    evaluated: 2,
    declined_by_shadow_only: 2,
  })
  expect(await report(companyId, '?from_date=2026-09-03')).toMatchObject({ evaluated: 0 })
})
