// Written by `npm run types` from the routes. Do not edit.

/** Your company: its data, contract, people, deposits, proof of reserves and audit log. */

import type { Answer, CallOptions, Client, Input } from '../client.ts'
import { eachOf, type Item } from '../pages.ts'

/**
 * Get the key's company, with its webhook key
 *
 * `GET /management/companies`. Level 3 of management.
 */
export function get(client: Client, input: Input<'GET /management/companies'> = {}, options?: CallOptions): Promise<Answer<'GET /management/companies'>> {
  return client.call('GET /management/companies', input, options)
}

/**
 * Change the key's company; what is omitted is kept
 *
 * `PUT /management/companies`. Level 3 of management.
 */
export function update(client: Client, input: Input<'PUT /management/companies'> = {}, options?: CallOptions): Promise<Answer<'PUT /management/companies'>> {
  return client.call('PUT /management/companies', input, options)
}

/**
 * Get the company's business data
 *
 * `GET /management/companies/{companyId}/information`. Level 3 of management.
 */
export function information(client: Client, input: Input<'GET /management/companies/{companyId}/information'>, options?: CallOptions): Promise<Answer<'GET /management/companies/{companyId}/information'>> {
  return client.call('GET /management/companies/{companyId}/information', input, options)
}

/**
 * Change the company's business data
 *
 * `PUT /management/companies/{companyId}/information`. Level 3 of management.
 */
export function updateInformation(client: Client, input: Input<'PUT /management/companies/{companyId}/information'>, options?: CallOptions): Promise<Answer<'PUT /management/companies/{companyId}/information'>> {
  return client.call('PUT /management/companies/{companyId}/information', input, { ...options, numbers: ["phone_country_code"] })
}

/**
 * How many of each product the company may have
 *
 * `GET /management/contracted-product`. Level 3 of management.
 */
export function contract(client: Client, input: Input<'GET /management/contracted-product'> = {}, options?: CallOptions): Promise<Answer<'GET /management/contracted-product'>> {
  return client.call('GET /management/contracted-product', input, options)
}

/**
 * How many of each product the company may have, and has
 *
 * `GET /management/contracted-product/used`. Level 3 of management.
 */
export function contractUsed(client: Client, input: Input<'GET /management/contracted-product/used'> = {}, options?: CallOptions): Promise<Answer<'GET /management/contracted-product/used'>> {
  return client.call('GET /management/contracted-product/used', input, options)
}

/**
 * Deposits in every state, newest first
 *
 * `GET /management/deposits`. Level 1 of management.
 */
export function deposits(client: Client, input: Input<'GET /management/deposits'> = {}, options?: CallOptions): Promise<Answer<'GET /management/deposits'>> {
  return client.call('GET /management/deposits', input, options)
}

/** Everything that `deposits` has, page by page: `for await (const one of allDeposits(…))`. */
export function allDeposits(
  client: Client,
  input: Input<'GET /management/deposits'> = {},
  options?: CallOptions,
): AsyncGenerator<Item<Answer<'GET /management/deposits'>>, void, undefined> {
  return eachOf((cursor) => client.call('GET /management/deposits', { size: 100, ...input, ...cursor }, options))
}

/**
 * The company's proof of reserves
 *
 * `GET /management/proof-of-reserves`. Level 3 of management.
 */
export function proofOfReserves(client: Client, input: Input<'GET /management/proof-of-reserves'> = {}, options?: CallOptions): Promise<Answer<'GET /management/proof-of-reserves'>> {
  return client.call('GET /management/proof-of-reserves', input, options)
}

/**
 * Who changed what, newest first
 *
 * `GET /management/audit-log`. Level 3 of management.
 */
export function auditLog(client: Client, input: Input<'GET /management/audit-log'> = {}, options?: CallOptions): Promise<Answer<'GET /management/audit-log'>> {
  return client.call('GET /management/audit-log', input, options)
}

/** Everything that `auditLog` has, page by page: `for await (const one of allAuditLog(…))`. */
export function allAuditLog(
  client: Client,
  input: Input<'GET /management/audit-log'> = {},
  options?: CallOptions,
): AsyncGenerator<Item<Answer<'GET /management/audit-log'>>, void, undefined> {
  return eachOf((cursor) => client.call('GET /management/audit-log', { size: 100, ...input, ...cursor }, options))
}

/**
 * List the people of the company
 *
 * `GET /management/users`. Level 3 of management.
 */
export function users(client: Client, input: Input<'GET /management/users'> = {}, options?: CallOptions): Promise<Answer<'GET /management/users'>> {
  return client.call('GET /management/users', input, options)
}

/**
 * Invite a person by e-mail
 *
 * `POST /management/users`. Level 3 of management.
 */
export function inviteUser(client: Client, input: Input<'POST /management/users'>, options?: CallOptions): Promise<Answer<'POST /management/users'>> {
  return client.call('POST /management/users', input, options)
}

/**
 * Change the role of a person; ends the sessions
 *
 * `PUT /management/users/{userId}`. Level 3 of management.
 */
export function updateUser(client: Client, input: Input<'PUT /management/users/{userId}'>, options?: CallOptions): Promise<Answer<'PUT /management/users/{userId}'>> {
  return client.call('PUT /management/users/{userId}', input, options)
}

/**
 * Remove a person; ends the sessions
 *
 * `DELETE /management/users/{userId}`. Level 3 of management.
 */
export function removeUser(client: Client, input: Input<'DELETE /management/users/{userId}'>, options?: CallOptions): Promise<Answer<'DELETE /management/users/{userId}'>> {
  return client.call('DELETE /management/users/{userId}', input, options)
}

/**
 * Set where payments and fees of a chain go
 *
 * `POST /management/configurations/payments`. Level 3 of management.
 */
export function setPaymentDestination(client: Client, input: Input<'POST /management/configurations/payments'>, options?: CallOptions): Promise<Answer<'POST /management/configurations/payments'>> {
  return client.call('POST /management/configurations/payments', input, options)
}

/**
 * Where payments and fees of a chain go
 *
 * `GET /management/configurations/payments/{blockchain}`. Level 3 of management.
 */
export function paymentDestination(client: Client, input: Input<'GET /management/configurations/payments/{blockchain}'>, options?: CallOptions): Promise<Answer<'GET /management/configurations/payments/{blockchain}'>> {
  return client.call('GET /management/configurations/payments/{blockchain}', input, options)
}

/**
 * Forget where payments and fees of a chain go
 *
 * `DELETE /management/configurations/payments/{blockchain}`. Level 3 of management.
 */
export function removePaymentDestination(client: Client, input: Input<'DELETE /management/configurations/payments/{blockchain}'>, options?: CallOptions): Promise<Answer<'DELETE /management/configurations/payments/{blockchain}'>> {
  return client.call('DELETE /management/configurations/payments/{blockchain}', input, options)
}
