/** One row of the contract's table of declines (cards §10). */
export interface DeclineReason {
  readonly code: string
  /** ISO 8583 field 39, unless the decision says otherwise (M303: 54 when expired; M401: the company's). */
  readonly iso: string
  readonly label: string
  readonly detail: string
  readonly nextStep: string
  readonly blocksCard: boolean
}

/** The one table that API, webhooks, portal and docs/decline-codes.md are made from. */
export const DECLINES = {
  M000: row(
    '05',
    'Declined, cause unknown',
    'No cause was recorded.',
    'Try again; report the trace id if it repeats.',
  ),
  M101: row(
    '51',
    'Declined due to insufficient holding balance',
    "The company's holding wallet does not cover this purchase.",
    'Fund the holding wallet.',
  ),
  M102: row(
    '51',
    'Declined due to insufficient card balance',
    "The card's balance does not cover amount and fees.",
    'Top up the card.',
  ),
  M201: row(
    '61',
    'Declined due to daily limit',
    "The purchase would pass the card's daily limit.",
    'Raise the limit or wait for the next day.',
  ),
  M202: row(
    '61',
    'Declined due to weekly limit',
    "The purchase would pass the card's weekly limit.",
    'Raise the limit or wait for Monday.',
  ),
  M203: row(
    '61',
    'Declined due to monthly limit',
    "The purchase would pass the card's monthly limit.",
    'Raise the limit or wait for the next month.',
  ),
  M204: row(
    '61',
    'Declined due to the maximum per operation',
    "The purchase is above the platform's ceiling per operation.",
    'Split the purchase.',
  ),
  M210: row(
    '65',
    'Declined by a velocity rule, card blocked',
    'More approvals in the window than the rule allows.',
    "Check the card's activity, then unblock it.",
    true,
  ),
  M211: row(
    '59',
    'Declined by fraud risk evaluation',
    'The risk score reached the threshold.',
    'If the cardholder is genuine, arm the fuse and retry.',
  ),
  M212: row(
    '05',
    'Authorization data could not be verified',
    'Cryptogram or 3DS result failed.',
    'Retry with chip or 3DS.',
  ),
  M213: row('65', 'Declined by a velocity rule', 'Too many attempts in a short time.', 'Wait a minute.'),
  M214: row(
    '61',
    'Declined due to the per-transaction limit',
    "Amount and fees pass the card's per-transaction limit.",
    'Raise the limit.',
  ),
  M301: row('62', 'Card is frozen', 'The card is FROZEN.', 'Unfreeze it.'),
  M302: row('62', 'Card is blocked', 'The card is BLOCKED.', 'Unblock it.'),
  M303: row(
    '14',
    'Card is deleted or expired',
    'The card is no longer valid (54 = expired).',
    'Reissue or create a card.',
  ),
  M401: row('05', 'Declined by the company', "The company's system refused.", 'Ask the company.'),
  M402: row(
    '05',
    'Company did not answer in time',
    'No complete answer within 1,200 ms.',
    'Check the webhook endpoint; retry.',
  ),
  M403: row(
    '05',
    "Company's answer could not be read",
    'Status or body of the answer is not valid.',
    "Correct the endpoint's answer.",
  ),
  C010: row(
    '91',
    'Not answered in time',
    'The decision took longer than the network waits; nothing was held.',
    'Retry.',
  ),
  C011: row(
    '57',
    'Merchant category not allowed',
    'The company blocks this category.',
    'Change the list or the merchant.',
  ),
  C012: row('55', 'Wrong PIN', 'The PIN typed at the terminal is wrong.', 'Retry or set a new PIN.'),
  C014: row('57', 'Merchant country blocked', 'The company blocks this country.', 'Change the list.'),
  C020: row(
    '96',
    'Transaction could not be processed. Please try again or contact support.',
    'Processing failed.',
    'Retry; report the trace id.',
  ),
  C101: row(
    '82',
    'Too many wrong CVVs, card blocked',
    'The CVV was wrong several times in a row.',
    'Unblock the card or reissue it.',
    true,
  ),
  C102: row('N7', 'Wrong CVV', 'The CVV does not match.', 'Retry with the right CVV.'),
  C103: row(
    '57',
    'High-risk merchant category',
    'The platform blocks this category.',
    'Use another merchant.',
  ),
  C104: row('54', 'Card data mismatch', 'The expiry date does not match.', 'Retry with the right data.'),
} as const satisfies Record<string, Omit<DeclineReason, 'code'>>

export type DeclineCode = keyof typeof DECLINES

export function declineReason(code: string): DeclineReason {
  const known = Object.hasOwn(DECLINES, code) ? (code as DeclineCode) : 'M000'
  return { code: known, ...DECLINES[known] }
}

/** As answers and webhooks show it. */
export function showDeclineReason(code: string) {
  const reason = declineReason(code)
  return {
    code: reason.code,
    simple_reason: reason.label,
    detailed_reason: reason.detail,
    next_step: reason.nextStep,
  }
}

function row(
  iso: string,
  label: string,
  detail: string,
  nextStep: string,
  blocksCard = false,
): Omit<DeclineReason, 'code'> {
  return { iso, label, detail, nextStep, blocksCard }
}
