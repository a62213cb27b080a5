// Written by `npm run types` from the routes. Do not edit.

/** Bank accounts of clients, where off-ramps pay to. */

import type { Answer, CallOptions, Client, Input } from '../client.ts'

/**
 * List the bank accounts of a client
 *
 * `GET /management/clients/{clientId}/banks`. Level 1 of management.
 */
export function list(client: Client, input: Input<'GET /management/clients/{clientId}/banks'>, options?: CallOptions): Promise<Answer<'GET /management/clients/{clientId}/banks'>> {
  return client.call('GET /management/clients/{clientId}/banks', input, options)
}

/**
 * Get a bank account of a client
 *
 * `GET /management/clients/{clientId}/banks/{bankId}`. Level 1 of management.
 */
export function get(client: Client, input: Input<'GET /management/clients/{clientId}/banks/{bankId}'>, options?: CallOptions): Promise<Answer<'GET /management/clients/{clientId}/banks/{bankId}'>> {
  return client.call('GET /management/clients/{clientId}/banks/{bankId}', input, options)
}

/**
 * Delete a bank account of a client
 *
 * `DELETE /management/clients/{clientId}/banks/{bankId}`. Level 3 of management.
 */
export function remove(client: Client, input: Input<'DELETE /management/clients/{clientId}/banks/{bankId}'>, options?: CallOptions): Promise<Answer<'DELETE /management/clients/{clientId}/banks/{bankId}'>> {
  return client.call('DELETE /management/clients/{clientId}/banks/{bankId}', input, options)
}

/**
 * Add a bank account in the United States (ACH)
 *
 * `POST /management/clients/{clientId}/banks/us`. Level 3 of management.
 */
export function addUs(client: Client, input: Input<'POST /management/clients/{clientId}/banks/us'>, options?: CallOptions): Promise<Answer<'POST /management/clients/{clientId}/banks/us'>> {
  return client.call('POST /management/clients/{clientId}/banks/us', input, { ...options, numbers: ["address.state","address.country"] })
}

/**
 * Add a bank account in Europe by its IBAN (SEPA)
 *
 * `POST /management/clients/{clientId}/banks/sepa`. Level 3 of management.
 */
export function addSepa(client: Client, input: Input<'POST /management/clients/{clientId}/banks/sepa'>, options?: CallOptions): Promise<Answer<'POST /management/clients/{clientId}/banks/sepa'>> {
  return client.call('POST /management/clients/{clientId}/banks/sepa', input, { ...options, numbers: ["address.state","address.country"] })
}

/**
 * Add a bank account in the United Kingdom (Faster Payments)
 *
 * `POST /management/clients/{clientId}/banks/fps`. Level 3 of management.
 */
export function addFps(client: Client, input: Input<'POST /management/clients/{clientId}/banks/fps'>, options?: CallOptions): Promise<Answer<'POST /management/clients/{clientId}/banks/fps'>> {
  return client.call('POST /management/clients/{clientId}/banks/fps', input, { ...options, numbers: ["address.state","address.country"] })
}

/**
 * Add a Mexican bank account by its CLABE (SPEI)
 *
 * `POST /management/clients/{clientId}/banks/spei`. Level 3 of management.
 */
export function addSpei(client: Client, input: Input<'POST /management/clients/{clientId}/banks/spei'>, options?: CallOptions): Promise<Answer<'POST /management/clients/{clientId}/banks/spei'>> {
  return client.call('POST /management/clients/{clientId}/banks/spei', input, { ...options, numbers: ["address.state","address.country"] })
}

/**
 * Add a Brazilian bank account by a Pix key
 *
 * `POST /management/clients/{clientId}/banks/pix`. Level 3 of management.
 */
export function addPix(client: Client, input: Input<'POST /management/clients/{clientId}/banks/pix'>, options?: CallOptions): Promise<Answer<'POST /management/clients/{clientId}/banks/pix'>> {
  return client.call('POST /management/clients/{clientId}/banks/pix', input, { ...options, numbers: ["address.state","address.country"] })
}

/**
 * Add a Colombian account by a Bre-B key
 *
 * `POST /management/clients/{clientId}/banks/bre-b`. Level 3 of management.
 */
export function addBreB(client: Client, input: Input<'POST /management/clients/{clientId}/banks/bre-b'>, options?: CallOptions): Promise<Answer<'POST /management/clients/{clientId}/banks/bre-b'>> {
  return client.call('POST /management/clients/{clientId}/banks/bre-b', input, { ...options, numbers: ["address.state","address.country"] })
}

/**
 * Add a Colombian bank account
 *
 * `POST /management/clients/{clientId}/banks/co-bank-transfer`. Level 3 of management.
 */
export function addCoBankTransfer(client: Client, input: Input<'POST /management/clients/{clientId}/banks/co-bank-transfer'>, options?: CallOptions): Promise<Answer<'POST /management/clients/{clientId}/banks/co-bank-transfer'>> {
  return client.call('POST /management/clients/{clientId}/banks/co-bank-transfer', input, { ...options, numbers: ["address.state","address.country"] })
}
