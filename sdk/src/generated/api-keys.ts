// Written by `npm run types` from the routes. Do not edit.

/** API keys and their levels. */

import type { Answer, CallOptions, Client, Input } from '../client.ts'

/**
 * Create an API key
 *
 * `POST /management/keys/create`. Level 3 of management.
 */
export function create(client: Client, input: Input<'POST /management/keys/create'>, options?: CallOptions): Promise<Answer<'POST /management/keys/create'>> {
  return client.call('POST /management/keys/create', input, { ...options, numbers: ["levels.treasury","levels.virtual_wallets","levels.cards","levels.management"] })
}

/**
 * List the API keys, the revoked ones too
 *
 * `GET /management/keys/list`. Level 3 of management.
 */
export function list(client: Client, input: Input<'GET /management/keys/list'> = {}, options?: CallOptions): Promise<Answer<'GET /management/keys/list'>> {
  return client.call('GET /management/keys/list', input, options)
}

/**
 * Get an API key by id or name
 *
 * `GET /management/keys/{keyId}`. Level 3 of management.
 */
export function get(client: Client, input: Input<'GET /management/keys/{keyId}'>, options?: CallOptions): Promise<Answer<'GET /management/keys/{keyId}'>> {
  return client.call('GET /management/keys/{keyId}', input, options)
}

/**
 * Change an API key's name, levels, addresses or expiry
 *
 * `PUT /management/keys/{keyId}`. Level 3 of management.
 */
export function update(client: Client, input: Input<'PUT /management/keys/{keyId}'>, options?: CallOptions): Promise<Answer<'PUT /management/keys/{keyId}'>> {
  return client.call('PUT /management/keys/{keyId}', input, { ...options, numbers: ["levels.treasury","levels.virtual_wallets","levels.cards","levels.management"] })
}

/**
 * Revoke an API key at once
 *
 * `DELETE /management/keys/{keyId}`. Level 3 of management.
 */
export function revoke(client: Client, input: Input<'DELETE /management/keys/{keyId}'>, options?: CallOptions): Promise<Answer<'DELETE /management/keys/{keyId}'>> {
  return client.call('DELETE /management/keys/{keyId}', input, options)
}

/**
 * Give an API key a new text; the old one lives on for a while
 *
 * `POST /management/keys/{keyId}/rotate`. Level 3 of management.
 */
export function rotate(client: Client, input: Input<'POST /management/keys/{keyId}/rotate'>, options?: CallOptions): Promise<Answer<'POST /management/keys/{keyId}/rotate'>> {
  return client.call('POST /management/keys/{keyId}/rotate', input, { ...options, numbers: ["overlap_hours"] })
}

/**
 * List an API key's levels
 *
 * `GET /management/credentials/api-key/{keyId}`. Level 3 of management.
 */
export function levels(client: Client, input: Input<'GET /management/credentials/api-key/{keyId}'>, options?: CallOptions): Promise<Answer<'GET /management/credentials/api-key/{keyId}'>> {
  return client.call('GET /management/credentials/api-key/{keyId}', input, options)
}

/**
 * Give an API key a level of an operation
 *
 * `POST /management/credentials/create`. Level 3 of management.
 */
export function setLevel(client: Client, input: Input<'POST /management/credentials/create'>, options?: CallOptions): Promise<Answer<'POST /management/credentials/create'>> {
  return client.call('POST /management/credentials/create', input, { ...options, numbers: ["level"] })
}

/**
 * Get one level of an API key
 *
 * `GET /management/credentials/{credentialId}`. Level 3 of management.
 */
export function level(client: Client, input: Input<'GET /management/credentials/{credentialId}'>, options?: CallOptions): Promise<Answer<'GET /management/credentials/{credentialId}'>> {
  return client.call('GET /management/credentials/{credentialId}', input, options)
}

/**
 * Change one level of an API key
 *
 * `PUT /management/credentials/{credentialId}`. Level 3 of management.
 */
export function changeLevel(client: Client, input: Input<'PUT /management/credentials/{credentialId}'>, options?: CallOptions): Promise<Answer<'PUT /management/credentials/{credentialId}'>> {
  return client.call('PUT /management/credentials/{credentialId}', input, { ...options, numbers: ["level"] })
}

/**
 * Take an operation from an API key (level 0)
 *
 * `DELETE /management/credentials/{credentialId}`. Level 3 of management.
 */
export function removeLevel(client: Client, input: Input<'DELETE /management/credentials/{credentialId}'>, options?: CallOptions): Promise<Answer<'DELETE /management/credentials/{credentialId}'>> {
  return client.call('DELETE /management/credentials/{credentialId}', input, options)
}
