import { sql } from 'kysely'
import type { Database } from '../../kernel/database.ts'
import { type Partner, PartnerError } from '../../partner/partner.ts'
import { askForAccount } from './ask-for-account.ts'
import type { BankAccountRow } from './bank-account.ts'
import type { BankDeps } from './deps.ts'

const BATCH = 16
/** A node that died with accounts in its hands keeps them from the others for so long. */
const LEASE_SECONDS = 60
const WAIT_SECONDS_MAX = 300

/**
 * One pass over the accounts that are to be gone: deleted by callers, and those whose making was cut short, by a crash or by the
 * partner's silence. Nobody was told that these exist, so they are not kept: the partner is asked once more under the same key
 * whether it has them, and what it has is deleted. @returns whether there may be more.
 */
export async function removeBankAccounts(deps: BankDeps): Promise<boolean> {
  const { db, partner, log } = deps
  if (partner === null) return false
  const claimed = await claim(db)
  await Promise.all(
    claimed.map(async (row) => {
      try {
        await remove(deps, partner, row)
      } catch (err) {
        log.warn({ err, bankAccountId: row.id, tries: row.tries }, 'a bank account is not removed yet')
        await put(db, row, { next_try_at: waitOf(row) })
      }
    }),
  )
  return claimed.length === BATCH
}

/** Whoever claims moves the time of the next try on, so no lock is held while the partner is called. */
async function claim(db: Database): Promise<readonly BankAccountRow[]> {
  const { rows } = await sql<BankAccountRow>`
    UPDATE bank_accounts
    SET state = 'REMOVING', tries = tries + 1, next_try_at = now() + make_interval(secs => ${LEASE_SECONDS})
    WHERE (company_id, id) IN (
      SELECT company_id, id FROM bank_accounts WHERE state IN ('CREATING', 'REMOVING') AND next_try_at <= now()
      ORDER BY next_try_at LIMIT ${BATCH} FOR UPDATE SKIP LOCKED)
    RETURNING *`.execute(db)
  return rows
}

async function remove(deps: BankDeps, partner: Partner, row: BankAccountRow): Promise<void> {
  const accountId = row.partner_account_id ?? (await learnId(deps, row))
  if (accountId !== null) await partner.deleteExternalAccount(row.customer_id, accountId)
  await put(deps.db, row, { state: 'REMOVED', sealed: null })
}

/** @returns null when the partner has nothing. @throws while it does not say. */
async function learnId(deps: BankDeps, row: BankAccountRow): Promise<string | null> {
  const asked = await askForAccount(deps, row)
  switch (asked.kind) {
    case 'MADE':
      await put(deps.db, row, { partner_account_id: asked.accountId })
      return asked.accountId
    case 'REFUSED':
      return null
    case 'FORGOTTEN':
      deps.log.error(
        { bankAccountId: row.id, customerId: row.customer_id },
        'the partner may keep a bank account that nobody uses: it did not answer for a day after its creation',
      )
      return null
    case 'SILENT':
      throw new PartnerError('UNAVAILABLE', 'the partner does not say whether it has the account')
  }
}

async function put(db: Database, row: BankAccountRow, change: object): Promise<void> {
  await db
    .updateTable('bank_accounts')
    .set(change)
    .where('company_id', '=', row.company_id)
    .where('id', '=', row.id)
    .execute()
}

function waitOf({ tries }: BankAccountRow) {
  return sql<Date>`now() + make_interval(secs => ${Math.min(2 ** Math.min(tries, 10), WAIT_SECONDS_MAX)})`
}
