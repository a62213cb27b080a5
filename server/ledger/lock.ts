import { strict as assert } from 'node:assert'
import { sql } from 'kysely'
import type { Tx } from '../kernel/database.ts'
import { type Account, accountId, readAccountCode } from './accounts.ts'
import { type AccountRef, CHART } from './types.ts'

/**
 * For a transaction that books more than once: locks all its accounts of a company up front, in the one order
 * that everybody keeps. Without it the second `book` may wait for an account that another transaction holds
 * while that one waits for ours.
 */
export async function lockAccounts(tx: Tx, companyId: string, refs: readonly AccountRef[]): Promise<void> {
  await lockForBooking(tx, companyId, new Map(refs.map((ref) => [accountId(companyId, ref), ref])), [])
}

/**
 * Locks the accounts, and those of the stored holds, in the order of their ids; creates missing ones with zero
 * sums. Creating comes before locking anything: who waits for another's new row must hold no lock that the
 * other may need.
 */
export async function lockForBooking(
  tx: Tx,
  companyId: string,
  refs: ReadonlyMap<string, AccountRef>,
  holdIds: readonly string[],
): Promise<Map<string, Account>> {
  const wanted = [...refs.keys()]
  let locked = await lockIfAllExist(tx, companyId, wanted, holdIds)
  if (!wanted.every((id) => locked.has(id))) {
    assert.equal(locked.size, 0, 'nothing is locked while an account is missing')
    await createMissing(tx, companyId, refs)
    locked = await lockIfAllExist(tx, companyId, wanted, holdIds)
  }
  assert(
    wanted.every((id) => locked.has(id)),
    'every account of the batch is locked',
  )
  return locked
}

async function lockIfAllExist(
  tx: Tx,
  companyId: string,
  wanted: readonly string[],
  holdIds: readonly string[],
): Promise<Map<string, Account>> {
  const ofHolds =
    holdIds.length === 0
      ? sql``
      : sql`UNION SELECT unnest(ARRAY[debit_account_id, credit_account_id]) FROM ledger_holds
            WHERE company_id = ${companyId} AND id = ANY(${holdIds}::uuid[])`
  const { rows } = await sql<AccountRow>`
    SELECT id, code, owner_id, asset, debits, credits, debits_held, credits_held
    FROM ledger_accounts
    WHERE company_id = ${companyId}
      AND id IN (SELECT unnest(${wanted}::uuid[]) ${ofHolds})
      AND (SELECT count(*) FROM ledger_accounts
           WHERE company_id = ${companyId} AND id = ANY(${wanted}::uuid[])) = ${wanted.length}
    ORDER BY id
    FOR UPDATE`.execute(tx)
  return new Map(rows.map((row) => [row.id, toAccount(row)]))
}

export async function createMissing(
  tx: Tx,
  companyId: string,
  refs: ReadonlyMap<string, AccountRef>,
): Promise<void> {
  const accounts = [...refs.values()]
  await sql`
    INSERT INTO ledger_accounts (company_id, id, code, owner_id, asset, normal, guarded)
    SELECT ${companyId}, a.*
    FROM unnest(
      ${[...refs.keys()]}::uuid[],
      ${accounts.map((ref) => ref.code)}::text[],
      ${accounts.map((ref) => ref.ownerId)}::uuid[],
      ${accounts.map((ref) => ref.assetId)}::text[],
      ${accounts.map((ref) => CHART[ref.code].normal)}::text[],
      ${accounts.map((ref) => CHART[ref.code].guarded)}::boolean[]
    ) AS a (id, code, owner_id, asset, normal, guarded)
    ORDER BY a.id
    ON CONFLICT DO NOTHING`.execute(tx)
}

/** An account's row as statements here read it. */
export interface AccountRow {
  readonly id: string
  readonly code: string
  readonly owner_id: string
  readonly asset: string
  readonly debits: bigint
  readonly credits: bigint
  readonly debits_held: bigint
  readonly credits_held: bigint
}

export function toAccount(row: AccountRow): Account {
  return {
    id: row.id,
    ref: { code: readAccountCode(row.code), ownerId: row.owner_id, assetId: row.asset },
    debits: row.debits,
    credits: row.credits,
    debitsHeld: row.debits_held,
    creditsHeld: row.credits_held,
  }
}
