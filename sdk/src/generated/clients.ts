// Written by `npm run types` from the routes. Do not edit.

/** The people and businesses that you serve, and their verification. */

import type { Answer, CallOptions, Client, Input } from '../client.ts'

/**
 * List the individual clients, newest first
 *
 * `GET /management/clients/individuals`. Level 1 of management.
 */
export function listIndividuals(client: Client, input: Input<'GET /management/clients/individuals'> = {}, options?: CallOptions): Promise<Answer<'GET /management/clients/individuals'>> {
  return client.call('GET /management/clients/individuals', input, options)
}

/**
 * Create an individual client
 *
 * `POST /management/clients/individuals`. Level 1 of management.
 */
export function createIndividual(client: Client, input: Input<'POST /management/clients/individuals'>, options?: CallOptions): Promise<Answer<'POST /management/clients/individuals'>> {
  return client.call('POST /management/clients/individuals', input, { ...options, numbers: ["address.state","address.country","phone_country_code","phone_number","annual_salary","expected_monthly_volume"] })
}

/**
 * Get an individual client
 *
 * `GET /management/clients/individuals/{id}`. Level 1 of management.
 */
export function individual(client: Client, input: Input<'GET /management/clients/individuals/{id}'>, options?: CallOptions): Promise<Answer<'GET /management/clients/individuals/{id}'>> {
  return client.call('GET /management/clients/individuals/{id}', input, options)
}

/**
 * Replace an individual client
 *
 * `PUT /management/clients/individuals/{id}`. Level 3 of management.
 */
export function replaceIndividual(client: Client, input: Input<'PUT /management/clients/individuals/{id}'>, options?: CallOptions): Promise<Answer<'PUT /management/clients/individuals/{id}'>> {
  return client.call('PUT /management/clients/individuals/{id}', input, { ...options, numbers: ["address.state","address.country","phone_country_code","phone_number","annual_salary","expected_monthly_volume"] })
}

/**
 * Delete an individual client
 *
 * `DELETE /management/clients/individuals/{id}`. Level 3 of management.
 */
export function removeIndividual(client: Client, input: Input<'DELETE /management/clients/individuals/{id}'>, options?: CallOptions): Promise<Answer<'DELETE /management/clients/individuals/{id}'>> {
  return client.call('DELETE /management/clients/individuals/{id}', input, options)
}

/**
 * List the products that a client has asked for, rejected ones too, newest first
 *
 * `GET /management/clients/individuals/{clientId}/products`. Level 1 of management.
 */
export function products(client: Client, input: Input<'GET /management/clients/individuals/{clientId}/products'>, options?: CallOptions): Promise<Answer<'GET /management/clients/individuals/{clientId}/products'>> {
  return client.call('GET /management/clients/individuals/{clientId}/products', input, options)
}

/**
 * Ask for a product for a client
 *
 * `POST /management/clients/individuals/{clientId}/products`. Level 3 of management.
 */
export function requestProduct(client: Client, input: Input<'POST /management/clients/individuals/{clientId}/products'>, options?: CallOptions): Promise<Answer<'POST /management/clients/individuals/{clientId}/products'>> {
  return client.call('POST /management/clients/individuals/{clientId}/products', input, options)
}

/**
 * Give a document that a product wants
 *
 * `POST /management/clients/individuals/{clientId}/products/{productRequestId}/documentation`. Level 3 of management.
 */
export function addDocumentation(client: Client, input: Input<'POST /management/clients/individuals/{clientId}/products/{productRequestId}/documentation'>, options?: CallOptions): Promise<Answer<'POST /management/clients/individuals/{clientId}/products/{productRequestId}/documentation'>> {
  return client.call('POST /management/clients/individuals/{clientId}/products/{productRequestId}/documentation', input, options)
}

/**
 * Put a product request before the product's provider
 *
 * `POST /management/clients/individuals/{clientId}/products/{productRequestId}/submit`. Level 3 of management.
 */
