// Written by `npm run types` from the routes. Do not edit.

/** The world outside, in the sandbox alone: faucet, chains, clock, card network, banking partner. */

import type { Answer, CallOptions, Client, Input } from '../client.ts'

/**
 * Send tokens or coin from outside to an address
 *
 * `POST /sandbox/faucet`. Level 2 of virtual_wallets, or level 2 of cards.
 */
export function faucet(client: Client, input: Input<'POST /sandbox/faucet'>, options?: CallOptions): Promise<Answer<'POST /sandbox/faucet'>> {
  return client.call('POST /sandbox/faucet', input, { ...options, numbers: ["amount"] })
}

/**
 * Move business time forward
 *
 * `POST /sandbox/clock`. Level 2 of virtual_wallets, or level 2 of cards.
 */
export function advanceClock(client: Client, input: Input<'POST /sandbox/clock'>, options?: CallOptions): Promise<Answer<'POST /sandbox/clock'>> {
  return client.call('POST /sandbox/clock', input, { ...options, numbers: ["advance_seconds"] })
}

/**
 * Mine blocks at once, beside the one of each second
 *
 * `POST /sandbox/chains/{blockchain}/mine`. Level 2 of virtual_wallets, or level 2 of cards.
 */
export function mine(client: Client, input: Input<'POST /sandbox/chains/{blockchain}/mine'>, options?: CallOptions): Promise<Answer<'POST /sandbox/chains/{blockchain}/mine'>> {
  return client.call('POST /sandbox/chains/{blockchain}/mine', input, { ...options, numbers: ["blocks"] })
}

/**
 * Replace the newest blocks by as many others
 *
 * `POST /sandbox/chains/{blockchain}/reorg`. Level 2 of virtual_wallets, or level 2 of cards.
 */
export function reorganise(client: Client, input: Input<'POST /sandbox/chains/{blockchain}/reorg'>, options?: CallOptions): Promise<Answer<'POST /sandbox/chains/{blockchain}/reorg'>> {
  return client.call('POST /sandbox/chains/{blockchain}/reorg', input, { ...options, numbers: ["depth"] })
}

/**
 * A transaction as the node of the chain tells it
 *
 * `GET /sandbox/chains/{blockchain}/transactions/{hash}`. Level 1 of virtual_wallets, or level 1 of cards.
 */
export function transaction(client: Client, input: Input<'GET /sandbox/chains/{blockchain}/transactions/{hash}'>, options?: CallOptions): Promise<Answer<'GET /sandbox/chains/{blockchain}/transactions/{hash}'>> {
  return client.call('GET /sandbox/chains/{blockchain}/transactions/{hash}', input, options)
}

/**
 * Make the network ask for a purchase
 *
 * `POST /sandbox/cards/authorize`. Level 2 of cards.
 */
export function authorize(client: Client, input: Input<'POST /sandbox/cards/authorize'>, options?: CallOptions): Promise<Answer<'POST /sandbox/cards/authorize'>> {
  return client.call('POST /sandbox/cards/authorize', input, options)
}

/**
 * Make the network add to an approved purchase
 *
 * `POST /sandbox/cards/incremental`. Level 2 of cards.
 */
export function increment(client: Client, input: Input<'POST /sandbox/cards/incremental'>, options?: CallOptions): Promise<Answer<'POST /sandbox/cards/incremental'>> {
  return client.call('POST /sandbox/cards/incremental', input, options)
}

/**
 * Make the network tell what it decided itself
 *
 * `POST /sandbox/cards/advice`. Level 2 of cards.
 */
export function advise(client: Client, input: Input<'POST /sandbox/cards/advice'>, options?: CallOptions): Promise<Answer<'POST /sandbox/cards/advice'>> {
  return client.call('POST /sandbox/cards/advice', input, options)
}

/**
 * Make the network settle a purchase
 *
 * `POST /sandbox/cards/clearing`. Level 2 of cards.
 */
