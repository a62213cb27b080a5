// Written by `npm run types` from the routes. Do not edit.

/** Prepaid cards. */

import type { Answer, CallOptions, Client, Input } from '../client.ts'
import { eachOf, type Item } from '../pages.ts'

/**
 * Issue a card
 *
 * `POST /cards/virtual-cards/create`. Level 2 of cards.
 */
export function create(client: Client, input: Input<'POST /cards/virtual-cards/create'>, options?: CallOptions): Promise<Answer<'POST /cards/virtual-cards/create'>> {
  return client.call('POST /cards/virtual-cards/create', input, { ...options, numbers: ["phone_country_code","phone","daily_limit","weekly_limit","monthly_limit","per_transaction_limit"] })
}

/**
 * List the cards
 *
 * `GET /cards/virtual-cards/list`. Level 1 of cards.
 */
export function list(client: Client, input: Input<'GET /cards/virtual-cards/list'> = {}, options?: CallOptions): Promise<Answer<'GET /cards/virtual-cards/list'>> {
  return client.call('GET /cards/virtual-cards/list', input, options)
}

/**
 * Show a card
 *
 * `GET /cards/virtual-cards/{cardId}`. Level 1 of cards.
 */
export function get(client: Client, input: Input<'GET /cards/virtual-cards/{cardId}'>, options?: CallOptions): Promise<Answer<'GET /cards/virtual-cards/{cardId}'>> {
  return client.call('GET /cards/virtual-cards/{cardId}', input, options)
}

/**
 * Replace the limits of a card
 *
 * `PATCH /cards/virtual-cards/{cardId}`. Level 2 of cards.
 */
export function update(client: Client, input: Input<'PATCH /cards/virtual-cards/{cardId}'>, options?: CallOptions): Promise<Answer<'PATCH /cards/virtual-cards/{cardId}'>> {
  return client.call('PATCH /cards/virtual-cards/{cardId}', input, { ...options, numbers: ["daily_limit","weekly_limit","monthly_limit","per_transaction_limit"] })
}

/**
 * Delete a card; its balance becomes the company’s
 *
 * `DELETE /cards/virtual-cards/{cardId}`. Level 2 of cards.
 */
export function remove(client: Client, input: Input<'DELETE /cards/virtual-cards/{cardId}'>, options?: CallOptions): Promise<Answer<'DELETE /cards/virtual-cards/{cardId}'>> {
  return client.call('DELETE /cards/virtual-cards/{cardId}', input, options)
}

/**
 * Freeze or unfreeze a card
 *
 * `PATCH /cards/virtual-cards/{cardId}/frozen`. Level 3 of cards.
 */
export function setFrozen(client: Client, input: Input<'PATCH /cards/virtual-cards/{cardId}/frozen'>, options?: CallOptions): Promise<Answer<'PATCH /cards/virtual-cards/{cardId}/frozen'>> {
  return client.call('PATCH /cards/virtual-cards/{cardId}/frozen', input, options)
}

/**
 * Unblock a card that a velocity rule or wrong CVVs have blocked
 *
 * `PATCH /cards/virtual-cards/{cardId}/unblock`. Level 2 of cards.
 */
export function unblock(client: Client, input: Input<'PATCH /cards/virtual-cards/{cardId}/unblock'>, options?: CallOptions): Promise<Answer<'PATCH /cards/virtual-cards/{cardId}/unblock'>> {
  return client.call('PATCH /cards/virtual-cards/{cardId}/unblock', input, options)
}

/**
 * Replace the limits of a card
 *
 * `PATCH /cards/virtual-cards/{cardId}/limits`. Level 2 of cards.
 */
export function replaceLimits(client: Client, input: Input<'PATCH /cards/virtual-cards/{cardId}/limits'>, options?: CallOptions): Promise<Answer<'PATCH /cards/virtual-cards/{cardId}/limits'>> {
  return client.call('PATCH /cards/virtual-cards/{cardId}/limits', input, { ...options, numbers: ["daily_limit","weekly_limit","monthly_limit","per_transaction_limit"] })
}

/**
 * Give a card a new number
 *
 * `POST /cards/virtual-cards/{cardId}/reissue`. Level 2 of cards.
 */
export function reissue(client: Client, input: Input<'POST /cards/virtual-cards/{cardId}/reissue'>, options?: CallOptions): Promise<Answer<'POST /cards/virtual-cards/{cardId}/reissue'>> {
  return client.call('POST /cards/virtual-cards/{cardId}/reissue', input, options)
}

/**
 * Set the PIN of a card
 *
 * `PUT /cards/virtual-cards/{cardId}/pin`. Level 3 of cards.
 */
export function setPin(client: Client, input: Input<'PUT /cards/virtual-cards/{cardId}/pin'>, options?: CallOptions): Promise<Answer<'PUT /cards/virtual-cards/{cardId}/pin'>> {
  return client.call('PUT /cards/virtual-cards/{cardId}/pin', input, { ...options, numbers: ["pin"] })
}

