import { type CompiledQuery, type RawBuilder, sql } from 'kysely'
import { type Database, jsonb } from '../../kernel/database.ts'
import type { AccountChange, Effects } from '../../ledger/evaluate.ts'
import {
  accountChanges,
  changeAccounts,
  insertTransfers,
  lockUnchanged,
  openHolds,
} from '../../ledger/fragments.ts'
import { insertEvents } from '../../webhooks/write-events.ts'
import type { BatchRows } from './rows.ts'

export interface BatchWrite extends BatchRows {
  readonly companyId: string
  readonly now: Date
  /** So long after its transaction began nobody waits for its first answer any more: what has its locks later is not written. */
  readonly leftMs: number
  /** Of the configuration that it was decided by. */
  readonly programVersion: bigint
  readonly holdingId: string
  readonly effects: Effects
  /** Every account that it moves money on, or was refused for. `version` null: the guard alone decides. */
  readonly accounts: readonly (AccountChange & { readonly version: bigint | null })[]
  /** Purchases that nothing may be known of yet. */
  readonly fresh: readonly { readonly cardId: string; readonly ref: string }[]
}

/** `ok` false: something was not as expected, and nothing was written. */
export interface Written {
  readonly ok: boolean
  /** The holding account as it is now; null: nothing moved on it. */
  readonly debits: bigint | null
  readonly credits: bigint | null
  readonly debits_held: bigint | null
  readonly credits_held: bigint | null
  readonly version: bigint | null
}

const OK = sql`(SELECT ok FROM verdict)`

/**
 * The one statement of a batch. It locks every card, then rows that say ASKED, then accounts, each in the order of their ids, and
 * only as they are expected to be; then it looks whether all were there and nothing else is known of the purchases; and writes
 * everything, or nothing. Its text is always the same, so that the database plans it once, perhaps while the tables are still
 * empty: each look-up in a table is a LATERAL with LIMIT 1, and each update goes to the place of a row that was found, because a
 * planner that believes a table to be small would read it whole for every batch, for as long as the plan lives. A place (ctid) is
 * safe only for rows that nobody can have changed since the snapshot if the verdict is true: cards by their version, what is ASKED
 * by its state.
 *
 * What cannot happen under those locks (a count that differs) ends it with a division by zero, and with it all that it wrote.
 */