export function clear(client: Client, input: Input<'POST /sandbox/cards/clearing'>, options?: CallOptions): Promise<Answer<'POST /sandbox/cards/clearing'>> {
  return client.call('POST /sandbox/cards/clearing', input, options)
}

/**
 * Make the network release a purchase
 *
 * `POST /sandbox/cards/reversal`. Level 2 of cards.
 */
export function reverse(client: Client, input: Input<'POST /sandbox/cards/reversal'>, options?: CallOptions): Promise<Answer<'POST /sandbox/cards/reversal'>> {
  return client.call('POST /sandbox/cards/reversal', input, options)
}

/**
 * Make a merchant give money back
 *
 * `POST /sandbox/cards/refund`. Level 2 of cards.
 */
export function refund(client: Client, input: Input<'POST /sandbox/cards/refund'>, options?: CallOptions): Promise<Answer<'POST /sandbox/cards/refund'>> {
  return client.call('POST /sandbox/cards/refund', input, options)
}

/**
 * Make somebody push money to a card
 *
 * `POST /sandbox/cards/visa-direct`. Level 2 of cards.
 */
export function pushMoney(client: Client, input: Input<'POST /sandbox/cards/visa-direct'>, options?: CallOptions): Promise<Answer<'POST /sandbox/cards/visa-direct'>> {
  return client.call('POST /sandbox/cards/visa-direct', input, options)
}

/**
 * Make a bank page open, verify or ask for a 3DS challenge; `otp` is the code that came to the cardholder
 *
 * `POST /sandbox/cards/three-ds-challenge`. Level 2 of cards.
 */
export function challenge3ds(client: Client, input: Input<'POST /sandbox/cards/three-ds-challenge'>, options?: CallOptions): Promise<Answer<'POST /sandbox/cards/three-ds-challenge'>> {
  return client.call('POST /sandbox/cards/three-ds-challenge', input, options)
}

/**
 * Settle with the card network: pay what is owed to it, or be paid what it owes
 *
 * `POST /sandbox/cards/settle`. Level 2 of cards.
 */
export function settle(client: Client, input: Input<'POST /sandbox/cards/settle'> = {}, options?: CallOptions): Promise<Answer<'POST /sandbox/cards/settle'>> {
  return client.call('POST /sandbox/cards/settle', input, options)
}

/**
 * Simulate a purchase
 *
 * `POST /cards/webhook/simulate/authorize`. Level 2 of cards.
 */
export function simulateAuthorize(client: Client, input: Input<'POST /cards/webhook/simulate/authorize'>, options?: CallOptions): Promise<Answer<'POST /cards/webhook/simulate/authorize'>> {
  return client.call('POST /cards/webhook/simulate/authorize', input, { ...options, numbers: ["bill_amount"] })
}

/**
 * Simulate the settlement of the newest approved purchase, in full
 *
 * `POST /cards/webhook/simulate/clearing`. Level 2 of cards.
 */
export function simulateClearing(client: Client, input: Input<'POST /cards/webhook/simulate/clearing'>, options?: CallOptions): Promise<Answer<'POST /cards/webhook/simulate/clearing'>> {
  return client.call('POST /cards/webhook/simulate/clearing', input, { ...options, numbers: ["bill_amount"] })
}

/**
 * Simulate a refund of the newest settled purchase
 *
 * `POST /cards/webhook/simulate/refund`. Level 2 of cards.
 */
export function simulateRefund(client: Client, input: Input<'POST /cards/webhook/simulate/refund'>, options?: CallOptions): Promise<Answer<'POST /cards/webhook/simulate/refund'>> {
  return client.call('POST /cards/webhook/simulate/refund', input, { ...options, numbers: ["bill_amount"] })
}

/**
 * Simulate a reversal of the newest approved purchase
 *
 * `POST /cards/webhook/simulate/reversal`. Level 2 of cards.
 */
