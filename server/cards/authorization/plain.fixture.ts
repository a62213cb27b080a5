import { strict as assert } from 'node:assert'
import { sql } from 'kysely'
import type { CardsConfig } from '../../kernel/config-cards.ts'
import { type Database, inTransaction, jsonb } from '../../kernel/database.ts'
import { newId } from '../../kernel/ids.ts'
import { isRefusal } from '../../kernel/refusal.ts'
import { readBalances } from '../../ledger/balances.ts'
import { book } from '../../ledger/book.ts'
import { lockAccounts } from '../../ledger/lock.ts'
import { writeEvents } from '../../webhooks/write-events.ts'
import { lockCard } from '../card.ts'
import { cardBalance, programAccount } from '../card-accounts.ts'
import { writeCardEvents } from '../card-event.ts'
import { holdParts, purchaseAccounts } from '../card-money.ts'
import { dayIn } from '../controls/business-day.ts'
import { CardHistory } from '../controls/history.ts'
import { loadHistories } from '../controls/load-histories.ts'
import { clientFees, feesToJson, providerFees } from '../fees.ts'
import { holdExpiresAt } from '../lifecycle/hold-days.ts'
import type { CardMessage, PurchaseAnswer } from '../message.ts'
import { readProgram } from '../program.ts'
import { purchaseEvent } from '../purchase-event.ts'
import { answerOf } from './answer.ts'
import { afterApproval, afterDecline, toCardState } from './card-state.ts'
import { decide } from './decide.ts'
import { readRequest } from './request.ts'

/**
 * What one would write without groups and memory: one transaction per purchase, with row locks. The reference of the benchmark and
 * the oracle of the tests; for cards that ask nobody.
 */