/**
 * Change the cardholder's e-mail address
 *
 * `PUT /cards/virtual-cards/{cardId}/email`. Level 2 of cards.
 */
export function setEmail(client: Client, input: Input<'PUT /cards/virtual-cards/{cardId}/email'>, options?: CallOptions): Promise<Answer<'PUT /cards/virtual-cards/{cardId}/email'>> {
  return client.call('PUT /cards/virtual-cards/{cardId}/email', input, options)
}

/**
 * Change the phone that one-time codes go to
 *
 * `PUT /cards/virtual-cards/{cardId}/phone`. Level 2 of cards.
 */
export function setPhone(client: Client, input: Input<'PUT /cards/virtual-cards/{cardId}/phone'>, options?: CallOptions): Promise<Answer<'PUT /cards/virtual-cards/{cardId}/phone'>> {
  return client.call('PUT /cards/virtual-cards/{cardId}/phone', input, { ...options, numbers: ["phone_country_code","phone"] })
}

/**
 * Get the URL of a page that shows the card number once
 *
 * `GET /cards/virtual-cards/{cardId}/pan-html`. Level 2 of cards.
 */
export function panPage(client: Client, input: Input<'GET /cards/virtual-cards/{cardId}/pan-html'>, options?: CallOptions): Promise<Answer<'GET /cards/virtual-cards/{cardId}/pan-html'>> {
  return client.call('GET /cards/virtual-cards/{cardId}/pan-html', input, options)
}

/**
 * Show a card number, once, for 60 seconds
 *
 * `GET /cards/pan/{token}`. Open: no key.
 */
export function showPanPage(client: Client, input: Input<'GET /cards/pan/{token}'>, options?: CallOptions): Promise<Answer<'GET /cards/pan/{token}'>> {
  return client.call('GET /cards/pan/{token}', input, options)
}

/**
 * Show where a card is topped up
 *
 * `GET /cards/virtual-cards/{cardId}/top-up`. Level 1 of cards.
 */
export function topUpAddresses(client: Client, input: Input<'GET /cards/virtual-cards/{cardId}/top-up'>, options?: CallOptions): Promise<Answer<'GET /cards/virtual-cards/{cardId}/top-up'>> {
  return client.call('GET /cards/virtual-cards/{cardId}/top-up', input, options)
}

/**
 * Give a card a new deposit address
 *
 * `POST /cards/virtual-cards/{cardId}/deposit-wallet/rotate`. Level 2 of cards.
 */
export function rotateTopUpAddress(client: Client, input: Input<'POST /cards/virtual-cards/{cardId}/deposit-wallet/rotate'>, options?: CallOptions): Promise<Answer<'POST /cards/virtual-cards/{cardId}/deposit-wallet/rotate'>> {
  return client.call('POST /cards/virtual-cards/{cardId}/deposit-wallet/rotate', input, options)
}

/**
 * Show what a card can spend, holds deducted
 *
 * `GET /cards/virtual-cards/{cardId}/virtual-balances`. Level 1 of cards.
 */
export function balance(client: Client, input: Input<'GET /cards/virtual-cards/{cardId}/virtual-balances'>, options?: CallOptions): Promise<Answer<'GET /cards/virtual-cards/{cardId}/virtual-balances'>> {
  return client.call('GET /cards/virtual-cards/{cardId}/virtual-balances', input, options)
}

/**
 * Set what a card can spend
 *
 * `PATCH /cards/virtual-cards/{cardId}/virtual-balance`. Level 2 of cards.
 */
export function setBalance(client: Client, input: Input<'PATCH /cards/virtual-cards/{cardId}/virtual-balance'>, options?: CallOptions): Promise<Answer<'PATCH /cards/virtual-cards/{cardId}/virtual-balance'>> {
  return client.call('PATCH /cards/virtual-cards/{cardId}/virtual-balance', input, { ...options, numbers: ["virtual_balance"] })
}

/**
 * Add to what a card can spend
 *
 * `POST /cards/virtual-cards/{cardId}/virtual-balance/add`. Level 2 of cards.
 */
export function addBalance(client: Client, input: Input<'POST /cards/virtual-cards/{cardId}/virtual-balance/add'>, options?: CallOptions): Promise<Answer<'POST /cards/virtual-cards/{cardId}/virtual-balance/add'>> {
  return client.call('POST /cards/virtual-cards/{cardId}/virtual-balance/add', input, { ...options, numbers: ["amount"] })
}

/**
 * Take from what a card can spend
 *
 * `POST /cards/virtual-cards/{cardId}/virtual-balance/subtract`. Level 2 of cards.
 */
export function subtractBalance(client: Client, input: Input<'POST /cards/virtual-cards/{cardId}/virtual-balance/subtract'>, options?: CallOptions): Promise<Answer<'POST /cards/virtual-cards/{cardId}/virtual-balance/subtract'>> {
  return client.call('POST /cards/virtual-cards/{cardId}/virtual-balance/subtract', input, { ...options, numbers: ["amount"] })
}

