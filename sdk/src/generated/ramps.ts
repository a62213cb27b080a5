// Written by `npm run types` from the routes. Do not edit.

/** Fiat in and out of virtual wallets. */

import type { Answer, CallOptions, Client, Input } from '../client.ts'
import { eachOf, type Item } from '../pages.ts'

/**
 * Ramps, newest first
 *
 * `GET /virtual-wallets/ramps`. Level 1 of virtual_wallets.
 */
export function list(client: Client, input: Input<'GET /virtual-wallets/ramps'> = {}, options?: CallOptions): Promise<Answer<'GET /virtual-wallets/ramps'>> {
  return client.call('GET /virtual-wallets/ramps', input, options)
}

/** Everything that `list` has, page by page: `for await (const one of all(…))`. */
export function all(
  client: Client,
  input: Input<'GET /virtual-wallets/ramps'> = {},
  options?: CallOptions,
): AsyncGenerator<Item<Answer<'GET /virtual-wallets/ramps'>>, void, undefined> {
  return eachOf((cursor) => client.call('GET /virtual-wallets/ramps', { size: 100, ...input, ...cursor }, options))
}

/**
 * One ramp
 *
 * `GET /virtual-wallets/ramps/{id}`. Level 1 of virtual_wallets.
 */
export function get(client: Client, input: Input<'GET /virtual-wallets/ramps/{id}'>, options?: CallOptions): Promise<Answer<'GET /virtual-wallets/ramps/{id}'>> {
  return client.call('GET /virtual-wallets/ramps/{id}', input, options)
}

/**
 * What an on-ramp would bring by the present rate
 *
 * `POST /virtual-wallets/bank-ramps/ramp-on/simulate`. Level 2 of virtual_wallets.
 */
export function quoteOn(client: Client, input: Input<'POST /virtual-wallets/bank-ramps/ramp-on/simulate'>, options?: CallOptions): Promise<Answer<'POST /virtual-wallets/bank-ramps/ramp-on/simulate'>> {
  return client.call('POST /virtual-wallets/bank-ramps/ramp-on/simulate', input, { ...options, numbers: ["amount"] })
}

/**
 * Start an on-ramp: fiat from a bank becomes the virtual balance of a wallet
 *
 * `POST /virtual-wallets/bank-ramps/ramp-on`. Level 2 of virtual_wallets.
 */
export function createOn(client: Client, input: Input<'POST /virtual-wallets/bank-ramps/ramp-on'>, options?: CallOptions): Promise<Answer<'POST /virtual-wallets/bank-ramps/ramp-on'>> {
  return client.call('POST /virtual-wallets/bank-ramps/ramp-on', input, { ...options, numbers: ["amount"] })
}

/**
 * Cancel an on-ramp that nobody has paid
 *
 * `DELETE /virtual-wallets/bank-ramps/ramp-on/cancel/{id}`. Level 1 of virtual_wallets.
 */
export function cancelOn(client: Client, input: Input<'DELETE /virtual-wallets/bank-ramps/ramp-on/cancel/{id}'>, options?: CallOptions): Promise<Answer<'DELETE /virtual-wallets/bank-ramps/ramp-on/cancel/{id}'>> {
  return client.call('DELETE /virtual-wallets/bank-ramps/ramp-on/cancel/{id}', input, options)
}

/**
 * What an off-ramp would pay out by the present rate
 *
 * `POST /virtual-wallets/bank-ramps/ramp-off/simulate`. Level 2 of virtual_wallets.
 */
export function quoteOff(client: Client, input: Input<'POST /virtual-wallets/bank-ramps/ramp-off/simulate'>, options?: CallOptions): Promise<Answer<'POST /virtual-wallets/bank-ramps/ramp-off/simulate'>> {
  return client.call('POST /virtual-wallets/bank-ramps/ramp-off/simulate', input, { ...options, numbers: ["amount"] })
}

/**
 * Start an off-ramp: the virtual balance of a wallet becomes fiat on a bank account
 *
 * `POST /virtual-wallets/bank-ramps/ramp-off`. Level 2 of virtual_wallets.
 */
export function createOff(client: Client, input: Input<'POST /virtual-wallets/bank-ramps/ramp-off'>, options?: CallOptions): Promise<Answer<'POST /virtual-wallets/bank-ramps/ramp-off'>> {
  return client.call('POST /virtual-wallets/bank-ramps/ramp-off', input, { ...options, numbers: ["amount"] })
}

/**
 * Start an on-ramp that a card pays
 *
 * `POST /virtual-wallets/ramps/{walletId}/credit-card/on`. Level 2 of virtual_wallets.
 */
export function createCardPage(client: Client, input: Input<'POST /virtual-wallets/ramps/{walletId}/credit-card/on'>, options?: CallOptions): Promise<Answer<'POST /virtual-wallets/ramps/{walletId}/credit-card/on'>> {
  return client.call('POST /virtual-wallets/ramps/{walletId}/credit-card/on', input, { ...options, numbers: ["amount"] })
}

/**
 * Change the amount of an on-ramp that nobody has paid
 *
 * `PATCH /virtual-wallets/ramps/transfer/{id}`. Level 1 of virtual_wallets.
 */
export function changeAmount(client: Client, input: Input<'PATCH /virtual-wallets/ramps/transfer/{id}'>, options?: CallOptions): Promise<Answer<'PATCH /virtual-wallets/ramps/transfer/{id}'>> {
  return client.call('PATCH /virtual-wallets/ramps/transfer/{id}', input, { ...options, numbers: ["amount"] })
}

/**
 * Receipt of a completed ramp, as PDF
 *
 * `GET /virtual-wallets/ramps/transfer/{transferId}/receipt/pdf`. Level 2 of virtual_wallets.
 */
export function receiptPdf(client: Client, input: Input<'GET /virtual-wallets/ramps/transfer/{transferId}/receipt/pdf'>, options?: CallOptions): Promise<Answer<'GET /virtual-wallets/ramps/transfer/{transferId}/receipt/pdf'>> {
  return client.call('GET /virtual-wallets/ramps/transfer/{transferId}/receipt/pdf', input, options)
}

/**
 * Fiat currencies of on-ramps
 *
 * `GET /virtual-wallets/config/ramp-on/fiat-assets/list`. Level 1 of virtual_wallets.
 */
export function fiatAssets(client: Client, input: Input<'GET /virtual-wallets/config/ramp-on/fiat-assets/list'> = {}, options?: CallOptions): Promise<Answer<'GET /virtual-wallets/config/ramp-on/fiat-assets/list'>> {
  return client.call('GET /virtual-wallets/config/ramp-on/fiat-assets/list', input, options)
}
