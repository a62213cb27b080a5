// Written by `npm run types` from the routes. Do not edit.

/** The operator's calls, with the operator's key: companies, settlements, and decisions by hand. */

import type { Answer, CallOptions, Client, Input } from '../client.ts'
import { eachOf, type Item } from '../pages.ts'

/**
 * Create a company and its first key
 *
 * `POST /management/companies`. The operator's key.
 */
export function createCompany(client: Client, input: Input<'POST /management/companies'>, options?: CallOptions): Promise<Answer<'POST /management/companies'>> {
  return client.call('POST /management/companies', input, options)
}

/**
 * List all companies, the deleted ones too
 *
 * `GET /management/companies/list`. The operator's key.
 */
export function listCompanies(client: Client, input: Input<'GET /management/companies/list'> = {}, options?: CallOptions): Promise<Answer<'GET /management/companies/list'>> {
  return client.call('GET /management/companies/list', input, options)
}

/**
 * Delete a company: its keys and webhooks stop
 *
 * `DELETE /management/companies/{companyId}`. The operator's key.
 */
export function removeCompany(client: Client, input: Input<'DELETE /management/companies/{companyId}'>, options?: CallOptions): Promise<Answer<'DELETE /management/companies/{companyId}'>> {
  return client.call('DELETE /management/companies/{companyId}', input, options)
}

/**
 * Undo the deletion of a company: its keys work again
 *
 * `POST /management/companies/{companyId}/re-enable`. The operator's key.
 */
export function reEnableCompany(client: Client, input: Input<'POST /management/companies/{companyId}/re-enable'>, options?: CallOptions): Promise<Answer<'POST /management/companies/{companyId}/re-enable'>> {
  return client.call('POST /management/companies/{companyId}/re-enable', input, options)
}

/**
 * Change what a company has contracted
 *
 * `PUT /management/companies/{companyId}/contracted-product`. The operator's key.
 */
export function setContract(client: Client, input: Input<'PUT /management/companies/{companyId}/contracted-product'>, options?: CallOptions): Promise<Answer<'PUT /management/companies/{companyId}/contracted-product'>> {
  return client.call('PUT /management/companies/{companyId}/contracted-product', input, { ...options, numbers: ["treasury_wallets","virtual_wallets","virtual_cards"] })
}

/**
 * What a company and the card network paid each other, newest first
 *
 * `GET /management/companies/{companyId}/settlements`. The operator's key.
 */
export function settlements(client: Client, input: Input<'GET /management/companies/{companyId}/settlements'>, options?: CallOptions): Promise<Answer<'GET /management/companies/{companyId}/settlements'>> {
  return client.call('GET /management/companies/{companyId}/settlements', input, options)
}

/** Everything that `settlements` has, page by page: `for await (const one of allSettlements(…))`. */
export function allSettlements(
  client: Client,
  input: Input<'GET /management/companies/{companyId}/settlements'>,
  options?: CallOptions,
): AsyncGenerator<Item<Answer<'GET /management/companies/{companyId}/settlements'>>, void, undefined> {
  return eachOf((cursor) => client.call('GET /management/companies/{companyId}/settlements', { size: 100, ...input, ...cursor }, options))
}

/**
 * Settle with the card network: pay what is owed, or book what it paid
 *
 * `POST /management/companies/{companyId}/settlements`. The operator's key.
 */
export function settle(client: Client, input: Input<'POST /management/companies/{companyId}/settlements'>, options?: CallOptions): Promise<Answer<'POST /management/companies/{companyId}/settlements'>> {
  return client.call('POST /management/companies/{companyId}/settlements', input, { ...options, numbers: ["amount"] })
}

/**
 * Retry or cancel a stuck payment
 *
 * `POST /management/payments/{paymentId}/resolve`. The operator's key.
 */
export function resolvePayment(client: Client, input: Input<'POST /management/payments/{paymentId}/resolve'>, options?: CallOptions): Promise<Answer<'POST /management/payments/{paymentId}/resolve'>> {
  return client.call('POST /management/payments/{paymentId}/resolve', input, options)
}

/**
 * Decide on a client by hand
 *
 * `PATCH /management/clients/{clientId}/status`. The operator's key.
 */
export function decideClient(client: Client, input: Input<'PATCH /management/clients/{clientId}/status'>, options?: CallOptions): Promise<Answer<'PATCH /management/clients/{clientId}/status'>> {
  return client.call('PATCH /management/clients/{clientId}/status', input, options)
}

/**
 * Decide on a product request
 *
 * `PATCH /management/clients/individuals/{clientId}/products/{productRequestId}/status`. The operator's key.
 */
export function decideProduct(client: Client, input: Input<'PATCH /management/clients/individuals/{clientId}/products/{productRequestId}/status'>, options?: CallOptions): Promise<Answer<'PATCH /management/clients/individuals/{clientId}/products/{productRequestId}/status'>> {
  return client.call('PATCH /management/clients/individuals/{clientId}/products/{productRequestId}/status', input, options)
}