export function submitProduct(client: Client, input: Input<'POST /management/clients/individuals/{clientId}/products/{productRequestId}/submit'>, options?: CallOptions): Promise<Answer<'POST /management/clients/individuals/{clientId}/products/{productRequestId}/submit'>> {
  return client.call('POST /management/clients/individuals/{clientId}/products/{productRequestId}/submit', input, options)
}

/**
 * Get a link to the partner's terms for a client
 *
 * `POST /management/clients/{id}/terms-link`. Level 3 of management.
 */
export function termsLink(client: Client, input: Input<'POST /management/clients/{id}/terms-link'>, options?: CallOptions): Promise<Answer<'POST /management/clients/{id}/terms-link'>> {
  return client.call('POST /management/clients/{id}/terms-link', input, options)
}

/**
 * List the clients, newest first
 *
 * `GET /management/clients`. Level 1 of management.
 */
export function list(client: Client, input: Input<'GET /management/clients'> = {}, options?: CallOptions): Promise<Answer<'GET /management/clients'>> {
  return client.call('GET /management/clients', input, options)
}

/**
 * Create an individual client
 *
 * `POST /management/clients`. Level 3 of management.
 */
export function create(client: Client, input: Input<'POST /management/clients'> = {}, options?: CallOptions): Promise<Answer<'POST /management/clients'>> {
  return client.call('POST /management/clients', input, { ...options, numbers: ["address.state","address.country","phone_country_code","phone_number","annual_salary","expected_monthly_volume"] })
}

/**
 * Create a business client with its associated persons
 *
 * `POST /management/clients/business`. Level 3 of management.
 */
export function createBusiness(client: Client, input: Input<'POST /management/clients/business'>, options?: CallOptions): Promise<Answer<'POST /management/clients/business'>> {
  return client.call('POST /management/clients/business', input, { ...options, numbers: ["phone_country_code","phone_number","registered_address.state","registered_address.country","physical_address.state","physical_address.country","ownership_threshold","estimated_annual_revenue_usd","expected_monthly_payments_usd","associated_persons.residential_address.state","associated_persons.residential_address.country"] })
}

/**
 * Get a client
 *
 * `GET /management/clients/{id}`. Level 1 of management.
 */
export function get(client: Client, input: Input<'GET /management/clients/{id}'>, options?: CallOptions): Promise<Answer<'GET /management/clients/{id}'>> {
  return client.call('GET /management/clients/{id}', input, options)
}

/**
 * Change a client
 *
 * `PUT /management/clients/{id}`. Level 3 of management.
 */
export function update(client: Client, input: Input<'PUT /management/clients/{id}'>, options?: CallOptions): Promise<Answer<'PUT /management/clients/{id}'>> {
  return client.call('PUT /management/clients/{id}', input, { ...options, numbers: ["address.state","address.country","phone_country_code","phone_number","annual_salary","expected_monthly_volume","registered_address.state","registered_address.country","physical_address.state","physical_address.country","ownership_threshold","estimated_annual_revenue_usd","expected_monthly_payments_usd"] })
}

/**
 * Delete a client
 *
 * `DELETE /management/clients/{id}`. Level 3 of management.
 */
export function remove(client: Client, input: Input<'DELETE /management/clients/{id}'>, options?: CallOptions): Promise<Answer<'DELETE /management/clients/{id}'>> {
  return client.call('DELETE /management/clients/{id}', input, options)
}

/**
 * Find a client by the whole telephone number
 *
 * `GET /management/clients/by-phone-whatsapp`. Level 1 of management.
 */
export function byWhatsapp(client: Client, input: Input<'GET /management/clients/by-phone-whatsapp'> = {}, options?: CallOptions): Promise<Answer<'GET /management/clients/by-phone-whatsapp'>> {
  return client.call('GET /management/clients/by-phone-whatsapp', input, options)
}

/**
 * Let a client use one-time codes
 *
 * `PATCH /management/clients/{id}/enable-otp`. Level 3 of management.
 */
export function enableOtp(client: Client, input: Input<'PATCH /management/clients/{id}/enable-otp'>, options?: CallOptions): Promise<Answer<'PATCH /management/clients/{id}/enable-otp'>> {
  return client.call('PATCH /management/clients/{id}/enable-otp', input, options)
}

