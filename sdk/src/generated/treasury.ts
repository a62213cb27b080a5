// Written by `npm run types` from the routes. Do not edit.

/** The company's own wallets on the chains. */

import type { Answer, CallOptions, Client, Input } from '../client.ts'
import { eachOf, type Item } from '../pages.ts'

/**
 * Create a treasury account
 *
 * `POST /mpc/accounts/create`. Level 2 of treasury.
 */
export function createAccount(client: Client, input: Input<'POST /mpc/accounts/create'>, options?: CallOptions): Promise<Answer<'POST /mpc/accounts/create'>> {
  return client.call('POST /mpc/accounts/create', input, options)
}

/**
 * Treasury accounts
 *
 * `GET /mpc/accounts/list`. Level 1 of treasury.
 */
export function listAccounts(client: Client, input: Input<'GET /mpc/accounts/list'> = {}, options?: CallOptions): Promise<Answer<'GET /mpc/accounts/list'>> {
  return client.call('GET /mpc/accounts/list', input, options)
}

/**
 * Rename a treasury account
 *
 * `PUT /mpc/accounts/{accountId}`. Level 2 of treasury.
 */
export function renameAccount(client: Client, input: Input<'PUT /mpc/accounts/{accountId}'>, options?: CallOptions): Promise<Answer<'PUT /mpc/accounts/{accountId}'>> {
  return client.call('PUT /mpc/accounts/{accountId}', input, options)
}

/**
 * Delete a treasury account that has no wallets
 *
 * `DELETE /mpc/accounts/{accountId}`. Level 2 of treasury.
 */
export function removeAccount(client: Client, input: Input<'DELETE /mpc/accounts/{accountId}'>, options?: CallOptions): Promise<Answer<'DELETE /mpc/accounts/{accountId}'>> {
  return client.call('DELETE /mpc/accounts/{accountId}', input, options)
}

/**
 * Create a treasury wallet
 *
 * `POST /mpc/accounts/{accountId}/wallets/create`. Level 2 of treasury.
 */
export function createWallet(client: Client, input: Input<'POST /mpc/accounts/{accountId}/wallets/create'>, options?: CallOptions): Promise<Answer<'POST /mpc/accounts/{accountId}/wallets/create'>> {
  return client.call('POST /mpc/accounts/{accountId}/wallets/create', input, options)
}

/**
 * Wallets of a treasury account
 *
 * `GET /mpc/accounts/{accountId}/wallets/list`. Level 1 of treasury.
 */
export function listWallets(client: Client, input: Input<'GET /mpc/accounts/{accountId}/wallets/list'>, options?: CallOptions): Promise<Answer<'GET /mpc/accounts/{accountId}/wallets/list'>> {
  return client.call('GET /mpc/accounts/{accountId}/wallets/list', input, options)
}

/**
 * One treasury wallet
 *
 * `GET /mpc/accounts/{accountId}/wallets/{walletId}`. Level 1 of treasury.
 */
export function wallet(client: Client, input: Input<'GET /mpc/accounts/{accountId}/wallets/{walletId}'>, options?: CallOptions): Promise<Answer<'GET /mpc/accounts/{accountId}/wallets/{walletId}'>> {
  return client.call('GET /mpc/accounts/{accountId}/wallets/{walletId}', input, options)
}

/**
 * Rename a treasury wallet
 *
 * `PUT /mpc/accounts/{accountId}/wallets/{walletId}`. Level 2 of treasury.
 */
export function renameWallet(client: Client, input: Input<'PUT /mpc/accounts/{accountId}/wallets/{walletId}'>, options?: CallOptions): Promise<Answer<'PUT /mpc/accounts/{accountId}/wallets/{walletId}'>> {
  return client.call('PUT /mpc/accounts/{accountId}/wallets/{walletId}', input, options)
}

/**
 * Delete a treasury wallet that holds no tokens
 *
 * `DELETE /mpc/accounts/{accountId}/wallets/{walletId}/delete`. Level 2 of treasury.
 */
export function removeWallet(client: Client, input: Input<'DELETE /mpc/accounts/{accountId}/wallets/{walletId}/delete'>, options?: CallOptions): Promise<Answer<'DELETE /mpc/accounts/{accountId}/wallets/{walletId}/delete'>> {
  return client.call('DELETE /mpc/accounts/{accountId}/wallets/{walletId}/delete', input, options)
}

/**
 * On-chain balances of a treasury wallet
 *
 * `GET /mpc/accounts/{accountId}/wallets/{walletId}/balance`. Level 1 of treasury.
 */
export function balance(client: Client, input: Input<'GET /mpc/accounts/{accountId}/wallets/{walletId}/balance'>, options?: CallOptions): Promise<Answer<'GET /mpc/accounts/{accountId}/wallets/{walletId}/balance'>> {
  return client.call('GET /mpc/accounts/{accountId}/wallets/{walletId}/balance', input, options)
}

/**
 * Transfer native coin or tokens from a treasury wallet
 *
 * `POST /mpc/accounts/{accountId}/wallets/{walletId}/transfer`. Level 2 of treasury.
 */
export function transfer(client: Client, input: Input<'POST /mpc/accounts/{accountId}/wallets/{walletId}/transfer'>, options?: CallOptions): Promise<Answer<'POST /mpc/accounts/{accountId}/wallets/{walletId}/transfer'>> {
  return client.call('POST /mpc/accounts/{accountId}/wallets/{walletId}/transfer', input, { ...options, numbers: ["amount"] })
}

/**
 * Movements of treasury wallets
 *
 * `GET /mpc/treasury/transactions/search`. Level 1 of treasury.
 */
export function movements(client: Client, input: Input<'GET /mpc/treasury/transactions/search'>, options?: CallOptions): Promise<Answer<'GET /mpc/treasury/transactions/search'>> {
  return client.call('GET /mpc/treasury/transactions/search', input, options)
}

/** Everything that `movements` has, page by page: `for await (const one of allMovements(…))`. */
export function allMovements(
  client: Client,
  input: Input<'GET /mpc/treasury/transactions/search'>,
  options?: CallOptions,
): AsyncGenerator<Item<Answer<'GET /mpc/treasury/transactions/search'>>, void, undefined> {
  return eachOf((cursor) => client.call('GET /mpc/treasury/transactions/search', { size: 100, ...input, ...cursor }, options))
}
