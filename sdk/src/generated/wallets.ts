// Written by `npm run types` from the routes. Do not edit.

/** Virtual wallets: an address and a balance for each customer. */

import type { Answer, CallOptions, Client, Input } from '../client.ts'
import { eachOf, type Item } from '../pages.ts'

/**
 * Create a virtual wallet with its deposit address
 *
 * `POST /virtual-wallets/create`. Level 2 of virtual_wallets.
 */
export function create(client: Client, input: Input<'POST /virtual-wallets/create'>, options?: CallOptions): Promise<Answer<'POST /virtual-wallets/create'>> {
  return client.call('POST /virtual-wallets/create', input, options)
}

/**
 * Virtual wallets of a chain
 *
 * `GET /virtual-wallets/list`. Level 1 of virtual_wallets.
 */
export function list(client: Client, input: Input<'GET /virtual-wallets/list'>, options?: CallOptions): Promise<Answer<'GET /virtual-wallets/list'>> {
  return client.call('GET /virtual-wallets/list', input, options)
}

/**
 * One virtual wallet
 *
 * `GET /virtual-wallets/{walletId}`. Level 1 of virtual_wallets.
 */
export function get(client: Client, input: Input<'GET /virtual-wallets/{walletId}'>, options?: CallOptions): Promise<Answer<'GET /virtual-wallets/{walletId}'>> {
  return client.call('GET /virtual-wallets/{walletId}', input, options)
}

/**
 * Rename a virtual wallet
 *
 * `PUT /virtual-wallets/{walletId}`. Level 2 of virtual_wallets.
 */
export function rename(client: Client, input: Input<'PUT /virtual-wallets/{walletId}'>, options?: CallOptions): Promise<Answer<'PUT /virtual-wallets/{walletId}'>> {
  return client.call('PUT /virtual-wallets/{walletId}', input, options)
}

/**
 * Delete an empty virtual wallet
 *
 * `DELETE /virtual-wallets/{walletId}`. Level 2 of virtual_wallets.
 */
export function remove(client: Client, input: Input<'DELETE /virtual-wallets/{walletId}'>, options?: CallOptions): Promise<Answer<'DELETE /virtual-wallets/{walletId}'>> {
  return client.call('DELETE /virtual-wallets/{walletId}', input, options)
}

/**
 * Virtual balances of a wallet
 *
 * `GET /virtual-wallets/{walletId}/balance`. Level 1 of virtual_wallets.
 */
export function balance(client: Client, input: Input<'GET /virtual-wallets/{walletId}/balance'>, options?: CallOptions): Promise<Answer<'GET /virtual-wallets/{walletId}/balance'>> {
  return client.call('GET /virtual-wallets/{walletId}/balance', input, options)
}

/**
 * Virtual balances of a chain, summed over all its wallets
 *
 * `GET /virtual-wallets/virtual-balances`. Level 1 of virtual_wallets.
 */
export function totalBalances(client: Client, input: Input<'GET /virtual-wallets/virtual-balances'>, options?: CallOptions): Promise<Answer<'GET /virtual-wallets/virtual-balances'>> {
  return client.call('GET /virtual-wallets/virtual-balances', input, options)
}

/**
 * Movements of a virtual wallet
 *
 * `GET /virtual-wallets/{walletId}/movements`. Level 2 of virtual_wallets.
 */
export function movements(client: Client, input: Input<'GET /virtual-wallets/{walletId}/movements'>, options?: CallOptions): Promise<Answer<'GET /virtual-wallets/{walletId}/movements'>> {
  return client.call('GET /virtual-wallets/{walletId}/movements', input, options)
}

/** Everything that `movements` has, page by page: `for await (const one of allMovements(…))`. */
export function allMovements(
  client: Client,
  input: Input<'GET /virtual-wallets/{walletId}/movements'>,
  options?: CallOptions,
): AsyncGenerator<Item<Answer<'GET /virtual-wallets/{walletId}/movements'>>, void, undefined> {
  return eachOf((cursor) => client.call('GET /virtual-wallets/{walletId}/movements', { size: 100, ...input, ...cursor }, options))
}

/**
 * Withdraw from a virtual wallet
 *
 * `POST /virtual-wallets/{walletId}/withdraw`. Level 2 of virtual_wallets.
 */
