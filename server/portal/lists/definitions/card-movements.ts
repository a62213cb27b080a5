import { sql } from 'kysely'
import { Type } from 'typebox'
import { declineReason } from '../../../cards/decline-codes.ts'
import { lifecycleOf, type PurchaseSums } from '../../../cards/reporting/lifecycle-state.ts'
import { EVENT_OPERATIONS } from '../../../cards/reporting/operations.ts'
import { EVENT_STATUSES } from '../../../cards/reporting/search-movements.ts'
import { originalNumber, rateNumber } from '../../../cards/reporting/show-amounts.ts'
import { jsonNumber } from '../../../kernel/money.ts'
import { column } from '../columns.ts'
import type { Column, List } from '../list.ts'

const OUTCOMES = ['NONE', 'PARTIALLY_REVERSED', 'REVERSED', 'PARTIALLY_REFUNDED', 'REFUNDED']
const fee = (name: string) => column.dollars(sql.ref(`e.${name}`))

/** Every event of a card; those that began a purchase say what has become of it. */
export const cardMovementList: List = {
  name: 'card-movements',
  summary: 'Purchases and movements of a card, and what has become of a purchase',
  access: { operation: 'cards', level: 1 },
  rows: (companyId) => sql`
    FROM card_events e
    LEFT JOIN card_transactions t ON t.company_id = e.company_id AND t.card_id = e.card_id AND t.id = e.transaction_id
    WHERE e.company_id = ${companyId}`,
  id: sql.ref('e.id'),
  time: sql.ref('e.created_at'),
  columns: {
    datetime: column.written('e.created_at'),
    id: column.id('e.id'),
    card_id: { ...column.reference('e.card_id'), isNeeded: true },
    operation: column.choice('e.operation', EVENT_OPERATIONS),
    status: column.choice('e.status', EVENT_STATUSES),
    outcome: outcomeColumn(),
    bill_amount: column.dollars(sql`e.bill_amount`),
    refunded_amount: column.dollars(sql`CASE WHEN t.decided_event_id = e.id THEN t.refunded END`),
    transaction_amount: originalColumn(),
    transaction_currency: column.exact('e.currency'),
    exchange_rate: {
      value: sql.ref('e.exchange_rate'),
      type: 'text',
      answer: Type.Union([Type.Number(), Type.Null()]),
      show: rateNumber,
      isUnsorted: true,
    },
    merchant_name: {
      ...column.text('t.merchant'),
      value: sql`CASE WHEN e.operation LIKE 'TRANSACTION%' THEN nullif(trim(t.merchant->>'name'), '') END`,
    },
    decline_code: column.exact('e.decline_code'),
    decline_reason: {
      ...column.exact('e.decline_code'),
      show: (code: string) => declineReason(code).label,
      isUnsorted: true,
    },
    fee_fx_provider: fee('fee_fx_provider'),
    fee_fx_client: fee('fee_fx_client'),
    fee_atm_provider: fee('fee_atm_provider'),
    fee_atm_client: fee('fee_atm_client'),
    fee_deposit_provider: fee('fee_deposit_provider'),
    fee_deposit_client: fee('fee_deposit_client'),
    original_balance: column.dollars(sql`e.original_balance`),
    new_balance: column.dollars(sql`e.new_balance`),
  },
}

type Texts<T> = { readonly [K in keyof T]: string }

/** Of the event that began it. What was declined or is undecided has none. */
function outcomeColumn(): Column {
  return {
    value: sql`CASE WHEN t.decided_event_id = e.id AND t.kind = 'PURCHASE' AND t.state IN ('OPEN', 'CLOSED') THEN
      jsonb_build_object('approved', t.approved_original::text, 'released', t.released_original::text,
        'settled', t.settled_original::text, 'refunded', t.refunded_original::text, 'forced', t.forced_original::text) END`,
    type: 'text',
    answer: Type.Union([Type.Enum(OUTCOMES), Type.Null()]),
    show: ({ approved, released, settled, refunded, forced }: Texts<PurchaseSums>) =>
      lifecycleOf({
        approved: BigInt(approved),
        released: BigInt(released),
        settled: BigInt(settled),
        refunded: BigInt(refunded),
        forced: BigInt(forced),
      }).outcome,
    isUnsorted: true,
  }
}

/** In the currency of the merchant; what belongs to no purchase is in dollars. */
function originalColumn(): Column {
  return {
    value: sql`jsonb_build_object('units', e.original_amount::text, 'currency', e.currency,
      'dollars', CASE WHEN e.transaction_id IS NULL THEN trim_scale(e.bill_amount * 0.000001)::text END)`,
    type: 'text',
    answer: Type.Number(),
    show: ({ units, currency, dollars }: OriginalAmount) =>
      dollars === null ? originalNumber(BigInt(units), currency) : jsonNumber(dollars),
    isUnsorted: true,
  }
}

interface OriginalAmount {
  readonly units: string
  readonly currency: string
  readonly dollars: string | null
}
