import type { ApprovalMethod, Card, CardStatus } from '../card.ts'
import { rememberDecline } from '../controls/declines.ts'
import type { Spending, SpendingLimits } from '../controls/spending.ts'
import { count } from '../controls/spending.ts'

/** What decisions read and change of a card: a value, replaced and never changed, so that a batch that fails leaves no trace. */
export interface CardState {
  readonly id: string
  /** Of the row that this was read from. */
  readonly version: bigint
  readonly status: CardStatus
  /** Of the current number. */
  readonly last4: string
  readonly approvalMethod: ApprovalMethod
  readonly limits: SpendingLimits
  readonly transactionLimit: bigint | null
  readonly spending: Spending
  readonly velocitySince: Date | null
  readonly wrongCvvs: readonly Date[]
  readonly declines: readonly Date[]
  readonly attempts: readonly Date[]
  readonly isFuseArmed: boolean
  readonly homeCountry: string | null
  readonly metadata: unknown
}

export function toCardState(row: Card): CardState {
  return {
    id: row.id,
    version: row.version,
    status: row.status as CardStatus,
    last4: row.last4,
    approvalMethod: row.approval_method as ApprovalMethod,
    limits: { daily: row.daily_limit, weekly: row.weekly_limit, monthly: row.monthly_limit },
    transactionLimit: row.transaction_limit,
    spending: {
      spentDay: row.spent_day,
      spentToday: row.spent_today,
      spentWeek: row.spent_week,
      spentMonth: row.spent_month,
    },
    velocitySince: row.velocity_since,
    wrongCvvs: row.wrong_cvvs,
    declines: row.declines,
    attempts: row.attempts,
    isFuseArmed: row.fuse !== null,
    homeCountry: row.home_country,
    metadata: row.metadata,
  }
}

/** `spendsFuse`: the decision reached the risk step with the engine on, and skipped it. */
export interface Ending {
  readonly spendsFuse: boolean
}

export function afterDecline(card: CardState, { spendsFuse }: Ending, now: Date): CardState {
  return {
    ...card,
    declines: rememberDecline(card.declines, now),
    isFuseArmed: card.isFuseArmed && !spendsFuse,
  }
}

/** `day`: in the company's zone. */
export function afterApproval(
  card: CardState,
  { spendsFuse }: Ending,
  day: string,
  total: bigint,
): CardState {
  return {
    ...card,
    spending: count(card.spending, day, total),
    isFuseArmed: card.isFuseArmed && !spendsFuse,
  }
}
