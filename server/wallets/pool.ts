import { type Company, lockCompany } from '../companies/company.ts'
import type { Reader, Tx } from '../kernel/database.ts'
import { type Refusal, refuse } from '../kernel/refusal.ts'

/** Places of the contracted pool in use: wallets that are enabled and not deleted. */
export async function countUsedVirtualWallets(reader: Reader, companyId: string): Promise<number> {
  const { used } = await reader
    .selectFrom('virtual_wallets')
    .select((eb) => eb.fn.countAll().as('used'))
    .where('company_id', '=', companyId)
    .where('enabled', '=', true)
    .where('deleted_at', 'is', null)
    .executeTakeFirstOrThrow()
  return Number(used)
}

/**
 * Refuses when the pool is full. Whoever takes a place locks the company until the commit, so two cannot take the last one,
 * nor create a chain's holding wallet twice.
 */
export async function takePlace(tx: Tx, companyId: string): Promise<Company | Refusal> {
  const company = await lockCompany(tx, companyId)
  if (company === null) return refuse('COMPANY_NOT_FOUND')
  const used = await countUsedVirtualWallets(tx, companyId)
  return used < company.virtual_wallets ? company : refuse('PRODUCT_LIMIT')
}
