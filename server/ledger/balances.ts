import { sql } from 'kysely'
import type { Reader } from '../kernel/database.ts'
import { type Account, accountId, availableOf, balanceOf } from './accounts.ts'
import { type AccountRow, toAccount } from './lock.ts'
import type { AccountCode, AccountRef, Balance } from './types.ts'
import { CHART } from './types.ts'

/**
 * In the order asked. An account that was never booked on has zero. Not locked: to decide on a balance, `book`.
 */
export async function readBalances(
  db: Reader,
  companyId: string,
  refs: readonly AccountRef[],
): Promise<Balance[]> {
  if (refs.length === 0) return []
  const ids = refs.map((ref) => accountId(companyId, ref))
  const { rows } = await sql<AccountRow>`
    SELECT id, code, owner_id, asset, debits, credits, debits_held, credits_held
    FROM ledger_accounts
    WHERE company_id = ${companyId} AND id = ANY(${ids}::uuid[])`.execute(db)
  const found = new Map(rows.map((row) => [row.id, toAccount(row)]))
  return refs.map((ref, index) => {
    const account = found.get(ids[index] ?? '')
    if (account === undefined) return { account: ref, balance: 0n, available: 0n }
    return {
      account: ref,
      balance: balanceOf(ref.code, account),
      available: availableOf(ref.code, account),
    }
  })
}

/** What open holds would bring to an account: it is in no balance before they are captured. */
export async function readIncoming(db: Reader, companyId: string, ref: AccountRef): Promise<bigint> {
  const { rows } = await sql<{ debits_held: bigint; credits_held: bigint }>`
    SELECT debits_held, credits_held FROM ledger_accounts
    WHERE company_id = ${companyId} AND id = ${accountId(companyId, ref)}`.execute(db)
  const [sums] = rows
  if (sums === undefined) return 0n
  return CHART[ref.code].normal === 'DEBIT' ? sums.debits_held : sums.credits_held
}

/**
 * Per asset, over all owners of one account code: the sum of the balances, and the sum of those above zero.
 * Every asset asked for is in the answer.
 */
export async function sumBalances(
  db: Reader,
  companyId: string,
  code: AccountCode,
  assetIds: readonly string[],
): Promise<Map<string, { sum: bigint; sumOfPositive: bigint }>> {
  const sums = new Map(assetIds.map((id) => [id, { sum: 0n, sumOfPositive: 0n }]))
  if (assetIds.length === 0) return sums
  const balance = CHART[code].normal === 'DEBIT' ? sql`debits - credits` : sql`credits - debits`
  const { rows } = await sql<{ asset: string; sum: bigint; sum_of_positive: bigint }>`
    SELECT asset, sum(${balance}) AS sum, sum(greatest(${balance}, 0)) AS sum_of_positive
    FROM ledger_accounts
    WHERE company_id = ${companyId} AND code = ${code} AND asset = ANY(${assetIds}::text[])
    GROUP BY asset`.execute(db)
  for (const row of rows) sums.set(row.asset, { sum: row.sum, sumOfPositive: row.sum_of_positive })
  return sums
}

export const ACCOUNTS_PAGE_MAX = 1_000

/**
 * Every account of a company, for auditors: pages of at most ACCOUNTS_PAGE_MAX in the order of the ids, from
 * `after` on.
 */
export async function listAccounts(
  db: Reader,
  companyId: string,
  page: { readonly after: string | null; readonly size: number },
): Promise<Account[]> {
  const after = page.after === null ? sql`` : sql`AND id > ${page.after}`
  const { rows } = await sql<AccountRow>`
    SELECT id, code, owner_id, asset, debits, credits, debits_held, credits_held
    FROM ledger_accounts
    WHERE company_id = ${companyId} ${after}
    ORDER BY id
    LIMIT ${Math.min(page.size, ACCOUNTS_PAGE_MAX)}`.execute(db)
  return rows.map(toAccount)
}
