import type { EventRow } from '../../webhooks/write-events.ts'
import type { CardOperation } from '../card-event.ts'
import type { Parts } from '../card-money.ts'
import { feesToJson } from '../fees.ts'
import type { PurchaseAnswer } from '../message.ts'
import type { CardState } from './card-state.ts'
import type { Purchase } from './purchase.ts'
import type { Charge } from './request.ts'

/** What a batch writes, as the JSON that its statement reads: amounts are texts. */
export interface BatchRows {
  readonly cards: CardRow[]
  readonly inserted: TransactionRow[]
  /** Rows that say ASKED until now. */
  readonly updated: TransactionRow[]
  readonly events: EventOfCard[]
  /** Request events that were PENDING while the company was asked. */
  readonly ended: { readonly card_id: string; readonly id: string }[]
  /** Ids that nobody may have used. */
  readonly messages: MessageRow[]
  /** Answers to messages whose id was claimed when their company was asked. */
  readonly answered: { readonly network_id: string; readonly answer: string }[]
  readonly webhooks: EventRow[]
}

export type CardRow = ReturnType<typeof cardRow>
export type TransactionRow = ReturnType<typeof transactionRow>
export type EventOfCard = ReturnType<typeof eventOfCard>
export type MessageRow = ReturnType<typeof messageRow>

/** `before`: what the row is expected to be. */
export function cardRow(before: CardState, after: CardState) {
  return {
    id: before.id,
    version: before.version.toString(),
    changed: before !== after,
    status: after.status,
    spent_day: after.spending.spentDay,
    spent_today: after.spending.spentToday.toString(),
    spent_week: after.spending.spentWeek.toString(),
    spent_month: after.spending.spentMonth.toString(),
    wrong_cvvs: after.wrongCvvs,
    declines: after.declines,
    attempts: after.attempts,
    fuse_spent: before.isFuseArmed && !after.isFuseArmed,
  }
}

/** What became of a purchase, in the columns that say it. */
export interface Outcome {
  readonly state: 'ASKED' | 'OPEN' | 'CLOSED' | 'DECLINED'
  readonly decidedEventId: string | null
  readonly declineCode: string | null
  readonly companyResponse: string | null
  readonly parts: Parts | null
  readonly holdExpiresAt: Date | null
  readonly countedDay: string | null
  readonly velocitySince: Date | null
  readonly judged: boolean
  readonly riskSkipped: boolean
  readonly shadowDeclined: boolean | null
}

export const NO_OUTCOME = {
  decidedEventId: null,
  declineCode: null,
  companyResponse: null,
  parts: null,
  holdExpiresAt: null,
  countedDay: null,
  velocitySince: null,
  judged: false,
  riskSkipped: false,
  shadowDeclined: null,
} as const

export function transactionRow(purchase: Purchase, charge: Charge, outcome: Outcome) {
  const { message, cardId } = purchase.m
  const { parts } = outcome
  const isApproved = outcome.state === 'OPEN' || outcome.state === 'CLOSED'
  const isHeld = outcome.state === 'OPEN'
  return {
    card_id: cardId,
    id: purchase.transactionId,
    state: outcome.state,
    transaction_ref: message.transactionRef,
    rrn: message.rrn,
    channel: message.channel,
    initiator: message.initiator,
    entry_mode: message.entryMode,
    merchant: message.merchant,
    mcc: message.mcc,
    country: message.country?.alpha3 ?? null,
    currency: charge.currency,
    exchange_rate: message.exchangeRate,
    approved: isApproved ? charge.bill.toString() : '0',
    approved_original: isApproved ? charge.original.toString() : '0',
    fee_rates: feesToJson(charge.rates),
    fees: isHeld ? feesToJson(charge.fees) : {},
    hold_bill: (parts?.bill ?? 0n).toString(),
    hold_client_fees: (parts?.clientFees ?? 0n).toString(),
    hold_provider_fees: (parts?.providerFees ?? 0n).toString(),
    hold_card: (parts?.card ?? 0n).toString(),
    hold_expires_at: outcome.holdExpiresAt,
    counted_day: outcome.countedDay,
    counted: isHeld ? charge.total.toString() : '0',
    decided_event_id: outcome.decidedEventId,
    decline_code: outcome.declineCode,
    company_response: outcome.companyResponse,
    history_amount: isHeld ? charge.bill.toString() : null,
    attempted: charge.bill.toString(),
    velocity_since: outcome.velocitySince,
    judged: outcome.judged,
    risk_skipped: outcome.riskSkipped,
    shadow_declined: outcome.shadowDeclined,
  }
}

/** `balance`: what the card may spend before and after; null when it has no balance of its own. */
export function eventOfCard(
  purchase: Purchase,
  charge: Charge,
  event: {
    readonly id: string
    readonly operation: CardOperation
    readonly status: 'PENDING' | 'SUCCESS' | 'FAILED'
    readonly declineCode: string | null
    readonly balance: { readonly before: bigint; readonly after: bigint } | null
    readonly at: Date
  },
) {
  return {
    card_id: purchase.m.cardId,
    id: event.id,
    transaction_id: purchase.transactionId,
    operation: event.operation,
    status: event.status,
    bill_amount: charge.bill.toString(),
    original_amount: charge.original.toString(),
    currency: charge.currency,
    exchange_rate: purchase.m.message.exchangeRate,
    fee_fx_provider: charge.fees.fxProvider.toString(),
    fee_fx_client: charge.fees.fxClient.toString(),
    fee_atm_provider: charge.fees.atmProvider.toString(),
    fee_atm_client: charge.fees.atmClient.toString(),
    original_balance: event.balance?.before.toString() ?? null,
    new_balance: event.balance?.after.toString() ?? null,
    decline_code: event.declineCode,
    created_at: event.at,
  }
}

/** `answer` null: the id is claimed, and the answer follows when the company has spoken. */
export function messageRow({ m, transactionId }: Purchase, answer: PurchaseAnswer | null) {
  return {
    network_id: m.message.networkId,
    body_hash: `\\x${m.bodyHash.toString('hex')}`,
    card_id: m.cardId,
    transaction_id: answer === null ? transactionId : answer.transaction_id,
    answer: answer === null ? null : JSON.stringify(answer),
  }
}
