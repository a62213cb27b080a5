/**
 * The one registry of refusals. `message` is the contract's literal text, `{name}` a value; `next` is what the
 * caller can do, sent as `next_step`. docs/errors.md is generated from this table and a test compares the two.
 * `ref` is the row of the wire contract, where it has one.
 */
export interface ErrorEntry {
  readonly status: number
  readonly code: string
  readonly message: string
  readonly next: string
  readonly ref?: string
}

export const errors = {
  // ---- transport
  MALFORMED: {
    status: 400,
    code: 'BAD_REQUEST',
    message: '{detail}',
    next: 'Correct the request as the message says and send it again.',
  },
  VALUE_NOT_ALLOWED: {
    status: 400,
    code: 'VALUE_NOT_ALLOWED',
    message: 'Sent request is invalid',
    next: 'Check {field}: allowed are {allowed}.',
  },
  ROUTE_NOT_FOUND: {
    status: 404,
    code: 'NOT_FOUND',
    message: 'This call does not exist',
    next: 'Compare method and path with /docs.',
  },
  RATE_LIMITED: {
    status: 429,
    code: 'TOO_MANY_REQUESTS',
    message: 'Rate limit exceeded. Retry after {n} seconds',
    next: 'Wait as the header Retry-After says; each breach doubles the wait.',
  },
  UNEXPECTED: {
    status: 500,
    code: 'SERVER_ERROR',
    message: 'Unexpected error',
    next: 'Try again; if it stays, give the trace_id to the operator.',
  },
  AT_CAPACITY: {
    status: 429,
    code: 'TOO_MANY_REQUESTS',
    message: 'The server is at its capacity. Retry after {n} seconds',
    next: 'Wait as the header Retry-After says.',
  },
  // ---- keys
  KEY_MISSING: {
    status: 401,
    code: 'DENIED',
    message: 'Header x-api-key is mandatory.',
    next: 'Send your API key in the header x-api-key.',
  },
  KEY_INVALID: {
    status: 401,
    code: 'DENIED',
    message: 'Invalid API key',
    next: 'Check the key; it may be revoked or expired.',
  },
  KEY_ADDRESS: {
    status: 401,
    code: 'DENIED',
    message: 'IP address {ip} is not allowed for this API key.',
    next: "Call from an allowed address, or add this one to the key's ip_allow_list.",
  },
  KEY_LEVEL: {
    status: 401,
    code: 'DENIED',
    message: 'Access denied. The API Key is not authorized to do this operation.',
    next: 'This call needs {operation} level {level}: ask a management level 3 key to raise the level.',
  },
  OPERATOR_ONLY: {
    status: 401,
    code: 'DENIED',
    message: 'Access denied. The API Key is not authorized to do this operation.',
    next: 'This call belongs to the operator of the platform; ask them.',
  },
  // ---- idempotency
  STILL_RUNNING: {
    status: 302,
    code: 'WARNING',
    message: 'Pending transaction',
    next: 'The first call with this idempotency key is still running: repeat this one in a second.',
    ref: 'W13',
  },
  IDEMPOTENCY_MISMATCH: {
    status: 412,
    code: 'VAL',
    message: 'Idempotency key was already used with a different request',
    next: 'Use a new key for a new request.',
  },
  // ---- amounts
  AMOUNT_DECIMALS: {
    status: 412,
    code: 'VAL',
    message: '{field} must have at most {decimals} decimals',
    next: 'Round the amount.',
  },
  AMOUNT_NOT_POSITIVE: {
    status: 412,
    code: 'VAL',
    message: '{field} must be greater than zero',
    next: 'Send a positive amount.',
  },
  AMOUNT_TOO_LARGE: {
    status: 412,
    code: 'VAL',
    message: '{field} is too large',
    next: 'Send an amount with at most 30 integer digits.',
  },
  // ---- companies
  COMPANY_NOT_FOUND: {
    status: 404,
    code: 'NOT_FOUND',
    message: 'Company not found',
    next: 'Use the id of the company that owns the key.',
    ref: 'M1',
  },
  WEBHOOK_KEY_SHORT: {
    status: 412,
    code: 'VAL',
    message: 'Webhook key must be at least 10 characters long',
    next: 'Choose a longer key.',
    ref: 'M2',
  },
  WEBHOOK_URL_INVALID: {
    status: 412,
    code: 'VAL',
    message: 'Webhook URL is not valid',
    next: 'Send an https URL with a public host (the sandbox also takes http and loopback).',
    ref: 'M3',
  },
  COMPANY_EXISTS: {
    status: 412,
    code: 'VAL',
    message: 'Company {email} already exists.',
    next: 'Use another email, or the existing company.',
    ref: 'M4',
  },
  FIELD_INVALID: {
    status: 412,
    code: 'VAL',
    message: '{field} is not valid',
    next: 'Correct the value of {field}.',
  },
  CONTRACT_BELOW_USED: {
    status: 412,
    code: 'VAL',
    message: '{pool} cannot be lower than the {used} in use',
    next: 'Send a larger number, or delete or disable what is unused first.',
  },
  OPERATION_NOT_FOUND: {
    status: 404,
    code: 'NOT_FOUND',
    message: 'Operation not found',
    next: 'List them with GET /management/operations/list.',
  },
  PAYMENT_DESTINATION_NOT_FOUND: {
    status: 404,
    code: 'NOT_FOUND',
    message: 'Payment destination not found',
    next: 'Store one with POST /management/configurations/payments.',
  },
  BLOCKCHAIN_INVALID: {
    status: 412,
    code: 'VAL',
    message: 'Blockchain {name} is not valid',
    next: 'Use one of GET /management/blockchains/list.',
  },
  // ---- API keys
  API_KEY_NOT_FOUND: {
    status: 404,
    code: 'NOT_FOUND',
    message: 'API key not found',
    next: 'List the keys with GET /management/keys/list.',
  },
  CREDENTIAL_NOT_FOUND: {
    status: 404,
    code: 'NOT_FOUND',
    message: 'Credential not found',
    next: "List a key's credentials with GET /management/credentials/api-key/{keyId}.",
  },
  API_KEY_EXISTS: {
    status: 412,
    code: 'VAL',
    message: 'API key {name} already exists',
    next: 'Choose another name, or revoke the key that has it.',
  },
  API_KEY_REVOKED: {
    status: 412,
    code: 'VAL',
    message: 'API key is revoked',
    next: 'Create a new key: a revoked one stays as it was.',
  },
  API_KEY_GRANT: {
    status: 412,
    code: 'VAL',
    message: 'A key may grant at most its own levels',
    next: 'Use a key whose {operation} level is at least {level}.',
  },
  LAST_ADMIN_KEY: {
    status: 412,
    code: 'VAL',
    message: 'The last management level 3 key cannot be revoked or lowered',
    next: 'Give another key management level 3 first.',
  },
  ALLOW_LIST_INVALID: {
    status: 412,
    code: 'VAL',
    message: '{value} is not an IP address or CIDR range',
    next: 'Send addresses like 203.0.113.7 or ranges like 203.0.113.0/24.',
  },
  OVERLAP_INVALID: {
    status: 412,
    code: 'VAL',
    message: 'overlap_hours must be from 0 to 168',
    next: 'Send a number of hours; absent means 24.',
  },
  // ---- tokens
  TOKEN_NOT_FOUND: {
    status: 404,
    code: 'NOT_FOUND',
    message: 'Token not found',
    next: 'List the custom tokens with GET /mpc/tokens/list.',
  },
  TOKEN_EXISTS: {
    status: 412,
    code: 'VAL',
    message: 'Token {address} already exists on {blockchain}',
    next: 'Change it with PUT /management/tokens/{tokenId}; default tokens need no entry.',
  },
  TOKEN_FIXED: {
    status: 412,
    code: 'VAL',
    message: 'blockchain and address of a token cannot be changed',
    next: 'Add the other token, and delete this one.',
  },
  TOKEN_IN_USE: {
    status: 412,
    code: 'VAL',
    message: 'Token has balance',
    next: 'Bring every balance of the token to zero first.',
  },
  CHAIN_UNAVAILABLE: {
    status: 400,
    code: 'APP_ERROR',
    message: 'The {blockchain} node does not answer',
    next: 'Try again in a minute; balances and deposits in the books are not affected.',
  },
  TOKEN_NOT_ERC20: {
    status: 412,
    code: 'VAL',
    message: '{address} is not a token contract on {blockchain}',
    next: 'Send the address of an ERC-20 contract of that chain.',
  },
  // ---- webhooks
  WEBHOOK_URL_MISSING: {
    status: 412,
    code: 'VAL',
    message: 'Webhook URL is not set',
    next: 'Set it with POST /management/companies/webhook/subscribe.',
  },
  DELIVERY_NOT_FOUND: {
    status: 404,
    code: 'NOT_FOUND',
    message: 'Webhook delivery not found',
    next: 'List the deliveries with GET /management/webhooks/deliveries.',
  },
  DELIVERY_NOT_REPLAYABLE: {
    status: 412,
    code: 'VAL',
    message: 'Events of type {event_type} are never replayed',
    next: 'They ask a question whose time is over.',
  },
  DELIVERY_PENDING: {
    status: 412,
    code: 'VAL',
    message: 'Webhook delivery is still pending',
    next: 'Its next attempt is under way or at next_attempt_at; replay it when it is DELIVERED or DEAD.',
  },
  // ---- wallets
  SOLANA_UNSUPPORTED: {
    status: 401,
    code: 'DENIED',
    message: 'Solana blockchain is not supported for virtual wallet.',
    next: 'Use one of GET /virtual-wallets/config/blockchains/list.',
    ref: 'W1',
  },
  PRODUCT_LIMIT: {
    status: 412,
    code: 'VAL',
    message: 'The current limit for this product has been reached. Please increase the limit.',
    next: 'Ask the operator for a larger contract, or disable or delete what is unused.',
    ref: 'W2',
  },
  WALLET_NOT_FOUND: {
    status: 404,
    code: 'NOT_FOUND',
    message: 'Wallet not found',
    next: 'List the wallets with GET /virtual-wallets/list.',
    ref: 'W3',
  },
  WALLET_NOT_EMPTY: {
    status: 412,
    code: 'VAL',
    message: 'Wallet has balance, please transfer all tokens to another wallet before deleting it',
    next: 'Bring every virtual balance to zero, and wait until no withdrawal is open and every deposit is FINALIZED.',
    ref: 'W4',
  },
  GAS_NOT_RECOVERED: {
    status: 412,
    code: 'VAL',
    message: 'Failed to recover gas, please call support',
    next: 'Try again in a minute; then ask the operator.',
    ref: 'W5',
  },
  INSUFFICIENT_VIRTUAL_BALANCE: {
    status: 412,
    code: 'VAL',
    message: 'Insufficient virtual balance',
    next: 'See GET /virtual-wallets/{walletId}/balance, and ask for less.',
    ref: 'W6',
  },
  INSUFFICIENT_HOLDING: {
    status: 412,
    code: 'VAL',
    message: 'Not enough balance in holding wallet',
    next: 'Send tokens to the holding wallet, or wait for the sweeps under way.',
    ref: 'W7',
  },
  TO_TOKEN_CONTRACT: {
    status: 412,
    code: 'VAL',
    message: 'Cannot transfer tokens to token contract address',
    next: "Use the receiver's own address.",
    ref: 'W8',
  },
  TOKEN_NOT_AVAILABLE: {
    status: 412,
    code: 'VAL',
    message: 'Token {address} is not available on {blockchain}',
    next: 'See GET /mpc/tokens/{blockchain}, or add it with POST /management/tokens.',
    ref: 'W9',
  },
  SAME_WALLET: {
    status: 412,
    code: 'VAL',
    message: 'Destination wallet must be different from the origin wallet',
    next: 'Choose another destination.',
    ref: 'W10',
  },
  ADDRESS_INVALID: {
    status: 412,
    code: 'VAL',
    message: 'Invalid wallet address',
    next: "Send an address of the wallet's chain, with a right checksum.",
    ref: 'W11',
  },
  NEGATIVE_OVERRIDE: {
    status: 412,
    code: 'VAL',
    message:
      'The provided virtual balance amount cannot be negative. Please enter a valid non-negative value.',
    next: 'Send zero or more.',
    ref: 'W14',
  },
  HOLDING_NOT_FOUND: {
    status: 404,
    code: 'NOT_FOUND',
    message: "Holding wallet not found for companyId '{companyId}' and blockchain '{blockchain}'",
    next: 'It appears with the first virtual wallet of the chain.',
    ref: 'W16',
  },
  GUARANTEE_FUND: {
    status: 412,
    code: 'VAL',
    message: 'Withdrawal would leave the holding wallet below its guarantee fund',
    next: 'Withdraw less, add tokens, or lower the reserve_ratio.',
    ref: 'W17',
  },
  WALLET_DISABLED: {
    status: 412,
    code: 'VAL',
    message: 'Wallet is disabled',
    next: 'Enable it with PATCH /virtual-wallets/{walletId}/set-enabled.',
    ref: 'W18',
  },
  RULE_INVALID: {
    status: 412,
    code: 'VAL',
    message: '{path} {problem}',
    next: 'Correct that part; nothing was changed.',
  },
  // ---- payments
  PAYMENT_NOT_FOUND: {
    status: 404,
    code: 'NOT_FOUND',
    message: 'Payment not found',
    next: 'Use the id that the withdrawal answered.',
  },
  PAYMENT_FINAL: {
    status: 412,
    code: 'VAL',
    message: 'Payment is already final',
    next: 'See its outcome with GET /management/payments/{paymentId}.',
  },
  PAYMENT_MINED: {
    status: 412,
    code: 'VAL',
    message: 'Payment is mined and waits for its finality',
    next: 'Nothing is to be decided; it ends by itself.',
  },
  PAYMENT_FEE_CAP: {
    status: 412,
    code: 'VAL',
    message: 'Cancelling this payment costs more than the fee cap of the chain allows',
    next: 'Raise HOLDFAST_<CHAIN>_MAX_FEE_GWEI and cancel again, or wait: it is still being sent at the cap.',
  },
  // ---- sandbox
  REORG_TOO_DEEP: {
    status: 412,
    code: 'VAL',
    message: '{blockchain} can reorganise at most {depth} blocks now',
    next: 'Ask for less, or wait: a chain that went on from its dump cannot replace the blocks before it.',
  },
} as const satisfies Record<string, ErrorEntry>

export type ErrorName = keyof typeof errors
