// Written by `npm run types` from the routes. Do not edit.

/** What purchases may do: velocity, risk score, blocked merchants, fees, and rules on trial. */

import type { Answer, CallOptions, Client, Input } from '../client.ts'

/**
 * Settings of cards
 *
 * `GET /cards/account/configuration/settings`. Level 1 of cards.
 */
export function settings(client: Client, input: Input<'GET /cards/account/configuration/settings'> = {}, options?: CallOptions): Promise<Answer<'GET /cards/account/configuration/settings'>> {
  return client.call('GET /cards/account/configuration/settings', input, options)
}

/**
 * Change settings of cards; what is left out is kept
 *
 * `PUT /cards/account/configuration/settings`. Level 3 of cards.
 */
export function changeSettings(client: Client, input: Input<'PUT /cards/account/configuration/settings'> = {}, options?: CallOptions): Promise<Answer<'PUT /cards/account/configuration/settings'>> {
  return client.call('PUT /cards/account/configuration/settings', input, { ...options, numbers: ["holding_floor","cvv_attempts","hold_days.ecommerce","hold_days.card_present","hold_days.merchant_initiated","hold_days.long"] })
}

/**
 * Fees on purchases and deposits: the company's and the provider's
 *
 * `GET /cards/account/configuration/fees`. Level 1 of cards.
 */
export function fees(client: Client, input: Input<'GET /cards/account/configuration/fees'> = {}, options?: CallOptions): Promise<Answer<'GET /cards/account/configuration/fees'>> {
  return client.call('GET /cards/account/configuration/fees', input, options)
}

/**
 * Change the company's fees, from the next purchase or deposit; what is left out is kept
 *
 * `PUT /cards/account/configuration/fees`. Level 3 of cards.
 */
export function changeFees(client: Client, input: Input<'PUT /cards/account/configuration/fees'> = {}, options?: CallOptions): Promise<Answer<'PUT /cards/account/configuration/fees'>> {
  return client.call('PUT /cards/account/configuration/fees', input, { ...options, numbers: ["fx_percentage","atm_flat","atm_percentage","deposit_percentage"] })
}

/**
 * Velocity rules
 *
 * `GET /cards/account/configuration/velocity-rules`. Level 1 of cards.
 */
export function velocityRules(client: Client, input: Input<'GET /cards/account/configuration/velocity-rules'> = {}, options?: CallOptions): Promise<Answer<'GET /cards/account/configuration/velocity-rules'>> {
  return client.call('GET /cards/account/configuration/velocity-rules', input, options)
}

/**
 * Replace all velocity rules
 *
 * `PUT /cards/account/configuration/velocity-rules`. Level 2 of cards.
 */
export function replaceVelocityRules(client: Client, input: Input<'PUT /cards/account/configuration/velocity-rules'>, options?: CallOptions): Promise<Answer<'PUT /cards/account/configuration/velocity-rules'>> {
  return client.call('PUT /cards/account/configuration/velocity-rules', input, { ...options, numbers: ["rules.max_authorizations","rules.time_window_seconds"] })
}

/**
 * Remove all velocity rules
 *
 * `DELETE /cards/account/configuration/velocity-rules`. Level 2 of cards.
 */
export function removeVelocityRules(client: Client, input: Input<'DELETE /cards/account/configuration/velocity-rules'> = {}, options?: CallOptions): Promise<Answer<'DELETE /cards/account/configuration/velocity-rules'>> {
  return client.call('DELETE /cards/account/configuration/velocity-rules', input, options)
}

/**
 * Threshold and weights of the risk score
 *
 * `GET /cards/account/configuration/risk-score`. Level 1 of cards.
 */
export function riskScore(client: Client, input: Input<'GET /cards/account/configuration/risk-score'> = {}, options?: CallOptions): Promise<Answer<'GET /cards/account/configuration/risk-score'>> {
  return client.call('GET /cards/account/configuration/risk-score', input, options)
}

/**
 * Replace threshold and weights of the risk score; a weight left out is 0
 *
 * `PUT /cards/account/configuration/risk-score`. Level 2 of cards.
 */
export function replaceRiskScore(client: Client, input: Input<'PUT /cards/account/configuration/risk-score'>, options?: CallOptions): Promise<Answer<'PUT /cards/account/configuration/risk-score'>> {
  return client.call('PUT /cards/account/configuration/risk-score', input, { ...options, numbers: ["threshold","geo_distance_weight","mcc_profile_weight","amount_baseline_weight","time_window_weight","decline_rate_weight","merchant_country_weight"] })
}

/**
 * Blocked merchant categories: the company's and the platform's
 *
 * `GET /cards/account/configuration/blocked-categories`. Level 1 of cards.
 */
export function blockedCategories(client: Client, input: Input<'GET /cards/account/configuration/blocked-categories'> = {}, options?: CallOptions): Promise<Answer<'GET /cards/account/configuration/blocked-categories'>> {
  return client.call('GET /cards/account/configuration/blocked-categories', input, options)
}

/**
 * Replace the company's blocked merchant categories
 *
 * `PUT /cards/account/configuration/blocked-categories`. Level 2 of cards.
 */
