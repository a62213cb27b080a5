// Written by `npm run types` from the routes. Do not edit.

/** The holding wallet of each chain, where the virtual wallets' money lies. */

import type { Answer, CallOptions, Client, Input } from '../client.ts'

/**
 * Holding wallet of a chain
 *
 * `GET /virtual-wallets/holding`. Level 1 of virtual_wallets.
 */
export function get(client: Client, input: Input<'GET /virtual-wallets/holding'>, options?: CallOptions): Promise<Answer<'GET /virtual-wallets/holding'>> {
  return client.call('GET /virtual-wallets/holding', input, options)
}

/**
 * On-chain balances of a holding wallet
 *
 * `GET /virtual-wallets/holding/balance`. Level 1 of virtual_wallets.
 */
export function balance(client: Client, input: Input<'GET /virtual-wallets/holding/balance'>, options?: CallOptions): Promise<Answer<'GET /virtual-wallets/holding/balance'>> {
  return client.call('GET /virtual-wallets/holding/balance', input, options)
}

/**
 * Withdraw from a holding wallet
 *
 * `POST /virtual-wallets/holding/withdraw/{blockchain}`. Level 2 of virtual_wallets.
 */
export function withdraw(client: Client, input: Input<'POST /virtual-wallets/holding/withdraw/{blockchain}'>, options?: CallOptions): Promise<Answer<'POST /virtual-wallets/holding/withdraw/{blockchain}'>> {
  return client.call('POST /virtual-wallets/holding/withdraw/{blockchain}', input, { ...options, numbers: ["amount"] })
}

/**
 * Credit a virtual wallet at the expense of the company
 *
 * `POST /virtual-wallets/holding/credit`. Level 3 of virtual_wallets.
 */
export function credit(client: Client, input: Input<'POST /virtual-wallets/holding/credit'>, options?: CallOptions): Promise<Answer<'POST /virtual-wallets/holding/credit'>> {
  return client.call('POST /virtual-wallets/holding/credit', input, { ...options, numbers: ["amount"] })
}