export function batchStatement(db: Database, write: BatchWrite): CompiledQuery<Written> {
  const { companyId, now, effects } = write
  return sql<Written>`
    WITH card AS MATERIALIZED (${cardRecords(write)}),
    locked_card AS MATERIALIZED (
      SELECT locked.* FROM (SELECT id, version FROM card ORDER BY id) card, LATERAL (
        SELECT c.id, c.ctid AS place FROM cards c
        WHERE c.company_id = ${companyId}::uuid AND c.id = card.id AND c.version = card.version
        LIMIT 1 FOR NO KEY UPDATE
      ) locked
    ),
    updated AS MATERIALIZED (${transactionRecords(write.updated)}),
    locked_asked AS MATERIALIZED (
      SELECT locked.* FROM (SELECT card_id, id FROM updated ORDER BY id) updated, LATERAL (
        SELECT t.id, t.ctid AS place FROM card_transactions t
        WHERE t.company_id = ${companyId}::uuid AND t.card_id = updated.card_id AND t.id = updated.id AND t.state = 'ASKED'
        LIMIT 1 FOR NO KEY UPDATE
      ) locked
      WHERE (SELECT count(*) FROM locked_card) = ${write.cards.length}::int
    ),
    change AS MATERIALIZED (${accountChanges(write.accounts)}),
    locked_account AS MATERIALIZED (${lockUnchanged(
      companyId,
      sql`(SELECT count(*) FROM locked_card) = ${write.cards.length}::int
        AND (SELECT count(*) FROM locked_asked) = ${write.updated.length}::int`,
    )}),
    verdict AS MATERIALIZED (${verdict(write)}),
    updated_card AS (
      UPDATE cards c SET version = c.version + 1, status = card.status,
        spent_day = card.spent_day, spent_today = card.spent_today, spent_week = card.spent_week,
        spent_month = card.spent_month, wrong_cvvs = card.wrong_cvvs, declines = card.declines,
        attempts = card.attempts, fuse = CASE WHEN card.fuse_spent THEN NULL ELSE c.fuse END
      FROM card JOIN locked_card USING (id)
      WHERE ${OK} AND card.changed AND c.company_id = ${companyId}::uuid AND c.ctid = locked_card.place
      RETURNING c.id
    ),
    inserted_transaction AS (
      INSERT INTO card_transactions (company_id, kind, created_at, card_id, id, state, transaction_ref, rrn,
        channel, initiator, entry_mode, merchant, mcc, country, currency, exchange_rate, approved,
        approved_original, fee_rates, fees, hold_bill, hold_client_fees, hold_provider_fees, hold_card,
        hold_expires_at, counted_day, counted, decided_event_id, decline_code, company_response, history_amount,
        attempted, velocity_since, judged, risk_skipped, shadow_declined)
      SELECT ${companyId}::uuid, 'PURCHASE', ${now}::timestamptz, card_id, id, state, transaction_ref, rrn,
        channel, initiator, entry_mode, merchant, mcc, country, currency, exchange_rate, approved,
        approved_original, fee_rates, fees, hold_bill, hold_client_fees, hold_provider_fees, hold_card,
        hold_expires_at, counted_day, counted, decided_event_id, decline_code, company_response, history_amount,
        attempted, velocity_since, judged, risk_skipped, shadow_declined
      FROM (${transactionRecords(write.inserted)}) AS inserted
      WHERE ${OK}
    ),
    updated_transaction AS (
      UPDATE card_transactions t SET state = updated.state, approved = updated.approved,
        approved_original = updated.approved_original, fees = updated.fees, hold_bill = updated.hold_bill,
        hold_client_fees = updated.hold_client_fees, hold_provider_fees = updated.hold_provider_fees,
        hold_card = updated.hold_card, hold_expires_at = updated.hold_expires_at,
        counted_day = updated.counted_day, counted = updated.counted,
        decided_event_id = updated.decided_event_id, decline_code = updated.decline_code,
        company_response = updated.company_response, history_amount = updated.history_amount,
        risk_skipped = updated.risk_skipped
      FROM updated JOIN locked_asked USING (id)
      WHERE ${OK} AND t.company_id = ${companyId}::uuid AND t.ctid = locked_asked.place
      RETURNING t.id
    ),
    inserted_event AS (
      INSERT INTO card_events (company_id, card_id, id, transaction_id, operation, status, bill_amount,
        original_amount, currency, exchange_rate, fee_fx_provider, fee_fx_client, fee_atm_provider,
        fee_atm_client, original_balance, new_balance, decline_code, created_at)
      SELECT ${companyId}::uuid, card_event.* FROM (${eventRecords(write)}) AS card_event
      WHERE ${OK}
    ),
    ended_event AS (
      UPDATE card_events e SET status = 'SUCCESS'
      FROM json_to_recordset(${jsonb(write.ended)}::json) AS ended (card_id uuid, id uuid), LATERAL (
        SELECT x.ctid AS place FROM card_events x
        WHERE x.company_id = ${companyId}::uuid AND x.card_id = ended.card_id AND x.id = ended.id
        LIMIT 1
      ) found
      WHERE ${OK} AND e.company_id = ${companyId}::uuid AND e.ctid = found.place
      RETURNING e.id
    ),
    inserted_message AS (
      INSERT INTO network_message_directory (company_id, received_at, network_id, body_hash, card_id, transaction_id, answer)
      SELECT ${companyId}::uuid, ${now}::timestamptz, message.* FROM (${messageRecords(write)}) AS message
      WHERE ${OK}
    ),
    answered_message AS (
      UPDATE network_message_directory d SET answer = answered.answer
      FROM json_to_recordset(${jsonb(write.answered)}::json) AS answered (network_id text, answer text), LATERAL (
        SELECT x.ctid AS place FROM network_message_directory x
        WHERE x.network_id = answered.network_id AND x.answer IS NULL LIMIT 1
      ) found
      WHERE ${OK} AND d.ctid = found.place
      RETURNING d.network_id
    ),
    inserted_transfer AS (${insertTransfers(companyId, effects, now, OK)}),
    opened_hold AS (${openHolds(companyId, effects, OK)}),
    changed_account AS (${changeAccounts(companyId, OK)}),
    ${insertEvents(write.webhooks, OK)}
    SELECT verdict.ok, holding.debits, holding.credits, holding.debits_held, holding.credits_held, holding.version,
      CASE WHEN verdict.ok THEN 1 / (${allWritten(write)})::int END AS sound
    FROM verdict LEFT JOIN changed_account holding ON holding.id = ${write.holdingId}::uuid`.compile(db)
}

