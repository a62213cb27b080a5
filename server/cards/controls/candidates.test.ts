import { describe, expect, test } from 'vitest'
import { toCandidates } from '../program.ts'
import { type DecisionFacts, judgeCandidates } from './candidates.ts'
import { rememberDecline } from './declines.ts'
import { CardHistory } from './history.ts'

const NOW = new Date('2026-09-02T08:00:00.000Z')
const RULES = [{ max_authorizations: 1, time_window_seconds: 60 }]
/** Declines what is not from the cardholder's country. */
const AT_HOME = {
  threshold: '1000000',
  geo_distance_weight: '0',
  mcc_profile_weight: '0',
  amount_baseline_weight: '0',
  time_window_weight: '0',
  decline_rate_weight: '0',
  merchant_country_weight: '1000000',
}
const VELOCITY = toCandidates({ velocity_rules: RULES, risk_score: null })
const RISK = toCandidates({ velocity_rules: null, risk_score: AT_HOME })

function facts(change: Partial<DecisionFacts> = {}): DecisionFacts {
  const history = new CardHistory()
  history.add({ at: new Date(NOW.getTime() - 1_000), amount: 1n, mcc: null, country: 'ESP' })
  return {
    request: { country: 'FRA', mcc: null, bill: 1n, now: NOW },
    history,
    declines: [],
    homeCountry: 'ESP',
    velocitySince: null,
    riskSkipped: false,
    liveCode: null,
    ...change,
  }
}

describe('candidates decline in the place of the live rules', () => {
  test.each([
    ['by velocity', VELOCITY, {}, true],
    ['not by velocity before the last unblocking', VELOCITY, { velocitySince: NOW }, false],
    ['by risk', RISK, {}, true],
    [
      'by risk at the threshold, not below it',
      toCandidates({ velocity_rules: [], risk_score: { ...AT_HOME, threshold: '1000001' } }),
      {},
      false,
    ],
    ['not by risk that a fuse keeps out', RISK, { riskSkipped: true }, false],
    ['by velocity whatever the fuse says', VELOCITY, { riskSkipped: true }, true],
    ['by risk what live declined by velocity', RISK, { liveCode: 'M210' }, true],
    ['by risk what live declined for the balance, which comes later', RISK, { liveCode: 'M102' }, true],
    ['not by risk what a limit stops before it', RISK, { liveCode: 'M201' }, false],
    ['by velocity what a limit would stop after it', VELOCITY, { liveCode: 'M214' }, true],
    ['nothing that the burst guard stops before either', VELOCITY, { liveCode: 'M213' }, false],
    [
      'nothing by a risk score whose weights are all 0',
      toCandidates({
        velocity_rules: null,
        risk_score: { ...AT_HOME, threshold: '0', merchant_country_weight: '0' },
      }),
      {},
      false,
    ],
    ['nothing when there are no rules', toCandidates({ velocity_rules: [], risk_score: null }), {}, false],
  ] as const)('%s', (_, candidates, change, declines) => {
    expect(judgeCandidates(candidates, facts(change))).toBe(declines)
  })
})

test('of a card the three newest declines are remembered, the newest last', () => {
  const at = (second: number) => new Date(second * 1_000)
  const all = [1, 2, 3, 4].reduce<readonly Date[]>(
    (before, second) => rememberDecline(before, at(second)),
    [],
  )
  expect(all).toEqual([at(2), at(3), at(4)])
})