export function replaceBlockedCategories(client: Client, input: Input<'PUT /cards/account/configuration/blocked-categories'>, options?: CallOptions): Promise<Answer<'PUT /cards/account/configuration/blocked-categories'>> {
  return client.call('PUT /cards/account/configuration/blocked-categories', input, { ...options, numbers: ["categories"] })
}

/**
 * Blocked merchant countries
 *
 * `GET /cards/account/configuration/blocked-countries`. Level 1 of cards.
 */
export function blockedCountries(client: Client, input: Input<'GET /cards/account/configuration/blocked-countries'> = {}, options?: CallOptions): Promise<Answer<'GET /cards/account/configuration/blocked-countries'>> {
  return client.call('GET /cards/account/configuration/blocked-countries', input, options)
}

/**
 * Replace the blocked merchant countries
 *
 * `PUT /cards/account/configuration/blocked-countries`. Level 2 of cards.
 */
export function replaceBlockedCountries(client: Client, input: Input<'PUT /cards/account/configuration/blocked-countries'>, options?: CallOptions): Promise<Answer<'PUT /cards/account/configuration/blocked-countries'>> {
  return client.call('PUT /cards/account/configuration/blocked-countries', input, { ...options, numbers: ["countries"] })
}

/**
 * Every reason for which a purchase may be declined
 *
 * `GET /cards/account/configuration/decline-codes`. Level 1 of cards.
 */
export function declineCodes(client: Client, input: Input<'GET /cards/account/configuration/decline-codes'> = {}, options?: CallOptions): Promise<Answer<'GET /cards/account/configuration/decline-codes'>> {
  return client.call('GET /cards/account/configuration/decline-codes', input, options)
}

/**
 * Candidates that run beside the live velocity rules and risk score; null where there are none
 *
 * `GET /cards/account/configuration/shadow`. Level 1 of cards.
 */
export function shadow(client: Client, input: Input<'GET /cards/account/configuration/shadow'> = {}, options?: CallOptions): Promise<Answer<'GET /cards/account/configuration/shadow'>> {
  return client.call('GET /cards/account/configuration/shadow', input, options)
}

/**
 * Replace the candidates; they decide nothing
 *
 * `PUT /cards/account/configuration/shadow`. Level 2 of cards.
 */
export function replaceShadow(client: Client, input: Input<'PUT /cards/account/configuration/shadow'> = {}, options?: CallOptions): Promise<Answer<'PUT /cards/account/configuration/shadow'>> {
  return client.call('PUT /cards/account/configuration/shadow', input, { ...options, numbers: ["velocity_rules.max_authorizations","velocity_rules.time_window_seconds","velocity_rules.rules.max_authorizations","velocity_rules.rules.time_window_seconds","risk_score.threshold","risk_score.geo_distance_weight","risk_score.mcc_profile_weight","risk_score.amount_baseline_weight","risk_score.time_window_weight","risk_score.decline_rate_weight","risk_score.merchant_country_weight"] })
}

/**
 * Remove the candidates; what they have said so far stays in the report
 *
 * `DELETE /cards/account/configuration/shadow`. Level 2 of cards.
 */
export function removeShadow(client: Client, input: Input<'DELETE /cards/account/configuration/shadow'> = {}, options?: CallOptions): Promise<Answer<'DELETE /cards/account/configuration/shadow'>> {
  return client.call('DELETE /cards/account/configuration/shadow', input, options)
}

/**
 * What the candidates would have declined beside what was declined
 *
 * `GET /cards/account/configuration/shadow/report`. Level 1 of cards.
 */
export function shadowReport(client: Client, input: Input<'GET /cards/account/configuration/shadow/report'> = {}, options?: CallOptions): Promise<Answer<'GET /cards/account/configuration/shadow/report'>> {
  return client.call('GET /cards/account/configuration/shadow/report', input, options)
}

/**
 * Judge the recorded purchases between two dates again by candidates
 *
 * `POST /cards/account/configuration/back-tests`. Level 2 of cards.
 */
export function createBackTest(client: Client, input: Input<'POST /cards/account/configuration/back-tests'>, options?: CallOptions): Promise<Answer<'POST /cards/account/configuration/back-tests'>> {
  return client.call('POST /cards/account/configuration/back-tests', input, { ...options, numbers: ["velocity_rules.max_authorizations","velocity_rules.time_window_seconds","velocity_rules.rules.max_authorizations","velocity_rules.rules.time_window_seconds","risk_score.threshold","risk_score.geo_distance_weight","risk_score.mcc_profile_weight","risk_score.amount_baseline_weight","risk_score.time_window_weight","risk_score.decline_rate_weight","risk_score.merchant_country_weight"] })
}

/**
 * A back-test; its report when it is DONE
 *
 * `GET /cards/account/configuration/back-tests/{backTestId}`. Level 1 of cards.
 */
export function backTest(client: Client, input: Input<'GET /cards/account/configuration/back-tests/{backTestId}'>, options?: CallOptions): Promise<Answer<'GET /cards/account/configuration/back-tests/{backTestId}'>> {
  return client.call('GET /cards/account/configuration/back-tests/{backTestId}', input, options)
}
