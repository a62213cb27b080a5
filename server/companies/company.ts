import { type Selectable, sql } from 'kysely'
import type { Reader, Tx } from '../kernel/database.ts'
import { isId } from '../kernel/ids.ts'
import type { Sealer } from '../kernel/sealer.ts'
import type { Schema } from '../migrations/schema.ts'
import { openKey } from '../webhooks/company-webhook.ts'

/** A company's row. `webhook_key` and `webhook_secret` are sealed (webhooks/company-webhook.ts). */
export type Company = Selectable<Schema['companies']>

/** The company, or null when it is unknown or deleted. */
export async function findCompany(reader: Reader, companyId: string): Promise<Company | null> {
  const company = await findCompanyEvenDeleted(reader, companyId)
  return company === null || company.deleted_at !== null ? null : company
}

/** For what goes on after a company's deletion: sweeps, running sends, the operator's list. */
export async function findCompanyEvenDeleted(reader: Reader, companyId: string): Promise<Company | null> {
  if (!isId(companyId)) return null
  const row = await reader
    .selectFrom('companies')
    .selectAll()
    .where('company_id', '=', companyId)
    .executeTakeFirst()
  return row ?? null
}

/**
 * Locks the company's row until the end of the transaction: changes of its settings, keys and contract come one after the
 * other, so rules over several rows (the last admin key, unique names, the contracted limit) hold under any race.
 * Rows that refer to the company can still be written meanwhile.
 */
export async function lockCompany(tx: Tx, companyId: string): Promise<Company | null> {
  const company = await lockCompanyEvenDeleted(tx, companyId)
  return company === null || company.deleted_at !== null ? null : company
}

export async function lockCompanyEvenDeleted(tx: Tx, companyId: string): Promise<Company | null> {
  if (!isId(companyId)) return null
  const row = await tx
    .selectFrom('companies')
    .selectAll()
    .where('company_id', '=', companyId)
    .forNoKeyUpdate()
    .executeTakeFirst()
  return row ?? null
}

/** Two companies that take one email at the same time come one after the other: the second sees the first. */
export async function isEmailTaken(tx: Tx, email: string, exceptCompanyId: string | null): Promise<boolean> {
  await sql`SELECT pg_advisory_xact_lock(${EMAIL_LOCK_CLASS}, hashtext(lower(${email})))`.execute(tx)
  const other = await tx
    .selectFrom('companies')
    .select('company_id')
    .where(sql<boolean>`lower(email) = lower(${email})`)
    .$if(exceptCompanyId !== null, (query) => query.where('company_id', '<>', exceptCompanyId))
    .executeTakeFirst()
  return other !== undefined
}

const EMAIL_LOCK_CLASS = 4_870_301

/** The contract's Company object; the webhook key in clear, so only for its admins and the operator. */
export function companyAnswer(sealer: Sealer, company: Company) {
  const { company_id, name, email, webhook_url, webhook_key } = company
  const key = webhook_key === null ? null : openKey(sealer, company_id, webhook_key)
  return { name, email, webhook_url, webhook_key: key }
}

/** What the audit log keeps of a company: everything its admins can change but the secrets. */
export function companyFacts(company: Company) {
  const { name, email, webhook_url, deleted_at } = company
  return { name, email, webhook_url, deleted_at }
}
