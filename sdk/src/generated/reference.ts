// Written by `npm run types` from the routes. Do not edit.

/** Lists that forms for clients and banks need. */

import type { Answer, CallOptions, Client, Input } from '../client.ts'

/**
 * List the countries with their subdivisions and the form of their postal codes
 *
 * `GET /management/clients/countries`. Level 1 of management.
 */
export function countries(client: Client, input: Input<'GET /management/clients/countries'> = {}, options?: CallOptions): Promise<Answer<'GET /management/clients/countries'>> {
  return client.call('GET /management/clients/countries', input, options)
}

/**
 * List the countries with their subdivisions and the form of their postal codes
 *
 * `GET /management/clients/individuals/countries`. Level 1 of management.
 */
export function individualCountries(client: Client, input: Input<'GET /management/clients/individuals/countries'> = {}, options?: CallOptions): Promise<Answer<'GET /management/clients/individuals/countries'>> {
  return client.call('GET /management/clients/individuals/countries', input, options)
}

/**
 * List the identifications of a person of a country
 *
 * `GET /management/clients/identifications/{countryCode}`. Level 1 of management.
 */
export function identifications(client: Client, input: Input<'GET /management/clients/identifications/{countryCode}'>, options?: CallOptions): Promise<Answer<'GET /management/clients/identifications/{countryCode}'>> {
  return client.call('GET /management/clients/identifications/{countryCode}', input, options)
}

/**
 * List the identifications of a person of a country
 *
 * `GET /management/clients/individuals/identifications/{countryCode}`. Level 1 of management.
 */
export function individualIdentifications(client: Client, input: Input<'GET /management/clients/individuals/identifications/{countryCode}'>, options?: CallOptions): Promise<Answer<'GET /management/clients/individuals/identifications/{countryCode}'>> {
  return client.call('GET /management/clients/individuals/identifications/{countryCode}', input, options)
}

/**
 * List the identifications of a business of a country
 *
 * `GET /management/clients/business-identifications/{countryCode}`. Level 1 of management.
 */
export function businessIdentifications(client: Client, input: Input<'GET /management/clients/business-identifications/{countryCode}'>, options?: CallOptions): Promise<Answer<'GET /management/clients/business-identifications/{countryCode}'>> {
  return client.call('GET /management/clients/business-identifications/{countryCode}', input, options)
}

/**
 * List the industries (NAICS 2022)
 *
 * `GET /management/clients/business-industries`. Level 1 of management.
 */
export function businessIndustries(client: Client, input: Input<'GET /management/clients/business-industries'> = {}, options?: CallOptions): Promise<Answer<'GET /management/clients/business-industries'>> {
  return client.call('GET /management/clients/business-industries', input, options)
}

/**
 * List the occupations (SOC 2018)
 *
 * `GET /management/clients/occupation-codes`. Level 1 of management.
 */
export function occupations(client: Client, input: Input<'GET /management/clients/occupation-codes'> = {}, options?: CallOptions): Promise<Answer<'GET /management/clients/occupation-codes'>> {
  return client.call('GET /management/clients/occupation-codes', input, options)
}

/**
 * List the Colombian banks
 *
 * `GET /management/clients/colombian-bank-codes`. Level 1 of management.
 */
export function colombianBanks(client: Client, input: Input<'GET /management/clients/colombian-bank-codes'> = {}, options?: CallOptions): Promise<Answer<'GET /management/clients/colombian-bank-codes'>> {
  return client.call('GET /management/clients/colombian-bank-codes', input, options)
}

/**
 * List the types of Colombian bank accounts
 *
 * `GET /management/clients/co-account-types`. Level 1 of management.
 */
export function colombianAccountTypes(client: Client, input: Input<'GET /management/clients/co-account-types'> = {}, options?: CallOptions): Promise<Answer<'GET /management/clients/co-account-types'>> {
  return client.call('GET /management/clients/co-account-types', input, options)
}

/**
 * List the configured blockchains
 *
 * `GET /management/blockchains/list`. Level 3 of management.
 */
export function blockchains(client: Client, input: Input<'GET /management/blockchains/list'> = {}, options?: CallOptions): Promise<Answer<'GET /management/blockchains/list'>> {
  return client.call('GET /management/blockchains/list', input, options)
}

/**
 * List the operations that keys have levels of
 *
 * `GET /management/operations/list`. Level 3 of management.
 */
export function operations(client: Client, input: Input<'GET /management/operations/list'> = {}, options?: CallOptions): Promise<Answer<'GET /management/operations/list'>> {
  return client.call('GET /management/operations/list', input, options)
}

/**
 * Get one operation
 *
 * `GET /management/operations/{operationId}`. Level 3 of management.
 */
export function operation(client: Client, input: Input<'GET /management/operations/{operationId}'>, options?: CallOptions): Promise<Answer<'GET /management/operations/{operationId}'>> {
  return client.call('GET /management/operations/{operationId}', input, options)
}
