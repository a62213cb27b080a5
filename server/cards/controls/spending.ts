import type { Channel } from '../message.ts'
import { sameMonth, sameWeek } from './business-day.ts'

/** What a card spent on `spentDay` (YYYY-MM-DD), in its ISO week and in its month; micro-dollars, fees included. */
export interface Spending {
  readonly spentDay: string
  readonly spentToday: bigint
  readonly spentWeek: bigint
  readonly spentMonth: bigint
}

export interface SpendingLimits {
  /** Null: no cap. */
  readonly daily: bigint | null
  readonly weekly: bigint | null
  readonly monthly: bigint | null
}

/**
 * The sums as of `day`. They never go back: where `day` lies before `spentDay` (the company moved its zone westward) it counts
 * as `spentDay`, so that a change of zone does not make room.
 */
export function rollTo(spending: Spending, day: string): Spending {
  const { spentDay, spentWeek, spentMonth } = spending
  if (day <= spentDay) return spending
  return {
    spentDay: day,
    spentToday: 0n,
    spentWeek: sameWeek(day, spentDay) ? spentWeek : 0n,
    spentMonth: sameMonth(day, spentDay) ? spentMonth : 0n,
  }
}

/** The day that the amount is counted on is the `spentDay` of what this gives back. */
export function count(spending: Spending, day: string, amount: bigint): Spending {
  const { spentDay, spentToday, spentWeek, spentMonth } = rollTo(spending, day)
  return {
    spentDay,
    spentToday: spentToday + amount,
    spentWeek: spentWeek + amount,
    spentMonth: spentMonth + amount,
  }
}

/**
 * Takes what was counted on `day` out of those sums whose period that day still lies in. A negative amount is added to them:
 * what a clearing takes above its hold counts on the day of the authorization too.
 */
export function giveBack(spending: Spending, day: string, amount: bigint): Spending {
  const { spentDay, spentToday, spentWeek, spentMonth } = spending
  return {
    spentDay,
    spentToday: day === spentDay ? spentToday - amount : spentToday,
    spentWeek: sameWeek(day, spentDay) ? spentWeek - amount : spentWeek,
    spentMonth: sameMonth(day, spentDay) ? spentMonth - amount : spentMonth,
  }
}

/** Step 5. `spending` is rolled to the day of the purchase; `total` is its bill amount plus fees. */
export function checkLimits(
  { daily, weekly, monthly }: SpendingLimits,
  { spentToday, spentWeek, spentMonth }: Spending,
  total: bigint,
): 'M201' | 'M202' | 'M203' | null {
  if (daily !== null && spentToday + total > daily) return 'M201'
  if (weekly !== null && spentWeek + total > weekly) return 'M202'
  if (monthly !== null && spentMonth + total > monthly) return 'M203'
  return null
}

/** Step 4: the card's own limit, which cash withdrawals do not know, then the platform's ceiling. */
export function checkTransactionLimit(
  limits: { readonly card: bigint | null; readonly ceiling: bigint },
  channel: Channel,
  total: bigint,
): 'M214' | 'M204' | null {
  if (limits.card !== null && channel !== 'ATM' && total > limits.card) return 'M214'
  return total > limits.ceiling ? 'M204' : null
}