export function simulateReversal(client: Client, input: Input<'POST /cards/webhook/simulate/reversal'>, options?: CallOptions): Promise<Answer<'POST /cards/webhook/simulate/reversal'>> {
  return client.call('POST /cards/webhook/simulate/reversal', input, { ...options, numbers: ["bill_amount"] })
}

/**
 * Script a webhook endpoint of the company: point the webhook URL to what this answers
 *
 * `POST /sandbox/company-endpoint`. Level 2 of cards.
 */
export function companyEndpoint(client: Client, input: Input<'POST /sandbox/company-endpoint'>, options?: CallOptions): Promise<Answer<'POST /sandbox/company-endpoint'>> {
  return client.call('POST /sandbox/company-endpoint', input, { ...options, numbers: ["delay_ms"] })
}

/**
 * Bring a ramp into a state at the simulated partner
 *
 * `POST /sandbox/ramps/{rampId}/state`. Level 2 of virtual_wallets.
 */
export function setRampState(client: Client, input: Input<'POST /sandbox/ramps/{rampId}/state'>, options?: CallOptions): Promise<Answer<'POST /sandbox/ramps/{rampId}/state'>> {
  return client.call('POST /sandbox/ramps/{rampId}/state', input, { ...options, numbers: ["amount"] })
}

/**
 * Make the simulated partner decide on a client
 *
 * `POST /sandbox/clients/{clientId}/kyc`. Level 2 of management.
 */
export function decideClient(client: Client, input: Input<'POST /sandbox/clients/{clientId}/kyc'>, options?: CallOptions): Promise<Answer<'POST /sandbox/clients/{clientId}/kyc'>> {
  return client.call('POST /sandbox/clients/{clientId}/kyc', input, options)
}

/**
 * Make the simulated provider decide on a product request
 *
 * `POST /sandbox/product-requests/{productRequestId}/kyc`. Level 2 of management.
 */
export function decideProduct(client: Client, input: Input<'POST /sandbox/product-requests/{productRequestId}/kyc'>, options?: CallOptions): Promise<Answer<'POST /sandbox/product-requests/{productRequestId}/kyc'>> {
  return client.call('POST /sandbox/product-requests/{productRequestId}/kyc', input, options)
}

/**
 * E-mails that would have been sent, the newest first
 *
 * `GET /sandbox/emails`. Level 2 of cards.
 */
export function emails(client: Client, input: Input<'GET /sandbox/emails'> = {}, options?: CallOptions): Promise<Answer<'GET /sandbox/emails'>> {
  return client.call('GET /sandbox/emails', input, options)
}

/**
 * Text messages that would have been sent, the newest first
 *
 * `GET /sandbox/sms`. Level 2 of cards.
 */
export function textMessages(client: Client, input: Input<'GET /sandbox/sms'> = {}, options?: CallOptions): Promise<Answer<'GET /sandbox/sms'>> {
  return client.call('GET /sandbox/sms', input, options)
}

/**
 * Run a script of sandbox calls; with a seed, what the simulator makes up is the same every time
 *
 * `POST /sandbox/scenarios`. Level 2 of cards.
 */
export function runScenario(client: Client, input: Input<'POST /sandbox/scenarios'>, options?: CallOptions): Promise<Answer<'POST /sandbox/scenarios'>> {
  return client.call('POST /sandbox/scenarios', input, { ...options, numbers: ["steps.after_seconds","steps.late_seconds","seed"] })
}

/**
 * How far a scenario has come
 *
 * `GET /sandbox/scenarios/{scenarioId}`. Level 2 of cards.
 */
export function scenario(client: Client, input: Input<'GET /sandbox/scenarios/{scenarioId}'>, options?: CallOptions): Promise<Answer<'GET /sandbox/scenarios/{scenarioId}'>> {
  return client.call('GET /sandbox/scenarios/{scenarioId}', input, options)
}
