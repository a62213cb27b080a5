import { expect, test } from 'vitest'
import { DOLLAR } from '../../../tests/harness/card-world.ts'
import { CardHistory } from '../controls/history.ts'
import type { CardProgram } from '../program.ts'
import { type Asked, purchaseMessage } from './authorization.fixture.ts'
import type { CardState } from './card-state.ts'
import { decide, decideAgain, type Facts } from './decide.ts'
import { readRequest } from './request.ts'

const NOW = new Date('2026-09-02T08:00:00.000Z')
const RATES = {
  fxClient: 0n,
  fxProvider: 0n,
  atmFlatClient: 0n,
  atmFlatProvider: 0n,
  atmPercentClient: 0n,
  atmPercentProvider: 0n,
}
const RISK = {
  threshold: 1_000_000n,
  geo_distance_weight: 0n,
  mcc_profile_weight: 0n,
  amount_baseline_weight: 0n,
  time_window_weight: 0n,
  decline_rate_weight: 0n,
  merchant_country_weight: 1_000_000n,
}
const RULE = { max_authorizations: 1, time_window_seconds: 60 }

interface World {
  readonly card?: Partial<CardState>
  readonly program?: Partial<CardProgram>
  readonly operator?: Partial<Facts['operator']>
  readonly cardAvailable?: bigint | null
  readonly holdingAvailable?: bigint
  readonly past?: number
}

function factsOf(world: World): Facts {
  const history = new CardHistory()
  for (let n = 0; n < (world.past ?? 0); n += 1)
    history.add({ at: new Date(NOW.getTime() - 10_000), amount: DOLLAR, mcc: '5994', country: 'FRA' })
  return {
    operator: {
      blockedCategories: ['7995'],
      ceilingMicroUsd: 5_000n * DOLLAR,
      burstPerMinute: 0,
      ...world.operator,
    },
    program: {
      companyId: 'c',
      version: 0n,
      velocityRules: [],
      risk: null,
      shadow: null,
      blockedCategories: new Set(['5813']),
      blockedCountries: new Set(['PRK']),
      rates: RATES,
      depositFees: { client: 0n, provider: 0n },
      settings: {
        limitTimeZone: 'UTC',
        holdingFloor: 0n,
        cvvAttempts: 3,
        holdDays: { ecommerce: 10, card_present: 5, merchant_initiated: 5, long: 30 },
        panPageAncestors: [],
      },
      ...world.program,
    },
    card: {
      id: 'k',
      version: 0n,
      last4: '0191',
      status: 'ACTIVE',
      approvalMethod: 'TOP_UP',
      limits: { daily: null, weekly: null, monthly: null },
      transactionLimit: null,
      spending: { spentDay: '2026-09-02', spentToday: 0n, spentWeek: 0n, spentMonth: 0n },
      velocitySince: null,
      wrongCvvs: [],
      declines: [],
      attempts: [],
      isFuseArmed: false,
      homeCountry: null,
      metadata: null,
      ...world.card,
    },
    history,
    cardAvailable: world.cardAvailable === undefined ? 1_000n * DOLLAR : world.cardAvailable,
    holdingAvailable: world.holdingAvailable ?? 1_000n * DOLLAR,
  }
}

function judge(asked: Asked, world: World) {
  const facts = factsOf(world)
  return decide(readRequest(purchaseMessage('c', 'k', asked), facts.program.rates), facts, NOW)
}

