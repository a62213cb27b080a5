import { type RawBuilder, sql } from 'kysely'
import type { AccountChange, Effects } from './evaluate.ts'

/**
 * Here are the parts of a statement that writes a decided batch. They share the CTE `change` (`accountChanges`), and write only
 * where their gate is true. Whoever puts them together checks the counts of what they return.
 */
type Gate = RawBuilder<unknown>

/** The CTE `change`. `version`: the account must still have it; null: whatever it has, its guard decides. */
export function accountChanges(
  changes: readonly (AccountChange & { readonly version?: bigint | null })[],
): RawBuilder<unknown> {
  return sql`
    SELECT * FROM unnest(
      ${changes.map((a) => a.id)}::uuid[],
      ${changes.map((a) => a.debits)}::numeric[],
      ${changes.map((a) => a.credits)}::numeric[],
      ${changes.map((a) => a.debitsHeld)}::numeric[],
      ${changes.map((a) => a.creditsHeld)}::numeric[],
      ${changes.map((a) => a.overdraw)}::boolean[],
      ${changes.map((a) => a.version ?? null)}::bigint[]
    ) AS d (id, debits, credits, debits_held, credits_held, overdraw, version)`
}

/**
 * The guard is that of evaluate.ts over the batch as a whole: what is available, or zero where it is less,
 * covers the change.
 */
const WITHIN_GUARD = sql`(NOT a.guarded OR d.overdraw OR CASE a.normal
    WHEN 'DEBIT' THEN greatest(0, a.debits - a.credits - a.credits_held) + d.debits - d.credits - d.credits_held
    ELSE greatest(0, a.credits - a.debits - a.debits_held) + d.credits - d.debits - d.debits_held
  END >= 0)`

/** Locks, in the order of the ids, every account of `change` that still is as expected and has room for its change. */
export function lockUnchanged(companyId: string, gate: Gate): RawBuilder<unknown> {
  return sql`
    SELECT locked.* FROM (SELECT * FROM change ORDER BY id) d, LATERAL (
      SELECT a.id FROM ledger_accounts a
      WHERE a.company_id = ${companyId}::uuid AND a.id = d.id
        AND (d.version IS NULL OR a.version = d.version) AND ${WITHIN_GUARD}
      LIMIT 1 FOR NO KEY UPDATE
    ) locked
    WHERE ${gate}`
}

/** The array keeps it to these accounts also where a planner believes the table to be small. */
export function changeAccounts(companyId: string, gate: Gate): RawBuilder<unknown> {
  return sql`
    UPDATE ledger_accounts a
    SET debits = a.debits + d.debits,
        credits = a.credits + d.credits,
        debits_held = a.debits_held + d.debits_held,
        credits_held = a.credits_held + d.credits_held,
        version = a.version + 1
    FROM change d
    WHERE ${gate} AND a.company_id = ${companyId}::uuid AND a.id = ANY(ARRAY(SELECT id FROM change)) AND a.id = d.id
      AND ${WITHIN_GUARD}
    RETURNING a.id, a.debits, a.credits, a.debits_held, a.credits_held, a.version`
}

/** In the order of the ids: two batches with the same new ids wait for each other in one direction only. */
export function insertTransfers(
  companyId: string,
  { transfers }: Effects,
  now: Date,
  gate: Gate,
): RawBuilder<unknown> {
  return sql`
    INSERT INTO ledger_transfers (company_id, created_at, id, type, debit_account_id, credit_account_id, asset,
                                  amount, hold_id, overdraw, reason, subject_id)
    SELECT ${companyId}::uuid, ${now}::timestamptz, t.*
    FROM unnest(
      ${transfers.map((t) => t.id)}::uuid[],
      ${transfers.map((t) => t.type)}::text[],
      ${transfers.map((t) => t.debitId)}::uuid[],
      ${transfers.map((t) => t.creditId)}::uuid[],
      ${transfers.map((t) => t.assetId)}::text[],
      ${transfers.map((t) => t.amount)}::numeric[],
      ${transfers.map((t) => t.holdId)}::uuid[],
      ${transfers.map((t) => t.overdraw)}::boolean[],
      ${transfers.map((t) => t.reason)}::text[],
      ${transfers.map((t) => t.subjectId)}::uuid[]
    ) AS t (id, type, debit_id, credit_id, asset, amount, hold_id, overdraw, reason, subject_id)
    WHERE ${gate}
    ORDER BY t.id
    ON CONFLICT (company_id, id) DO NOTHING
    RETURNING id`
}

export function openHolds(companyId: string, { openedHolds }: Effects, gate: Gate): RawBuilder<unknown> {
  return sql`
    INSERT INTO ledger_holds (company_id, id, debit_account_id, credit_account_id, asset, amount, remaining, expires_at)
    SELECT ${companyId}::uuid, h.*
    FROM unnest(
      ${openedHolds.map((h) => h.id)}::uuid[],
      ${openedHolds.map((h) => h.debitId)}::uuid[],
      ${openedHolds.map((h) => h.creditId)}::uuid[],
      ${openedHolds.map((h) => h.assetId)}::text[],
      ${openedHolds.map((h) => h.amount)}::numeric[],
      ${openedHolds.map((h) => h.remaining)}::numeric[],
      ${openedHolds.map((h) => h.expiresAt)}::timestamptz[]
    ) AS h (id, debit_id, credit_id, asset, amount, remaining, expires_at)
    WHERE ${gate}
    RETURNING id`
}

export function takeHolds(companyId: string, { takenHolds }: Effects, gate: Gate): RawBuilder<unknown> {
  return sql`
    UPDATE ledger_holds h
    SET remaining = h.remaining - t.taken
    FROM unnest(${takenHolds.map((h) => h.id)}::uuid[], ${takenHolds.map((h) => h.taken)}::numeric[]) AS t (id, taken)
    WHERE ${gate} AND h.company_id = ${companyId}::uuid AND h.id = t.id AND h.remaining >= t.taken
    RETURNING h.id`
}
