import { sql } from 'kysely'
import type { Tx } from '../kernel/database.ts'
import { type Account, accountId } from './accounts.ts'
import { draftBatch } from './draft.ts'
import { type Decision, evaluate } from './evaluate.ts'
import { type AccountRow, createMissing, toAccount } from './lock.ts'
import type { AccountRef, NewTransfer } from './types.ts'

/**
 * An account as somebody remembers it from one statement to the next. A guess: it is good for deciding, if the statement that
 * writes what was decided checks the version, or the guard (fragments.ts).
 */
export interface RememberedAccount extends Account {
  readonly version: bigint
}

/** By id. Accounts that do not exist are made, with zero sums. `lock`: until the transaction ends, in the order of the ids. */
export async function readToRemember(
  tx: Tx,
  companyId: string,
  refs: readonly AccountRef[],
  { lock }: { readonly lock: boolean },
): Promise<Map<string, RememberedAccount>> {
  const wanted = new Map(refs.map((ref) => [accountId(companyId, ref), ref]))
  const found = await read(tx, companyId, [...wanted.keys()], lock)
  const missing = new Map([...wanted].filter(([id]) => !found.has(id)))
  if (missing.size === 0) return found
  await createMissing(tx, companyId, missing)
  return read(tx, companyId, [...wanted.keys()], lock)
}

async function read(
  tx: Tx,
  companyId: string,
  ids: readonly string[],
  lock: boolean,
): Promise<Map<string, RememberedAccount>> {
  const { rows } = await sql<AccountRow & { version: bigint }>`
    SELECT id, code, owner_id, asset, debits, credits, debits_held, credits_held, version
    FROM ledger_accounts
    WHERE company_id = ${companyId} AND id = ANY(${ids}::uuid[])
    ORDER BY id ${lock ? sql`FOR UPDATE` : sql``}`.execute(tx)
  return new Map(rows.map((row) => [row.id, { ...toAccount(row), version: row.version }]))
}

/** Decides new transfers over remembered accounts, which must be all that they touch. They settle no stored hold. */
export function decideOver(
  companyId: string,
  accounts: ReadonlyMap<string, Account>,
  transfers: readonly NewTransfer[],
): Decision {
  return evaluate(draftBatch(companyId, transfers).drafts, {
    accounts,
    holds: new Map(),
    existing: new Map(),
  })
}