/**
 * List who owns, controls, signs for or directs a business
 *
 * `GET /management/clients/{clientId}/associated-persons`. Level 1 of management.
 */
export function associatedPersons(client: Client, input: Input<'GET /management/clients/{clientId}/associated-persons'>, options?: CallOptions): Promise<Answer<'GET /management/clients/{clientId}/associated-persons'>> {
  return client.call('GET /management/clients/{clientId}/associated-persons', input, options)
}

/**
 * List the documents that are still to be given
 *
 * `GET /management/clients/{clientId}/pending-documents`. Level 1 of management.
 */
export function pendingDocuments(client: Client, input: Input<'GET /management/clients/{clientId}/pending-documents'>, options?: CallOptions): Promise<Answer<'GET /management/clients/{clientId}/pending-documents'>> {
  return client.call('GET /management/clients/{clientId}/pending-documents', input, options)
}

/**
 * Get the checklist of documents: individual or business
 *
 * `GET /management/clients/documentation/{checklistId}`. Level 1 of management.
 */
export function checklist(client: Client, input: Input<'GET /management/clients/documentation/{checklistId}'>, options?: CallOptions): Promise<Answer<'GET /management/clients/documentation/{checklistId}'>> {
  return client.call('GET /management/clients/documentation/{checklistId}', input, options)
}

/**
 * List a client's links to providers
 *
 * `GET /management/clients/{clientId}/providers`. Level 1 of management.
 */
export function providers(client: Client, input: Input<'GET /management/clients/{clientId}/providers'>, options?: CallOptions): Promise<Answer<'GET /management/clients/{clientId}/providers'>> {
  return client.call('GET /management/clients/{clientId}/providers', input, options)
}

/**
 * Get a client's link to one provider
 *
 * `GET /management/clients/{clientId}/providers/by-provider/{provider}`. Level 1 of management.
 */
export function provider(client: Client, input: Input<'GET /management/clients/{clientId}/providers/by-provider/{provider}'>, options?: CallOptions): Promise<Answer<'GET /management/clients/{clientId}/providers/by-provider/{provider}'>> {
  return client.call('GET /management/clients/{clientId}/providers/by-provider/{provider}', input, options)
}

/**
 * Link a client to a customer of a provider
 *
 * `POST /management/clients/{clientId}/providers`. Level 3 of management.
 */
export function linkProvider(client: Client, input: Input<'POST /management/clients/{clientId}/providers'>, options?: CallOptions): Promise<Answer<'POST /management/clients/{clientId}/providers'>> {
  return client.call('POST /management/clients/{clientId}/providers', input, options)
}

/**
 * Link a client to another customer of the provider
 *
 * `PUT /management/clients/{clientId}/providers/{id}`. Level 3 of management.
 */
export function changeProvider(client: Client, input: Input<'PUT /management/clients/{clientId}/providers/{id}'>, options?: CallOptions): Promise<Answer<'PUT /management/clients/{clientId}/providers/{id}'>> {
  return client.call('PUT /management/clients/{clientId}/providers/{id}', input, options)
}

/**
 * Remove a client's link to a provider
 *
 * `DELETE /management/clients/{clientId}/providers/{id}`. Level 3 of management.
 */
export function removeProvider(client: Client, input: Input<'DELETE /management/clients/{clientId}/providers/{id}'>, options?: CallOptions): Promise<Answer<'DELETE /management/clients/{clientId}/providers/{id}'>> {
  return client.call('DELETE /management/clients/{clientId}/providers/{id}', input, options)
}

/**
 * Set one address for payments and fees of a chain
 *
 * `PATCH /management/clients/payment-treasury`. Level 3 of management.
 */
export function setPaymentTreasury(client: Client, input: Input<'PATCH /management/clients/payment-treasury'>, options?: CallOptions): Promise<Answer<'PATCH /management/clients/payment-treasury'>> {
  return client.call('PATCH /management/clients/payment-treasury', input, options)
}
