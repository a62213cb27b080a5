import { timeText } from '../../../kernel/pdf/text.ts'
import type { CardOperation } from '../../card-event.ts'
import { allFees } from '../../fees.ts'
import { eventFees, isOfPurchase, merchantName } from '../movement.ts'
import { amountText, dollarText } from './format.ts'
import type { StatementLine } from './read-statement.ts'

interface Wording {
  readonly label: string
  /** What stands for the merchant where there is none. */
  readonly what: string
  readonly sign: '+' | '-' | ''
}

/** What settles takes its money from the approval's hold, which has been shown already: it has no sign. */
const WORDING: Readonly<Record<Exclude<CardOperation, 'TRANSACTION_AUTHORIZATION'>, Wording>> = {
  TRANSACTION_APPROVED: { label: 'Approved', what: '', sign: '-' },
  TRANSACTION_CLEARED: { label: 'Settled', what: '', sign: '' },
  TRANSACTION_REJECTED: { label: 'Declined', what: '', sign: '' },
  TRANSACTION_REVERSED: { label: 'Released', what: '', sign: '+' },
  TRANSACTION_REFUND: { label: 'Refund', what: '', sign: '+' },
  WALLET_DEPOSIT: { label: 'Deposit', what: 'Deposit to the card', sign: '+' },
  WALLET_WITHDRAWAL: { label: 'Withdrawal', what: 'Rest returned to the company', sign: '-' },
  WARRANTY_DEPOSIT: { label: 'Deposit', what: 'Deposit to the company', sign: '' },
  OVERRIDE_VIRTUAL_BALANCE: { label: 'Correction', what: 'Balance set by the company', sign: '' },
  VISA_DIRECT_DEPOSIT: { label: 'Credit', what: 'Visa Direct', sign: '+' },
}

const STATUSES: ReadonlyMap<string, string> = new Map([
  ['SUCCESS', 'Done'],
  ['PENDING', 'Pending'],
  ['FAILED', 'Failed'],
  ['CANCELED', 'Canceled'],
  ['TIME_CANCELED', 'Expired'],
])

export type Tone = 'plain' | 'credit' | 'faint'

export interface Cells {
  readonly date: string
  readonly merchant: string
  readonly operation: string
  readonly original: string
  readonly dollars: string
  readonly status: string
  readonly balance: string
  readonly tone: Tone
}

export function operationLabel(operation: string): string {
  return wordingOf(operation).label
}

export function statusLabel(status: string): string {
  return STATUSES.get(status) ?? status
}

/** `balance`: the card's after it; null when the card has none. */
export function cellsOf(line: StatementLine, balance: bigint | null): Cells {
  const wording = wordingOf(line.operation)
  const { fees, deposit } = eventFees(line)
  const amount = line.bill_amount + allFees(fees) - deposit.client - deposit.provider
  const isDone = line.status !== 'FAILED' && line.status !== 'PENDING'
  const sign = isDone ? (wording.sign === '' ? changeSign(line) : wording.sign) : ''
  const isPurchase = isOfPurchase(line.operation)
  return {
    date: timeText(line.created_at),
    merchant: isPurchase ? merchantName(line.merchant) : wording.what,
    operation: wording.label,
    original: isPurchase ? amountText(line.original_amount, line.currency) : '',
    dollars: `${sign}${dollarText(amount)}`,
    status: statusLabel(line.status),
    balance: balance === null ? '' : dollarText(balance),
    tone: !isDone ? 'faint' : sign === '+' ? 'credit' : 'plain',
  }
}

/** Of a correction, whose direction is that of the balance. */
function changeSign({ operation, original_balance, new_balance }: StatementLine): string {
  if (operation !== 'OVERRIDE_VIRTUAL_BALANCE') return ''
  return (new_balance ?? 0n) < (original_balance ?? 0n) ? '-' : '+'
}

function wordingOf(operation: string): Wording {
  const known = Object.entries(WORDING).find(([name]) => name === operation)
  return known?.[1] ?? { label: operation, what: '', sign: '' }
}
