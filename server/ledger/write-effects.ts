import { strict as assert } from 'node:assert'
import { type RawBuilder, sql } from 'kysely'
import type { Tx } from '../kernel/database.ts'
import type { Effects } from './evaluate.ts'

interface Written {
  readonly complete: boolean
  readonly changed: bigint
  readonly opened: bigint
  readonly taken: bigint
}

/**
 * Writes a decided batch in one statement, which repeats every condition of the decision. False: another
 * transaction booked one of the ids under other accounts (so no lock made one wait for the other); nothing of
 * the batch is left.
 * @throws when a condition does not hold: the decision and the rows disagree, which is a bug, and the caller's
 * transaction dies.
 */
export async function writeEffects(tx: Tx, companyId: string, effects: Effects, now: Date): Promise<boolean> {
  const { rows } = await sql<Written>`
    WITH inserted AS (${insertTransfers(companyId, effects, now)}),
    complete AS MATERIALIZED (SELECT count(*) = ${effects.transfers.length} AS ok FROM inserted),
    changed AS (${changeAccounts(companyId, effects)})
    ${effects.openedHolds.length === 0 ? sql`` : sql`, opened AS (${openHolds(companyId, effects)})`}
    ${effects.takenHolds.length === 0 ? sql`` : sql`, taken AS (${takeHolds(companyId, effects)})`}
    SELECT (SELECT ok FROM complete) AS complete,
           (SELECT count(*) FROM changed) AS changed,
           ${effects.openedHolds.length === 0 ? sql`0::bigint` : sql`(SELECT count(*) FROM opened)`} AS opened,
           ${effects.takenHolds.length === 0 ? sql`0::bigint` : sql`(SELECT count(*) FROM taken)`} AS taken
  `.execute(tx)
  const [written] = rows
  assert(written !== undefined, 'the write answers with its counts')
  if (!written.complete) {
    await withdrawInserted(tx, companyId, effects)
    return false
  }
  assert.equal(
    written.changed,
    BigInt(effects.accounts.length),
    'every account took its change within its guard',
  )
  assert.equal(written.opened, BigInt(effects.openedHolds.length), 'every hold was opened')
  assert.equal(written.taken, BigInt(effects.takenHolds.length), 'every hold had what was taken from it')
  return true
}

/** In the order of the ids: two batches with the same new ids wait for each other in one direction only. */
function insertTransfers(companyId: string, { transfers }: Effects, now: Date): RawBuilder<unknown> {
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
    ORDER BY t.id
    ON CONFLICT (company_id, id) DO NOTHING
    RETURNING id`
}

/**
 * The guard is that of evaluate.ts over the batch as a whole: what is available, or zero where it is less,
 * covers the change.
 */
function changeAccounts(companyId: string, { accounts }: Effects): RawBuilder<unknown> {
  return sql`
    UPDATE ledger_accounts a
    SET debits = a.debits + d.debits,
        credits = a.credits + d.credits,
        debits_held = a.debits_held + d.debits_held,
        credits_held = a.credits_held + d.credits_held,
        version = a.version + 1
    FROM unnest(
      ${accounts.map((a) => a.id)}::uuid[],
      ${accounts.map((a) => a.debits)}::numeric[],
      ${accounts.map((a) => a.credits)}::numeric[],
      ${accounts.map((a) => a.debitsHeld)}::numeric[],
      ${accounts.map((a) => a.creditsHeld)}::numeric[],
      ${accounts.map((a) => a.overdraw)}::boolean[]
    ) AS d (id, debits, credits, debits_held, credits_held, overdraw)
    WHERE (SELECT ok FROM complete)
      AND a.company_id = ${companyId} AND a.id = d.id
      AND (NOT a.guarded OR d.overdraw OR CASE a.normal
             WHEN 'DEBIT' THEN greatest(0, a.debits - a.credits - a.credits_held) + d.debits - d.credits - d.credits_held
             ELSE greatest(0, a.credits - a.debits - a.debits_held) + d.credits - d.debits - d.debits_held
           END >= 0)
    RETURNING a.id`
}

function openHolds(companyId: string, { openedHolds }: Effects): RawBuilder<unknown> {
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
    WHERE (SELECT ok FROM complete)
    RETURNING id`
}

function takeHolds(companyId: string, { takenHolds }: Effects): RawBuilder<unknown> {
  return sql`
    UPDATE ledger_holds h
    SET remaining = h.remaining - t.taken
    FROM unnest(${takenHolds.map((h) => h.id)}::uuid[], ${takenHolds.map((h) => h.taken)}::numeric[]) AS t (id, taken)
    WHERE (SELECT ok FROM complete)
      AND h.company_id = ${companyId} AND h.id = t.id AND h.remaining >= t.taken
    RETURNING h.id`
}

/**
 * Takes back rows of this very transaction, which nobody else has ever seen. The only DELETE of transfers there
 * is.
 */
async function withdrawInserted(tx: Tx, companyId: string, { transfers }: Effects): Promise<void> {
  await sql`
    DELETE FROM ledger_transfers
    WHERE company_id = ${companyId} AND id = ANY(${transfers.map((t) => t.id)}::uuid[])
      AND xid = pg_current_xact_id()`.execute(tx)
}
