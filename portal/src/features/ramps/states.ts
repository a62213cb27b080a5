/** What the partner's states mean to people. */
const IN: Readonly<Record<string, string>> = {
  awaiting_funds: 'Waits for the payer',
  in_review: 'In review at the partner',
  funds_received: 'The fiat has arrived at the partner',
  payment_submitted: 'The tokens are on their way',
  payment_processed: 'Credited to the wallet',
  returned: 'Sent back to the payer',
}
const OUT: Readonly<Record<string, string>> = {
  awaiting_approval: 'Waits for an approval',
  awaiting_funds: 'The tokens are leaving',
  in_review: 'In review at the partner',
  funds_received: 'The partner has the tokens',
  payment_submitted: 'The bank transfer is on its way',
  payment_processed: 'Paid to the bank account',
  undeliverable: 'The bank cannot deliver it',
  returned: 'Sent back by the bank',
}
const BOTH: Readonly<Record<string, string>> = {
  missing_return_policy: 'The partner does not know where to send it back to',
  canceled: 'Cancelled',
  error: 'Failed at the partner',
  refund_in_flight: 'The partner is sending it back',
  refunded: 'Sent back by the partner',
  refund_failed: 'The partner could not send it back',
}

/** Of a step that is over. */
const OVER: Readonly<Record<string, string>> = {
  awaiting_approval: 'Approved',
  awaiting_funds: 'Started',
  in_review: 'Reviewed by the partner',
}
const OVER_IN: Readonly<Record<string, string>> = { ...OVER, payment_submitted: 'The tokens are sent' }
const OVER_OUT: Readonly<Record<string, string>> = {
  ...OVER,
  payment_submitted: 'The bank transfer is sent',
}

const WAY: Readonly<Record<RampType, readonly string[]>> = {
  RAMP_ON: ['awaiting_funds', 'funds_received', 'payment_submitted', 'payment_processed'],
  RAMP_OFF: ['awaiting_funds', 'funds_received', 'payment_submitted', 'payment_processed'],
}

export type RampType = 'RAMP_ON' | 'RAMP_OFF'

export function describeState(type: RampType, state: string): string {
  return (type === 'RAMP_ON' ? IN : OUT)[state] ?? BOTH[state] ?? state
}

export function describeOver(type: RampType, state: string): string {
  return (type === 'RAMP_ON' ? OVER_IN : OVER_OUT)[state] ?? describeState(type, state)
}

/** The steps that a ramp takes, with the one where it is. */
export function wayOf(
  type: RampType,
  state: string,
): { readonly steps: readonly string[]; readonly at: number } {
  const way = WAY[type]
  if (way.includes(state)) return { steps: way, at: way.indexOf(state) }
  if (state === 'awaiting_approval') return { steps: [state, ...way], at: 0 }
  if (state === 'in_review') return { steps: ['awaiting_funds', state, ...way.slice(1)], at: 1 }
  // Where it left the way is not told.
  return { steps: ['awaiting_funds', state], at: 1 }
}

export function describeDirection(type: string): string {
  return type === 'RAMP_ON' ? 'In' : 'Out'
}

const RAILS: Readonly<Record<string, string>> = {
  ACH: 'ACH',
  SEPA: 'SEPA',
  SPEI: 'SPEI',
  PIX: 'Pix',
  FPS: 'Faster Payments',
  FASTER_PAYMENTS: 'Faster Payments',
  CO_BANK_TRANSFER: 'Colombian transfer',
  BRE_B: 'Bre-B',
  CARD: 'Card',
}

export function describeRail(rail: string | null): string {
  return rail === null ? '–' : (RAILS[rail] ?? rail)
}

export const CURRENCIES = ['USD', 'EUR', 'MXN', 'BRL', 'GBP', 'COP'] as const
