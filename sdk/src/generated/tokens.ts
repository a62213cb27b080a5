// Written by `npm run types` from the routes. Do not edit.

/** Tokens of the chains: the default ones and your own. */

import type { Answer, CallOptions, Client, Input } from '../client.ts'

/**
 * List the company's own tokens
 *
 * `GET /mpc/tokens/list`. Level 1 of treasury, or level 1 of virtual_wallets.
 */
export function list(client: Client, input: Input<'GET /mpc/tokens/list'> = {}, options?: CallOptions): Promise<Answer<'GET /mpc/tokens/list'>> {
  return client.call('GET /mpc/tokens/list', input, options)
}

/**
 * The tokens of a chain: default and your own
 *
 * `GET /mpc/tokens/{blockchain}`. Level 1 of treasury, or level 1 of virtual_wallets.
 */
export function ofBlockchain(client: Client, input: Input<'GET /mpc/tokens/{blockchain}'>, options?: CallOptions): Promise<Answer<'GET /mpc/tokens/{blockchain}'>> {
  return client.call('GET /mpc/tokens/{blockchain}', input, options)
}

/**
 * Add a token of your own; its decimals are read from the chain
 *
 * `POST /management/tokens`. Level 3 of management.
 */
export function add(client: Client, input: Input<'POST /management/tokens'>, options?: CallOptions): Promise<Answer<'POST /management/tokens'>> {
  return client.call('POST /management/tokens', input, { ...options, numbers: ["usd_price"] })
}

/**
 * Change a custom token's price, name or symbol
 *
 * `PUT /management/tokens/{tokenId}`. Level 3 of management.
 */
export function update(client: Client, input: Input<'PUT /management/tokens/{tokenId}'>, options?: CallOptions): Promise<Answer<'PUT /management/tokens/{tokenId}'>> {
  return client.call('PUT /management/tokens/{tokenId}', input, { ...options, numbers: ["usd_price"] })
}

/**
 * Remove a custom token that has no balance anywhere
 *
 * `DELETE /management/tokens/{tokenId}`. Level 3 of management.
 */
export function remove(client: Client, input: Input<'DELETE /management/tokens/{tokenId}'>, options?: CallOptions): Promise<Answer<'DELETE /management/tokens/{tokenId}'>> {
  return client.call('DELETE /management/tokens/{tokenId}', input, options)
}
