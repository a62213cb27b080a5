import { jsonNumber } from '../kernel/money.ts'
import type { StoredEvent, WebhookStatus } from './types.ts'

/** The `reason` by which a `declined` event says that the network took an approval back: it has a legacy name of its own. */
export const CANCELLED_APPROVAL = 'cancel_approval'

const STATUS: Readonly<Record<WebhookStatus, string>> = {
  pending: 'PENDING',
  success: 'SUCCESS',
  failed: 'FAILED',
  canceled: 'CANCELLED',
  time_canceled: 'CANCELLED',
  manual_check: 'MANUAL_CHECK',
}

type LegacyNames = { readonly product: string; readonly eventType: string; readonly status: string }

/** Upper case of the names, but for the cards of section 4. */
export function legacyNames(
  event: Pick<StoredEvent, 'product' | 'eventType' | 'status' | 'reason'>,
): LegacyNames {
  const product = event.product.toUpperCase()
  if (event.product === 'cards')
    switch (event.eventType) {
      case 'authorized':
        return { product, eventType: 'CLEARING', status: 'PENDING' }
      case 'cleared':
        return { product, eventType: 'CLEARING', status: 'SUCCESS' }
      case 'declined':
        return event.reason === CANCELLED_APPROVAL
          ? { product, eventType: 'CLEARING', status: 'FAILED' }
          : { product, eventType: 'DECLINED', status: 'FAILED' }
    }
  return { product, eventType: event.eventType.toUpperCase(), status: STATUS[event.status] }
}

/** Amounts and rates: decimal strings in format `current`, numbers here. `bill_currency_number` and its like stay text. */
const NUMBERS: ReadonlySet<string> = new Set([
  'amount',
  'net_amount',
  'bill_amount',
  'transaction_amount',
  'atm_fees',
  'fx_fees',
  'exchange_rate',
  'source_amount',
  'destination_amount',
  'value',
  'threshold',
])
const JSON_NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?$/

/** `data` with numbers for amounts, written from their exact text, and chains in upper case. */
export function legacyData({ product, data }: Pick<StoredEvent, 'product' | 'data'>): unknown {
  // A client's record has no amounts of ours: what it holds under such a name is the client's own text.
  return product === 'company_activity' ? data : convert(data)
}

function convert(value: unknown, key = ''): unknown {
  if (Array.isArray(value)) return value.map((element) => convert(element))
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, convert(member, name)]))
  if (typeof value !== 'string') return value
  if (key === 'blockchain') return value.toUpperCase()
  return NUMBERS.has(key) && JSON_NUMBER.test(value) ? jsonNumber(value) : value
}