export function authorizePlainly(
  db: Database,
  operator: CardsConfig,
  now: Date,
  m: CardMessage,
): Promise<PurchaseAnswer> {
  const { companyId, cardId, message } = m
  return inTransaction(db, async (tx) => {
    const row = await lockCard(tx, companyId, cardId)
    assert(!isRefusal(row))
    const program = await readProgram(tx, companyId, operator)
    const histories = await loadHistories(tx, [{ companyId, cardId }], now)
    const isTopUp = row.approval_method === 'TOP_UP'
    await lockAccounts(tx, companyId, purchaseAccounts(companyId, cardId, { hasBalance: isTopUp }))
    const [holding, balance] = await readBalances(tx, companyId, [
      programAccount('CARD_HOLDING', companyId),
      cardBalance(cardId),
    ])
    const request = readRequest(m, program.rates)
    const { charge } = request
    const before = isTopUp ? (balance?.available ?? 0n) : null
    const decision = decide(
      request,
      {
        operator,
        program,
        card: toCardState(row),
        history: histories.get(cardId) ?? new CardHistory(),
        cardAvailable: before,
        holdingAvailable: holding?.available ?? 0n,
      },
      now,
    )
    const approved = decision.decline === null
    const isHeld = approved && charge.bill > 0n
    const [id, requestEventId, decisionEventId] = [newId(), newId(), newId()]
    const after = before === null ? null : isHeld ? before - charge.total : before
    const spendsFuse = decision.riskSkipped
    const card = !approved
      ? afterDecline(decision.card, { spendsFuse }, now)
      : isHeld
        ? afterApproval(
            decision.card,
            { spendsFuse },
            dayIn(program.settings.limitTimeZone, now),
            charge.total,
          )
        : decision.card
    await tx
      .updateTable('cards')
      .set({
        version: sql`version + 1`,
        status: card.status,
        spent_day: card.spending.spentDay,
        spent_today: card.spending.spentToday,
        spent_week: card.spending.spentWeek,
        spent_month: card.spending.spentMonth,
        wrong_cvvs: [...card.wrongCvvs],
        declines: [...card.declines],
        attempts: [...card.attempts],
        ...(!card.isFuseArmed && { fuse: null }),
      })
      .where('company_id', '=', companyId)
      .where('id', '=', cardId)
      .execute()
    const parts = {
      bill: charge.bill,
      clientFees: clientFees(charge.fees),
      providerFees: providerFees(charge.fees),
      card: isTopUp ? charge.total : 0n,
    }
    await tx
      .insertInto('card_transactions')
      .values({
        company_id: companyId,
        card_id: cardId,
        id,
        kind: 'PURCHASE',
        state: isHeld ? 'OPEN' : approved ? 'CLOSED' : 'DECLINED',
        transaction_ref: message.transactionRef,
        rrn: message.rrn,
        channel: message.channel,
        initiator: message.initiator,
        entry_mode: message.entryMode,
        merchant: message.merchant === null ? null : jsonb(message.merchant),
        mcc: message.mcc,
        country: message.country?.alpha3 ?? null,
        currency: charge.currency,
        exchange_rate: message.exchangeRate,
        attempted: charge.bill,
        judged: decision.judged,
        risk_skipped: spendsFuse,
        shadow_declined: decision.shadowDeclined,
        decided_event_id: decisionEventId,
        decline_code: decision.decline?.code ?? null,
        fee_rates: jsonb(feesToJson(charge.rates)),
        created_at: now,
        ...(isHeld && {
          approved: charge.bill,
          approved_original: charge.original,
          fees: jsonb(feesToJson(charge.fees)),
          hold_bill: parts.bill,
          hold_client_fees: parts.clientFees,
          hold_provider_fees: parts.providerFees,
          hold_card: parts.card,
          hold_expires_at: holdExpiresAt(program.settings, message, now),
          counted_day: card.spending.spentDay,
          counted: charge.total,
          history_amount: charge.bill,
        }),
      })
      .execute()
    const event = {
      company_id: companyId,
      card_id: cardId,
      transaction_id: id,
      bill_amount: charge.bill,
      original_amount: charge.original,
      currency: charge.currency,
      fee_fx_provider: charge.fees.fxProvider,
      fee_fx_client: charge.fees.fxClient,
      fee_atm_provider: charge.fees.atmProvider,
      fee_atm_client: charge.fees.atmClient,
      original_balance: before,
      created_at: now,
    }
    await writeCardEvents(tx, [
      {
        ...event,
        id: requestEventId,
        operation: 'TRANSACTION_AUTHORIZATION',
        status: 'SUCCESS',
        new_balance: before,
      },
      approved
        ? {
            ...event,
            id: decisionEventId,
            operation: 'TRANSACTION_APPROVED',
            status: 'SUCCESS',
            new_balance: after,
          }
        : {
            ...event,
            id: decisionEventId,
            operation: 'TRANSACTION_REJECTED',
            status: 'FAILED',
            new_balance: before,
            decline_code: decision.decline?.code ?? null,
          },
    ])
    const declineCode = decision.decline?.code ?? null
    await writeEvents(tx, [
      purchaseEvent({
        companyId,
        cardId,
        transactionId: id,
        eventId: decisionEventId,
        type: approved ? 'authorized' : 'declined',
        operationId: approved ? id : decisionEventId,
        status: 'success',
        bill: charge.bill,
        fees: charge.fees,
        original: charge.original,
        currency: charge.currency,
        exchangeRate: message.exchangeRate,
        channel: message.channel,
        merchant: message.merchant,
        declineCode,
        metadata: row.metadata,
        traceId: m.traceId,
        at: now,
      }),
    ])
    const purchase = { m, transactionId: id, decisionEventId }
    const answer = answerOf(purchase, { decline: decision.decline, companyResponse: null, now })
    await tx
      .insertInto('network_message_directory')
      .values({
        network_id: message.networkId,
        body_hash: m.bodyHash,
        company_id: companyId,
        card_id: cardId,
        transaction_id: id,
        answer: JSON.stringify(answer),
        received_at: now,
      })
      .execute()
    const hold = { companyId, cardId, transactionId: id, generation: 0 }
    const booking = await book(tx, companyId, isHeld ? holdParts(hold, parts) : [], now)
    assert(booking.booked)
    return answer
  })
}
