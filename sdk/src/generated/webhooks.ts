// Written by `npm run types` from the routes. Do not edit.

/** Where events go, how they were delivered, and sending them again. */

import type { Answer, CallOptions, Client, Input } from '../client.ts'
import { eachOf, type Item } from '../pages.ts'

/**
 * Set the webhook URL and key
 *
 * `POST /management/companies/webhook/subscribe`. Level 3 of management.
 */
export function subscribe(client: Client, input: Input<'POST /management/companies/webhook/subscribe'>, options?: CallOptions): Promise<Answer<'POST /management/companies/webhook/subscribe'>> {
  return client.call('POST /management/companies/webhook/subscribe', input, options)
}

/**
 * Set the webhook key
 *
 * `POST /management/companies/webhook/key`. Level 3 of management.
 */
export function setKey(client: Client, input: Input<'POST /management/companies/webhook/key'>, options?: CallOptions): Promise<Answer<'POST /management/companies/webhook/key'>> {
  return client.call('POST /management/companies/webhook/key', input, options)
}

/**
 * Format, retry ladder and signing secret
 *
 * `GET /management/webhooks/settings`. Level 3 of management.
 */
export function settings(client: Client, input: Input<'GET /management/webhooks/settings'> = {}, options?: CallOptions): Promise<Answer<'GET /management/webhooks/settings'>> {
  return client.call('GET /management/webhooks/settings', input, options)
}

/**
 * Change format or ladder, or rotate the signing secret
 *
 * `PUT /management/webhooks/settings`. Level 3 of management.
 */
export function changeSettings(client: Client, input: Input<'PUT /management/webhooks/settings'> = {}, options?: CallOptions): Promise<Answer<'PUT /management/webhooks/settings'>> {
  return client.call('PUT /management/webhooks/settings', input, options)
}

/**
 * Send an invented event now
 *
 * `POST /management/webhooks/test`. Level 3 of management.
 */
export function test(client: Client, input: Input<'POST /management/webhooks/test'>, options?: CallOptions): Promise<Answer<'POST /management/webhooks/test'>> {
  return client.call('POST /management/webhooks/test', input, options)
}

/**
 * Webhook deliveries, newest first
 *
 * `GET /management/webhooks/deliveries`. Level 3 of management.
 */
export function deliveries(client: Client, input: Input<'GET /management/webhooks/deliveries'> = {}, options?: CallOptions): Promise<Answer<'GET /management/webhooks/deliveries'>> {
  return client.call('GET /management/webhooks/deliveries', input, options)
}

/** Everything that `deliveries` has, page by page: `for await (const one of allDeliveries(…))`. */
export function allDeliveries(
  client: Client,
  input: Input<'GET /management/webhooks/deliveries'> = {},
  options?: CallOptions,
): AsyncGenerator<Item<Answer<'GET /management/webhooks/deliveries'>>, void, undefined> {
  return eachOf((cursor) => client.call('GET /management/webhooks/deliveries', { size: 100, ...input, ...cursor }, options))
}

/**
 * One webhook delivery with its attempts and their bodies
 *
 * `GET /management/webhooks/deliveries/{deliveryId}`. Level 3 of management.
 */
export function delivery(client: Client, input: Input<'GET /management/webhooks/deliveries/{deliveryId}'>, options?: CallOptions): Promise<Answer<'GET /management/webhooks/deliveries/{deliveryId}'>> {
  return client.call('GET /management/webhooks/deliveries/{deliveryId}', input, options)
}

/**
 * Deliver an event once more
 *
 * `POST /management/webhooks/deliveries/{deliveryId}/replay`. Level 3 of management.
 */
export function replay(client: Client, input: Input<'POST /management/webhooks/deliveries/{deliveryId}/replay'>, options?: CallOptions): Promise<Answer<'POST /management/webhooks/deliveries/{deliveryId}/replay'>> {
  return client.call('POST /management/webhooks/deliveries/{deliveryId}/replay', input, options)
}

/**
 * Deliver the events of a time once more
 *
 * `POST /management/webhooks/replay`. Level 3 of management.
 */
export function replayMany(client: Client, input: Input<'POST /management/webhooks/replay'>, options?: CallOptions): Promise<Answer<'POST /management/webhooks/replay'>> {
  return client.call('POST /management/webhooks/replay', input, options)
}