/**
 * The armed fuse of the card
 *
 * `GET /cards/virtual-cards/{cardId}/risk-score-fuse`. Level 1 of cards.
 */
export function fuse(client: Client, input: Input<'GET /cards/virtual-cards/{cardId}/risk-score-fuse'>, options?: CallOptions): Promise<Answer<'GET /cards/virtual-cards/{cardId}/risk-score-fuse'>> {
  return client.call('GET /cards/virtual-cards/{cardId}/risk-score-fuse', input, options)
}

/**
 * Let the next purchase of the card pass the risk score; arming again replaces it
 *
 * `POST /cards/virtual-cards/{cardId}/risk-score-fuse`. Level 2 of cards.
 */
export function setFuse(client: Client, input: Input<'POST /cards/virtual-cards/{cardId}/risk-score-fuse'>, options?: CallOptions): Promise<Answer<'POST /cards/virtual-cards/{cardId}/risk-score-fuse'>> {
  return client.call('POST /cards/virtual-cards/{cardId}/risk-score-fuse', input, options)
}

/**
 * Take the fuse out, armed or not
 *
 * `DELETE /cards/virtual-cards/{cardId}/risk-score-fuse`. Level 2 of cards.
 */
export function removeFuse(client: Client, input: Input<'DELETE /cards/virtual-cards/{cardId}/risk-score-fuse'>, options?: CallOptions): Promise<Answer<'DELETE /cards/virtual-cards/{cardId}/risk-score-fuse'>> {
  return client.call('DELETE /cards/virtual-cards/{cardId}/risk-score-fuse', input, options)
}

/**
 * How the cardholder gets the codes of 3DS
 *
 * `POST /cards/virtual-cards/{cardId}/3ds-configuration`. Level 2 of cards.
 */
export function configure3ds(client: Client, input: Input<'POST /cards/virtual-cards/{cardId}/3ds-configuration'>, options?: CallOptions): Promise<Answer<'POST /cards/virtual-cards/{cardId}/3ds-configuration'>> {
  return client.call('POST /cards/virtual-cards/{cardId}/3ds-configuration', input, options)
}

/**
 * Answer a card's 3DS challenge
 *
 * `POST /cards/virtual-cards/{cardId}/3ds-authorization`. Level 2 of cards.
 */
export function decide3ds(client: Client, input: Input<'POST /cards/virtual-cards/{cardId}/3ds-authorization'>, options?: CallOptions): Promise<Answer<'POST /cards/virtual-cards/{cardId}/3ds-authorization'>> {
  return client.call('POST /cards/virtual-cards/{cardId}/3ds-authorization', input, options)
}

/**
 * A card's movements, newest first; with X-API-Version: 2 one item per operation
 *
 * `GET /cards/transactions/{cardId}/search`. Level 1 of cards.
 */
export function transactions(client: Client, input: Input<'GET /cards/transactions/{cardId}/search'>, options?: CallOptions): Promise<Answer<'GET /cards/transactions/{cardId}/search'>> {
  return client.call('GET /cards/transactions/{cardId}/search', input, options)
}

/** Everything that `transactions` has, page by page: `for await (const one of allTransactions(…))`. */
export function allTransactions(
  client: Client,
  input: Input<'GET /cards/transactions/{cardId}/search'>,
  options?: CallOptions,
): AsyncGenerator<Item<Answer<'GET /cards/transactions/{cardId}/search'>>, void, undefined> {
  return eachOf((cursor) => client.call('GET /cards/transactions/{cardId}/search', { size: 100, ...input, ...cursor }, options))
}

/**
 * One movement; with X-API-Version: 2 the whole operation that it belongs to
 *
 * `GET /cards/transactions/{cardId}/{transactionId}`. Level 1 of cards.
 */
export function transaction(client: Client, input: Input<'GET /cards/transactions/{cardId}/{transactionId}'>, options?: CallOptions): Promise<Answer<'GET /cards/transactions/{cardId}/{transactionId}'>> {
  return client.call('GET /cards/transactions/{cardId}/{transactionId}', input, options)
}

/**
 * What a card has spent of its daily, weekly and monthly limit
 *
 * `GET /cards/transactions/{cardId}/accumulated-spending`. Level 1 of cards.
 */
export function spending(client: Client, input: Input<'GET /cards/transactions/{cardId}/accumulated-spending'>, options?: CallOptions): Promise<Answer<'GET /cards/transactions/{cardId}/accumulated-spending'>> {
  return client.call('GET /cards/transactions/{cardId}/accumulated-spending', input, options)
}

/**
 * A card's statement as PDF, by default of the last 7 days
 *
 * `GET /cards/transactions/{cardId}/pdf`. Level 1 of cards.
 */
export function statementPdf(client: Client, input: Input<'GET /cards/transactions/{cardId}/pdf'>, options?: CallOptions): Promise<Answer<'GET /cards/transactions/{cardId}/pdf'>> {
  return client.call('GET /cards/transactions/{cardId}/pdf', input, options)
}
