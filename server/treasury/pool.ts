import { type Company, lockCompany } from '../companies/company.ts'
import type { Reader, Tx } from '../kernel/database.ts'
import { type Refusal, refuse } from '../kernel/refusal.ts'

/** Places of the contracted pool in use: wallets that are not deleted. */
export async function countUsedTreasuryWallets(reader: Reader, companyId: string): Promise<number> {
  const { used } = await reader
    .selectFrom('treasury_wallets')
    .select((eb) => eb.fn.countAll().as('used'))
    .where('company_id', '=', companyId)
    .where('deleted_at', 'is', null)
    .executeTakeFirstOrThrow()
  return Number(used)
}

/** W2 when the pool is full. Whoever takes a place locks the company until the commit, so two cannot take the last one. */
export async function takePlace(tx: Tx, companyId: string): Promise<Company | Refusal> {
  const company = await lockCompany(tx, companyId)
  if (company === null) return refuse('COMPANY_NOT_FOUND')
  const used = await countUsedTreasuryWallets(tx, companyId)
  return used < company.treasury_wallets ? company : refuse('PRODUCT_LIMIT')
}