function verdict({ companyId, now, leftMs, ...write }: BatchWrite): RawBuilder<unknown> {
  const cardIds = write.fresh.map(({ cardId }) => cardId)
  const refs = write.fresh.map(({ ref }) => ref)
  const networkIds = write.messages.map((message) => message.network_id)
  return sql`
    SELECT (SELECT count(*) FROM locked_card) = ${write.cards.length}::int
      AND (SELECT count(*) FROM locked_asked) = ${write.updated.length}::int
      AND (SELECT count(*) FROM locked_account) = ${write.accounts.length}::int
      AND coalesce((SELECT version FROM card_programs WHERE company_id = ${companyId}::uuid), 0) = ${write.programVersion}::bigint
      AND NOT EXISTS (
        SELECT FROM unnest(${networkIds}::text[]) AS n (network_id), LATERAL (
          SELECT FROM network_message_directory d WHERE d.network_id = n.network_id LIMIT 1) known)
      AND NOT EXISTS (
        SELECT FROM unnest(${cardIds}::uuid[], ${refs}::text[]) AS f (card_id, ref)
        , LATERAL (
          SELECT FROM card_transactions t
          WHERE t.company_id = ${companyId}::uuid AND t.card_id = f.card_id AND t.transaction_ref = f.ref
            AND t.state <> 'DECLINED' AND t.kind = 'PURCHASE' LIMIT 1) known)
      AND NOT EXISTS (
        SELECT FROM unnest(${cardIds}::uuid[], ${refs}::text[]) AS f (card_id, ref)
        , LATERAL (
          SELECT FROM kept_messages k
          WHERE k.company_id = ${companyId}::uuid AND k.card_id = f.card_id AND k.transaction_ref = f.ref
            AND k.type = 'reversal' AND k.kept_until > ${now}::timestamptz LIMIT 1) known)
      AND clock_timestamp() - transaction_timestamp() < ${leftMs}::float8 * interval '1 millisecond'
      AS ok`
}

function allWritten(write: BatchWrite): RawBuilder<unknown> {
  const changed = write.cards.filter((card) => card.changed).length
  return sql`(SELECT count(*) FROM updated_card) = ${changed}::int
    AND (SELECT count(*) FROM updated_transaction) = ${write.updated.length}::int
    AND (SELECT count(*) FROM ended_event) = ${write.ended.length}::int
    AND (SELECT count(*) FROM answered_message) = ${write.answered.length}::int
    AND (SELECT count(*) FROM inserted_transfer) = ${write.effects.transfers.length}::int
    AND (SELECT count(*) FROM opened_hold) = ${write.effects.openedHolds.length}::int
    AND (SELECT count(*) FROM changed_account) = ${write.accounts.length}::int`
}

function cardRecords({ cards }: BatchRows): RawBuilder<unknown> {
  return sql`SELECT * FROM json_to_recordset(${jsonb(cards)}::json) AS card (
    id uuid, version bigint, changed boolean, status text, spent_day date, spent_today numeric, spent_week numeric,
    spent_month numeric, wrong_cvvs timestamptz[], declines timestamptz[], attempts timestamptz[], fuse_spent boolean)`
}

function transactionRecords(rows: BatchRows['inserted']): RawBuilder<unknown> {
  return sql`SELECT * FROM json_to_recordset(${jsonb(rows)}::json) AS row (
    card_id uuid, id uuid, state text, transaction_ref text, rrn text, channel text, initiator text, entry_mode text,
    merchant jsonb, mcc text, country text, currency text, exchange_rate text, approved numeric,
    approved_original numeric, fee_rates jsonb, fees jsonb, hold_bill numeric, hold_client_fees numeric,
    hold_provider_fees numeric, hold_card numeric, hold_expires_at timestamptz, counted_day date, counted numeric,
    decided_event_id uuid, decline_code text, company_response text, history_amount numeric, attempted numeric,
    velocity_since timestamptz, judged boolean, risk_skipped boolean, shadow_declined boolean)`
}

function eventRecords({ events }: BatchRows): RawBuilder<unknown> {
  return sql`SELECT * FROM json_to_recordset(${jsonb(events)}::json) AS row (
    card_id uuid, id uuid, transaction_id uuid, operation text, status text, bill_amount numeric,
    original_amount numeric, currency text, exchange_rate text, fee_fx_provider numeric, fee_fx_client numeric,
    fee_atm_provider numeric, fee_atm_client numeric, original_balance numeric, new_balance numeric,
    decline_code text, created_at timestamptz)`
}

function messageRecords({ messages }: BatchRows): RawBuilder<unknown> {
  return sql`SELECT * FROM json_to_recordset(${jsonb(messages)}::json) AS row (
    network_id text, body_hash bytea, card_id uuid, transaction_id uuid, answer text)`
}