/** One way to fail each check, in the order of the contract. What a later one adds does not undo an earlier one. */
const CHECKS: readonly { code: string; iso: string; asked?: Asked; world?: World }[] = [
  { code: 'M303', iso: '14', asked: { numberIsCurrent: false } },
  { code: 'M301', iso: '62', world: { card: { status: 'FROZEN' } } },
  { code: 'C104', iso: '54', asked: { expiryMatches: false } },
  { code: 'C102', iso: 'N7', asked: { cvv: 'N' } },
  { code: 'C012', iso: '55', asked: { pinResult: 'mismatch' } },
  { code: 'M212', iso: '05', asked: { cryptogramResult: 'invalid' } },
  { code: 'C103', iso: '57', asked: { mcc: '7995' } },
  { code: 'C014', iso: '57', asked: { country: 'PRK' } },
  { code: 'M213', iso: '65', world: { operator: { burstPerMinute: 1 }, card: { attempts: [NOW] } } },
  { code: 'M210', iso: '65', world: { program: { velocityRules: [RULE] }, past: 1 } },
  { code: 'M214', iso: '61', world: { card: { transactionLimit: DOLLAR } } },
  { code: 'M204', iso: '61', world: { operator: { ceilingMicroUsd: DOLLAR } } },
  { code: 'M201', iso: '61', world: { card: { limits: { daily: DOLLAR, weekly: null, monthly: null } } } },
  { code: 'M211', iso: '59', world: { program: { risk: RISK }, card: { homeCountry: 'ESP' } } },
  { code: 'M102', iso: '51', world: { cardAvailable: DOLLAR } },
  { code: 'M101', iso: '51', world: { holdingAvailable: DOLLAR } },
]

const join = (a: World = {}, b: World = {}): World => ({
  ...a,
  ...b,
  card: { ...a.card, ...b.card },
  program: { ...a.program, ...b.program },
  operator: { ...a.operator, ...b.operator },
})

test('what fails nothing passes', () => {
  expect(judge({}, {})).toMatchObject({ decline: null, judged: true, riskSkipped: false })
})

test.each(CHECKS)('$code alone declines with ISO $iso', ({ code, iso, asked = {}, world = {} }) => {
  expect(judge(asked, world).decline).toMatchObject({ code, iso })
})

const PAIRS = CHECKS.flatMap((first, index) => CHECKS.slice(index + 1).map((second) => ({ first, second })))
  // Both are said by one field of the message.
  .filter(({ first, second }) => !(first.asked?.mcc && second.asked?.mcc))

test.each(PAIRS)('of $first.code and $second.code the first decides', ({ first, second }) => {
  const asked = { ...second.asked, ...first.asked }
  expect(judge(asked, join(second.world, first.world)).decline?.code).toBe(first.code)
})

test.each([
  ['BLOCKED', 'M302', '62'],
  ['DELETED', 'M303', '14'],
  ['EXPIRED', 'M303', '54'],
] as const)('a card that is %s declines %s with ISO %s', (status, code, iso) => {
  expect(judge({}, { card: { status } }).decline).toMatchObject({ code, iso })
})

test.each([
  ['M202', { daily: null, weekly: DOLLAR, monthly: null }],
  ['M203', { daily: null, weekly: null, monthly: DOLLAR }],
  ['M201', { daily: 0n, weekly: 0n, monthly: 0n }],
] as const)('%s by the limit of its period; zero lets nothing pass', (code, limits) => {
  expect(judge({}, { card: { limits } }).decline?.code).toBe(code)
})

test('a category that the company blocks declines C011, a failed 3DS M212', () => {
  expect(judge({ mcc: '5813' }, {}).decline?.code).toBe('C011')
  expect(judge({ threeDs: { status: 'failed', challengeId: null } }, {}).decline?.code).toBe('M212')
  expect(judge({ threeDs: { status: 'attempted', challengeId: null } }, {}).decline).toBeNull()
})

test('a purchase without country or category passes the block lists', () => {
  expect(judge({ country: 'nowhere', mcc: null }, {}).decline).toBeNull()
})

test('every amount compared is the total, fees included', () => {
  const program = { rates: { ...RATES, fxClient: 10_000_000n } }
  const exactly = 11n * DOLLAR
  expect(
    judge({ currency: 'EUR' }, { program, cardAvailable: exactly, holdingAvailable: exactly }).decline,
  ).toBeNull()
  expect(judge({ currency: 'EUR' }, { program, cardAvailable: exactly - 1n }).decline?.code).toBe('M102')
  expect(
    judge({ currency: 'EUR' }, { program, card: { transactionLimit: exactly - 1n } }).decline?.code,
  ).toBe('M214')
})

