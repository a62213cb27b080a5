import { jsonb } from '../../kernel/database.ts'
import { newId } from '../../kernel/ids.ts'
import { MICRO_PER_CENT } from '../card-accounts.ts'
import { feesToJson, ratesFor, readFeeRates } from '../fees.ts'
import type { CardMessage, NetworkMessage } from '../message.ts'
import type { Posting } from './posting.ts'
import { type Amount, newPurchase, type Purchase } from './purchase.ts'
import { expiryOf, type PurchaseRow, purchaseColumns } from './purchase-row.ts'

/** A row that a posting opens itself, before anything happened to it: with the rates of today. */
export function draftRow(posting: Posting, m: CardMessage, kind: 'PURCHASE' | 'CREDIT'): PurchaseRow {
  const { message } = m
  const currency = message.original?.currency.code ?? 'USD'
  const isPurchase = kind === 'PURCHASE'
  const rates = isPurchase
    ? ratesFor(posting.program.rates, { currency, channel: message.channel })
    : NO_RATES
  return {
    ...purchaseColumns(newPurchase(rates)),
    company_id: m.companyId,
    card_id: m.cardId,
    id: newId(),
    kind,
    transaction_ref: message.transactionRef,
    rrn: message.rrn,
    channel: message.channel,
    initiator: message.initiator,
    entry_mode: message.entryMode,
    merchant: message.merchant,
    mcc: message.mcc,
    country: message.country?.alpha3 ?? null,
    currency,
    exchange_rate: message.exchangeRate,
    fee_rates: feesToJson(rates),
    hold_expires_at: null,
    counted_day: null,
    decided_event_id: null,
    decline_code: null,
    company_response: null,
    history_amount: null,
    attempted: 0n,
    velocity_since: null,
    judged: false,
    risk_skipped: false,
    shadow_declined: null,
    heard: false,
    created_at: posting.now,
  }
}

type Changes = Partial<
  Pick<
    PurchaseRow,
    | 'state'
    | 'hold_expires_at'
    | 'counted_day'
    | 'decided_event_id'
    | 'decline_code'
    | 'history_amount'
    | 'attempted'
  >
>

export async function insertRow(
  posting: Posting,
  row: PurchaseRow,
  purchase: Purchase,
  changes: Changes,
): Promise<void> {
  await posting.tx
    .insertInto('card_transactions')
    .values({
      ...row,
      ...purchaseColumns(purchase),
      ...changes,
      ...expiryOf(purchase),
      merchant: row.merchant === null ? null : jsonb(row.merchant),
      fee_rates: jsonb(row.fee_rates),
    })
    .execute()
}

/** What a message bills. */
export function billed({ billing, original }: NetworkMessage): Amount {
  const bill = billing ?? 0n
  return { bill, original: original?.value ?? bill / MICRO_PER_CENT }
}

/** The same for a purchase that is known: when the message names another currency, in proportion to what was billed before. */
export function billedIn(row: PurchaseRow, message: NetworkMessage): Amount {
  const amount = billed(message)
  if (message.original?.currency.code === row.currency) return amount
  const [bill, original] =
    row.approved > 0n ? [row.approved, row.approved_original] : [row.settled, row.settled_original]
  return { bill: amount.bill, original: bill === 0n ? 0n : (amount.bill * original) / bill }
}

const NO_RATES = readFeeRates({})
