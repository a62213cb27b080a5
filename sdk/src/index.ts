/** The client of a Holdfast platform. Each group holds functions whose first argument is the client. */
export {
  type Answer,
  type CallName,
  type CallOptions,
  type Client,
  type ClientOptions,
  createClient,
  type Input,
} from './client.ts'
export { type ErrorCode, HoldfastError } from './error.ts'
export type * from './events.ts'
export { parseExact } from './exact-json.ts'
export * as apiKeys from './generated/api-keys.ts'
export * as banks from './generated/banks.ts'
export type { Amount, Calls, Digits } from './generated/calls.ts'
export * as cardFunds from './generated/card-funds.ts'
export * as cardRules from './generated/card-rules.ts'
export * as cards from './generated/cards.ts'
export * as clients from './generated/clients.ts'
export * as company from './generated/company.ts'
export * as holding from './generated/holding.ts'
export * as operator from './generated/operator.ts'
export * as policies from './generated/policies.ts'
export * as ramps from './generated/ramps.ts'
export * as reference from './generated/reference.ts'
export * as sandbox from './generated/sandbox.ts'
export * as tokens from './generated/tokens.ts'
export * as treasury from './generated/treasury.ts'
export * as wallets from './generated/wallets.ts'
export * as webhooks from './generated/webhooks.ts'
export {
  answerAuthorization,
  type Decision,
  receiveWebhook,
  type VerifiedWebhook,
  type VerifyOptions,
  verifyWebhook,
  type WebhookAnswer,
  WebhookError,
  type WebhookErrorCode,
  type WebhookHandlers,
  type WebhookRequest,
  type WebhookSecrets,
} from './webhooks.ts'