test("the card's own limit per transaction does not bind cash withdrawals; the ceiling does", () => {
  expect(judge({ channel: 'ATM' }, { card: { transactionLimit: DOLLAR } }).decline).toBeNull()
  expect(judge({ channel: 'ATM' }, { operator: { ceilingMicroUsd: DOLLAR } }).decline?.code).toBe('M204')
})

test('an account check walks steps 1 and 2 only', () => {
  const asked = { amount: 0 }
  const broke = { cardAvailable: 0n, holdingAvailable: 0n, program: { velocityRules: [RULE] }, past: 5 }
  expect(judge(asked, broke)).toMatchObject({ decline: null, judged: false })
  expect(judge({ ...asked, country: 'PRK' }, broke).decline?.code).toBe('C014')
})

test('the third wrong CVV in a row blocks; a right one forgets the others', () => {
  const twice = { card: { wrongCvvs: [NOW, NOW] } }
  expect(judge({ cvv: 'N' }, twice)).toMatchObject({
    decline: { code: 'C101', iso: '82' },
    card: { status: 'BLOCKED' },
  })
  expect(judge({ cvv: 'M' }, twice).card.wrongCvvs).toEqual([])
  expect(judge({ cvv: 'P' }, twice).card.wrongCvvs).toHaveLength(2)
})

test('a velocity block names the rule with the shortest window, and blocks the card', () => {
  const velocityRules = [{ max_authorizations: 1, time_window_seconds: 3_600 }, RULE]
  const decision = judge({}, { program: { velocityRules }, past: 1 })
  expect(decision.decline).toMatchObject({ code: 'M210', rule: RULE })
  expect(decision.card.status).toBe('BLOCKED')
})

test('the burst guard declines without blocking and counts refused attempts too', () => {
  const decision = judge({}, { operator: { burstPerMinute: 2 }, card: { attempts: [NOW, NOW] } })
  expect(decision).toMatchObject({
    decline: { code: 'M213' },
    card: { status: 'ACTIVE', attempts: [NOW, NOW] },
  })
})

test('the fuse skips risk when it is reached, and only then', () => {
  const risky = { program: { risk: RISK }, card: { homeCountry: 'ESP', isFuseArmed: true } }
  expect(judge({}, risky)).toMatchObject({ decline: null, riskSkipped: true })
  expect(judge({}, { ...risky, cardAvailable: 0n })).toMatchObject({
    decline: { code: 'M102' },
    riskSkipped: true,
  })
  expect(judge({}, join(risky, { card: { transactionLimit: 0n } }))).toMatchObject({ riskSkipped: false })
  expect(judge({}, { card: { isFuseArmed: true } })).toMatchObject({ decline: null, riskSkipped: false })
})

test('the second look at a purchase finds what changed, and does not judge risk again', () => {
  const again = (world: World, hadFuse = false) => {
    const facts = factsOf(world)
    return decideAgain(readRequest(purchaseMessage('c', 'k', { cvv: 'N' }), RATES), facts, hadFuse, NOW)
  }
  const risky = { program: { risk: RISK }, card: { homeCountry: 'ESP' } }
  expect(again(risky).decline).toBeNull()
  expect(again({ card: { status: 'FROZEN' } }).decline?.code).toBe('M301')
  expect(again({ program: { velocityRules: [RULE] }, past: 1 }).decline?.code).toBe('M210')
  expect(again({ holdingAvailable: 0n }).decline?.code).toBe('M101')
  // The one fuse has protected another purchase meanwhile.
  expect(again(risky, true).decline?.code).toBe('M211')
  expect(again(join(risky, { card: { isFuseArmed: true } }), true)).toMatchObject({
    decline: null,
    riskSkipped: true,
  })
})