export function withdraw(client: Client, input: Input<'POST /virtual-wallets/{walletId}/withdraw'>, options?: CallOptions): Promise<Answer<'POST /virtual-wallets/{walletId}/withdraw'>> {
  return client.call('POST /virtual-wallets/{walletId}/withdraw', input, { ...options, numbers: ["amount"] })
}

/**
 * Enable or disable a virtual wallet
 *
 * `PATCH /virtual-wallets/{walletId}/set-enabled`. Level 2 of virtual_wallets.
 */
export function setEnabled(client: Client, input: Input<'PATCH /virtual-wallets/{walletId}/set-enabled'>, options?: CallOptions): Promise<Answer<'PATCH /virtual-wallets/{walletId}/set-enabled'>> {
  return client.call('PATCH /virtual-wallets/{walletId}/set-enabled', input, options)
}

/**
 * Set a virtual balance
 *
 * `PATCH /virtual-wallets/{walletId}/virtual-balance`. Level 2 of virtual_wallets.
 */
export function setBalance(client: Client, input: Input<'PATCH /virtual-wallets/{walletId}/virtual-balance'>, options?: CallOptions): Promise<Answer<'PATCH /virtual-wallets/{walletId}/virtual-balance'>> {
  return client.call('PATCH /virtual-wallets/{walletId}/virtual-balance', input, { ...options, numbers: ["virtual_balance"] })
}

/**
 * Link a virtual wallet to a client
 *
 * `PATCH /virtual-wallets/{walletId}/client/{clientId}`. Level 3 of virtual_wallets.
 */
export function linkClient(client: Client, input: Input<'PATCH /virtual-wallets/{walletId}/client/{clientId}'>, options?: CallOptions): Promise<Answer<'PATCH /virtual-wallets/{walletId}/client/{clientId}'>> {
  return client.call('PATCH /virtual-wallets/{walletId}/client/{clientId}', input, options)
}

/**
 * A wallet's part of the proof of reserves
 *
 * `GET /virtual-wallets/{walletId}/proof-of-reserves`. Level 1 of virtual_wallets.
 */
export function proofOfReserves(client: Client, input: Input<'GET /virtual-wallets/{walletId}/proof-of-reserves'>, options?: CallOptions): Promise<Answer<'GET /virtual-wallets/{walletId}/proof-of-reserves'>> {
  return client.call('GET /virtual-wallets/{walletId}/proof-of-reserves', input, options)
}

/**
 * Chains of virtual wallets
 *
 * `GET /virtual-wallets/config/blockchains/list`. Level 1 of virtual_wallets.
 */
export function blockchains(client: Client, input: Input<'GET /virtual-wallets/config/blockchains/list'> = {}, options?: CallOptions): Promise<Answer<'GET /virtual-wallets/config/blockchains/list'>> {
  return client.call('GET /virtual-wallets/config/blockchains/list', input, options)
}

/**
 * Rules of sweeping, guarantee fund, automatic transfers and alerts
 *
 * `GET /virtual-wallets/config/rules`. Level 1 of virtual_wallets.
 */
export function rules(client: Client, input: Input<'GET /virtual-wallets/config/rules'> = {}, options?: CallOptions): Promise<Answer<'GET /virtual-wallets/config/rules'>> {
  return client.call('GET /virtual-wallets/config/rules', input, options)
}

/**
 * Replace the rules
 *
 * `PUT /virtual-wallets/config/rules`. Level 3 of virtual_wallets.
 */
export function replaceRules(client: Client, input: Input<'PUT /virtual-wallets/config/rules'>, options?: CallOptions): Promise<Answer<'PUT /virtual-wallets/config/rules'>> {
  return client.call('PUT /virtual-wallets/config/rules', input, { ...options, numbers: ["rules.sweep.amount","rules.guarantee_fund.reserve_ratio","rules.automatic_transfers.min_amount","rules.automatic_transfers.percentage","rules.alerts.threshold"] })
}

/**
 * Sweep deposits into the holding wallet now
 *
 * `POST /virtual-wallets/config/rules/sweep`. Level 2 of virtual_wallets.
 */
export function sweep(client: Client, input: Input<'POST /virtual-wallets/config/rules/sweep'>, options?: CallOptions): Promise<Answer<'POST /virtual-wallets/config/rules/sweep'>> {
  return client.call('POST /virtual-wallets/config/rules/sweep', input, options)
}
