import fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type CardWorld, DOLLAR, startCardWorld } from '../../../../tests/harness/card-world.ts'
import { propertySeed } from '../../../../tests/harness/seed.ts'
import { jsonb } from '../../../kernel/database.ts'
import { authorize, purchaseMessage, testAuthorizer } from '../../authorization/authorization.fixture.ts'
import type { Authorizer } from '../../authorization/authorizer.ts'
import { NO_VERDICTS, tally } from '../verdicts.ts'
import { runBackTest } from './run-back-test.ts'

let world: CardWorld
let authorizer: Authorizer

beforeAll(async () => {
  world = await startCardWorld()
  authorizer = testAuthorizer(world)
})
afterAll(async () => {
  await authorizer.stop()
  await world.drop()
})

const VELOCITY = [
  { max_authorizations: 3, time_window_seconds: 60 },
  { max_authorizations: 6, time_window_seconds: 3_600 },
]
const RISK = {
  threshold: '500000',
  geo_distance_weight: '300000',
  mcc_profile_weight: '200000',
  amount_baseline_weight: '200000',
  time_window_weight: '100000',
  decline_rate_weight: '200000',
  merchant_country_weight: '100000',
}

const purchases = fc.array(
  fc.record({
    card: fc.nat(1),
    amount: fc.constantFrom(0, 5, 10, 20, 40, 200),
    mcc: fc.constantFrom('5411', '5812', '4511'),
    country: fc.constantFrom('ESP', 'ESP', 'FRA'),
    cvv: fc.constantFrom('P' as const, 'P' as const, 'P' as const, 'M' as const, 'N' as const),
  }),
  // At the same time.
  { minLength: 1, maxLength: 4 },
)
const steps = fc.array(
  fc.record({
    waitMs: fc.constantFrom(0, 1, 5_000, 30_000, 3_600_000, 9 * 3_600_000),
    purchases,
    arms: fc.boolean(),
  }),
  { minLength: 20, maxLength: 60, size: 'max' },
)

const LIVE = { velocity_rules: VELOCITY, risk_score: RISK }
const STRICTER = {
  velocity_rules: [{ max_authorizations: 2, time_window_seconds: 300 }],
  risk_score: { ...RISK, threshold: '400000' },
}

test('a back-test over what the authorization recorded gives what its shadow said, and for the live configuration what it declined', async () => {
  const seen = new Set<string | null>()
  await fc.assert(
    fc.asyncProperty(steps, fc.constantFrom(LIVE, STRICTER), async (season, shadow) => {
      const company_id = await world.company({ holding: 1_000_000n * DOLLAR })
      await world.db
        .insertInto('card_programs')
        .values({ company_id, velocity_rules: jsonb(VELOCITY), risk: jsonb(RISK), shadow: jsonb(shadow) })
        .execute()
      const card = {
        approvalMethod: 'NONE',
        homeCountry: 'ESP',
        limits: { daily_limit: 300n * DOLLAR },
      } as const
      const cards = [await world.card(company_id, card), await world.card(company_id, card)]
      const from = world.clock.now().toISOString()
      for (const { waitMs, purchases, arms } of season) {
        world.clock.advance(waitMs)
        await release(company_id, arms)
        await Promise.all(
          purchases.map(({ card, ...asked }) =>
            authorize(authorizer, purchaseMessage(company_id, cards[card] ?? '', asked)),
          ),
        )
      }
      const rows = await world.db
        .selectFrom('card_transactions')
        .select(['decline_code', 'shadow_declined'])
        .where('company_id', '=', company_id)
        .where('judged', '=', true)
        .execute()
      for (const { decline_code } of rows) seen.add(decline_code)
      const said = rows.reduce(
        (report, { decline_code: liveCode, shadow_declined }) =>
          tally(report, { liveCode, shadowDeclined: shadow_declined === true }),
        NO_VERDICTS,
      )
      const to = world.clock.now().toISOString()
      expect(await runBackTest(world.db, company_id, { from, to, ...shadow }, () => false)).toEqual(said)
      if (shadow === LIVE)
        expect(said).toMatchObject({ declined_by_live_only: 0, declined_by_shadow_only: 0 })
    }),
    { seed: propertySeed('back-test of what was authorized'), numRuns: 6 },
  )
  expect([...seen]).toEqual(expect.arrayContaining([null, 'M201', 'M210', 'M211']))
})

/** Unblocks the company's cards and, when it `arms`, gives them fuses. */
async function release(companyId: string, arms: boolean): Promise<void> {
  await sql`
    UPDATE cards SET version = version + 1, status = 'ACTIVE', wrong_cvvs = '{}', fuse = ${arms ? jsonb({}) : null},
      velocity_since = CASE WHEN status = 'BLOCKED' THEN ${world.clock.now()} ELSE velocity_since END
    WHERE company_id = ${companyId}`.execute(world.db)
}
