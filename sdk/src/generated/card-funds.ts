// Written by `npm run types` from the routes. Do not edit.

/** The money behind all cards: their holding wallet, the fees wallet, and where either may pay to. */

import type { Answer, CallOptions, Client, Input } from '../client.ts'

/**
 * Balance and address of the cards' holding wallet
 *
 * `GET /cards/holding/balance`. Level 1 of cards.
 */
export function holdingBalance(client: Client, input: Input<'GET /cards/holding/balance'> = {}, options?: CallOptions): Promise<Answer<'GET /cards/holding/balance'>> {
  return client.call('GET /cards/holding/balance', input, options)
}

/**
 * Withdraw from the cards' holding wallet
 *
 * `POST /cards/holding/withdraw`. Level 3 of cards.
 */
export function withdrawHolding(client: Client, input: Input<'POST /cards/holding/withdraw'>, options?: CallOptions): Promise<Answer<'POST /cards/holding/withdraw'>> {
  return client.call('POST /cards/holding/withdraw', input, { ...options, numbers: ["amount"] })
}

/**
 * Balance of the fees wallet
 *
 * `GET /cards/account/fees-wallet/balance`. Level 1 of cards.
 */
export function feesBalance(client: Client, input: Input<'GET /cards/account/fees-wallet/balance'> = {}, options?: CallOptions): Promise<Answer<'GET /cards/account/fees-wallet/balance'>> {
  return client.call('GET /cards/account/fees-wallet/balance', input, options)
}

/**
 * Withdraw settled fees
 *
 * `POST /cards/account/fees-wallet/withdraw`. Level 3 of cards.
 */
export function withdrawFees(client: Client, input: Input<'POST /cards/account/fees-wallet/withdraw'>, options?: CallOptions): Promise<Answer<'POST /cards/account/fees-wallet/withdraw'>> {
  return client.call('POST /cards/account/fees-wallet/withdraw', input, { ...options, numbers: ["amount"] })
}

/**
 * Where fees may be paid out to now
 *
 * `GET /cards/account/fees-wallet/whitelisted-addresses`. Level 1 of cards.
 */
export function feesAddresses(client: Client, input: Input<'GET /cards/account/fees-wallet/whitelisted-addresses'> = {}, options?: CallOptions): Promise<Answer<'GET /cards/account/fees-wallet/whitelisted-addresses'>> {
  return client.call('GET /cards/account/fees-wallet/whitelisted-addresses', input, options)
}

/**
 * Where fees may be paid out to, now or from tomorrow on
 *
 * `GET /cards/account/configuration/withdrawal-addresses`. Level 1 of cards.
 */
export function withdrawalAddresses(client: Client, input: Input<'GET /cards/account/configuration/withdrawal-addresses'> = {}, options?: CallOptions): Promise<Answer<'GET /cards/account/configuration/withdrawal-addresses'>> {
  return client.call('GET /cards/account/configuration/withdrawal-addresses', input, options)
}

/**
 * Name an address that fees may be paid out to, from tomorrow on
 *
 * `POST /cards/account/configuration/withdrawal-addresses`. Level 3 of cards.
 */
export function addWithdrawalAddress(client: Client, input: Input<'POST /cards/account/configuration/withdrawal-addresses'>, options?: CallOptions): Promise<Answer<'POST /cards/account/configuration/withdrawal-addresses'>> {
  return client.call('POST /cards/account/configuration/withdrawal-addresses', input, options)
}

/**
 * Pay no more fees out to an address
 *
 * `DELETE /cards/account/configuration/withdrawal-addresses/{addressId}`. Level 3 of cards.
 */
export function removeWithdrawalAddress(client: Client, input: Input<'DELETE /cards/account/configuration/withdrawal-addresses/{addressId}'>, options?: CallOptions): Promise<Answer<'DELETE /cards/account/configuration/withdrawal-addresses/{addressId}'>> {
  return client.call('DELETE /cards/account/configuration/withdrawal-addresses/{addressId}', input, options)
}
