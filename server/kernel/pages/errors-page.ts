import { type ErrorEntry, type ErrorName, errors } from '../errors.ts'
import { row, table } from './markdown.ts'

/** Where a section begins: its first entry of the registry. What is added between two belongs to the upper one. */
const SECTIONS: readonly (readonly [ErrorName, string])[] = [
  ['MALFORMED', 'Every call'],
  ['KEY_MISSING', 'Keys and levels'],
  ['STILL_RUNNING', 'Idempotency'],
  ['AMOUNT_DECIMALS', 'Amounts'],
  ['COMPANY_NOT_FOUND', 'Company'],
  ['API_KEY_NOT_FOUND', 'API keys'],
  ['TOKEN_NOT_FOUND', 'Tokens and chains'],
  ['WEBHOOK_URL_MISSING', 'Webhooks'],
  ['SOLANA_UNSUPPORTED', 'Wallets'],
  ['PAYMENT_NOT_FOUND', 'Payments'],
  ['CARD_NOT_FOUND', 'Cards'],
  ['NETWORK_DENIED', 'Card network'],
  ['ACCOUNT_NOT_FOUND', 'Treasury'],
  ['POLICY_REFUSED', 'Policies and approvals'],
  ['USER_NOT_FOUND', 'People'],
  ['PARTNER_NOT_SET_UP', 'The banking partner'],
  ['COUNTRY_NOT_FOUND', 'Clients'],
  ['RAMP_CHAIN', 'Ramps'],
  ['BANK_ACCOUNT_NOT_FOUND', 'Bank accounts'],
  ['AUTHORIZATION_EVENT_NOT_FOUND', 'The sandbox'],
]

const HEAD = ['Message, and what it means', 'Do', 'Answer', 'Name']

/** docs/errors.md: the registry of refusals as a page. */
export function errorsPage(): string {
  const entries = Object.entries(errors) as [ErrorName, ErrorEntry][]
  const begins = SECTIONS.map(([first]) => entries.findIndex(([name]) => name === first))
  const sections = SECTIONS.map(([, title], at) => {
    const rows = entries.slice(begins[at], begins[at + 1])
    return `## ${title}\n\n${table(HEAD, rows.map(describe))}`
  })
  return `# Errors

Generated from server/kernel/errors.ts by \`npm run docs\`; a test compares the two.

Every refusal answers \`{"code", "message", "next_step", "trace_id"}\` (429 also \`error_code\`). Branch on status and \`code\`; \`message\` and
\`next_step\` are for people. \`trace_id\` is that of the header X-Trace-Id and of the log lines: give it to the operator. \`{…}\` stands for a value. Why purchases are declined stands in
[decline-codes.md](decline-codes.md).

## What to do by status

${table(
  ['Answer', 'It means', 'Send it again?'],
  [
    [
      'no answer, `500`',
      'unknown whether it was done',
      'yes, the same call with the same idempotency key: it is done once',
    ],
    [
      '`302` `WARNING`',
      'the first call with this key is still running',
      'yes, in a second, with the same key',
    ],
    ['`429`', 'too much at once; nothing was done', 'yes, after `Retry-After`, with the same key'],
    [
      '`400`, `412`',
      'not so; nothing was done. The message names what is wrong',
      'corrected, with a new key: the old one keeps its answer',
    ],
    ['`400` `APP_ERROR`', 'a provider, chain or balance says no', 'when that has changed, with a new key'],
    ['`401`', 'who asks may not', 'with another key or level'],
    ['`404`', 'not there, or another company has it', 'no'],
    ['`403`, `409`', 'not in this state', 'when that has changed'],
  ].map(row),
)}

${sections.join('\n\n')}
`
}

function describe([name, { status, code, message, means, next, ref }]: [ErrorName, ErrorEntry]): string {
  const said = means === undefined ? message : `**${message}** ${means}`
  return row([said, next, `${status} \`${code}\``, `\`${name}\`${ref === undefined ? '' : ` (${ref})`}`])
}
