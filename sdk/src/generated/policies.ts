// Written by `npm run types` from the routes. Do not edit.

/** What may leave: allowed addresses, limits and approvals. Outgoing payments and their state. */

import type { Answer, CallOptions, Client, Input } from '../client.ts'
import { eachOf, type Item } from '../pages.ts'

/**
 * Policies of outgoing payments, and the draft that waits
 *
 * `GET /management/policies`. Level 3 of management.
 */
export function get(client: Client, input: Input<'GET /management/policies'> = {}, options?: CallOptions): Promise<Answer<'GET /management/policies'>> {
  return client.call('GET /management/policies', input, options)
}

/**
 * Propose other policies: a draft of all of them
 *
 * `PUT /management/policies`. Level 3 of management.
 */
export function replace(client: Client, input: Input<'PUT /management/policies'>, options?: CallOptions): Promise<Answer<'PUT /management/policies'>> {
  return client.call('PUT /management/policies', input, { ...options, numbers: ["policies.max_per_payment","policies.max_per_day","policies.approval_above","policies.approvals"] })
}

/**
 * Addresses that policies allow, newest first
 *
 * `GET /management/allowed-addresses`. Level 3 of management.
 */
export function allowedAddresses(client: Client, input: Input<'GET /management/allowed-addresses'> = {}, options?: CallOptions): Promise<Answer<'GET /management/allowed-addresses'>> {
  return client.call('GET /management/allowed-addresses', input, options)
}

/**
 * Allow an address, usable after a day
 *
 * `POST /management/allowed-addresses`. Level 3 of management.
 */
export function allowAddress(client: Client, input: Input<'POST /management/allowed-addresses'>, options?: CallOptions): Promise<Answer<'POST /management/allowed-addresses'>> {
  return client.call('POST /management/allowed-addresses', input, options)
}

/**
 * Allow an address no longer
 *
 * `DELETE /management/allowed-addresses/{addressId}`. Level 3 of management.
 */
export function removeAddress(client: Client, input: Input<'DELETE /management/allowed-addresses/{addressId}'>, options?: CallOptions): Promise<Answer<'DELETE /management/allowed-addresses/{addressId}'>> {
  return client.call('DELETE /management/allowed-addresses/{addressId}', input, options)
}

/**
 * What waits for people, and what they decided; newest first
 *
 * `GET /management/approvals`. Level 3 of management.
 */
export function approvals(client: Client, input: Input<'GET /management/approvals'> = {}, options?: CallOptions): Promise<Answer<'GET /management/approvals'>> {
  return client.call('GET /management/approvals', input, options)
}

/** Everything that `approvals` has, page by page: `for await (const one of allApprovals(…))`. */
export function allApprovals(
  client: Client,
  input: Input<'GET /management/approvals'> = {},
  options?: CallOptions,
): AsyncGenerator<Item<Answer<'GET /management/approvals'>>, void, undefined> {
  return eachOf((cursor) => client.call('GET /management/approvals', { size: 100, ...input, ...cursor }, options))
}

/**
 * Approve or reject what waits
 *
 * `POST /management/approvals/{approvalId}`. A person who has signed in, with level 3; never a key.
 */
export function decide(client: Client, input: Input<'POST /management/approvals/{approvalId}'>, options?: CallOptions): Promise<Answer<'POST /management/approvals/{approvalId}'>> {
  return client.call('POST /management/approvals/{approvalId}', input, options)
}

/**
 * State of one outgoing payment
 *
 * `GET /management/payments/{paymentId}`. Level 1 of the operation that the result belongs to.
 */
export function payment(client: Client, input: Input<'GET /management/payments/{paymentId}'>, options?: CallOptions): Promise<Answer<'GET /management/payments/{paymentId}'>> {
  return client.call('GET /management/payments/{paymentId}', input, options)
}
