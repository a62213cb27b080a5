import { Type } from 'typebox'
import { amountField, readAmount } from '../../kernel/http/fields.ts'
import { decimalToUnits, unitsToText } from '../../kernel/money.ts'
import { isRefusal, type Refusal } from '../../kernel/refusal.ts'
import type { Card } from '../card.ts'
import { USD_DECIMALS } from '../card-accounts.ts'

/** The four limits by their names on the wire; omitted or null is no limit. */
export const limitFields = {
  daily_limit: Type.Optional(amountField()),
  weekly_limit: Type.Optional(amountField()),
  monthly_limit: Type.Optional(amountField()),
  per_transaction_limit: Type.Optional(amountField()),
}

const COLUMNS = {
  daily_limit: 'daily_limit',
  weekly_limit: 'weekly_limit',
  monthly_limit: 'monthly_limit',
  per_transaction_limit: 'transaction_limit',
} as const

type LimitField = keyof typeof COLUMNS
type LimitColumn = (typeof COLUMNS)[LimitField]
/** Micro-dollars; null: no cap. */
export type Limits = Readonly<Record<LimitColumn, bigint | null>>

const FIELDS = Object.keys(COLUMNS) as LimitField[]

/** All four, as the row keeps them: what is not given is no limit. */
export function readLimits(body: Partial<Record<LimitField, unknown>>): Limits | Refusal {
  const limits: Record<LimitColumn, bigint | null> = {
    daily_limit: null,
    weekly_limit: null,
    monthly_limit: null,
    transaction_limit: null,
  }
  for (const field of FIELDS) {
    if (body[field] === undefined) continue
    const amount = readAmount(field, body[field], {
      decimalsMax: 2,
      zeroAllowed: true,
      notPositive: 'CARD_FIELD_NEGATIVE',
    })
    if (isRefusal(amount)) return amount
    limits[COLUMNS[field]] = decimalToUnits(amount, USD_DECIMALS)
  }
  return limits
}

/** For the audit log. */
export function limitFacts(card: Pick<Card, LimitColumn>): object {
  return Object.fromEntries(
    FIELDS.map((field) => {
      const limit = card[COLUMNS[field]]
      return [field, limit === null ? null : unitsToText(limit, USD_DECIMALS)]
    }),
  )
}
