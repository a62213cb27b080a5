import { type Company, lockCompany } from '../../companies/company.ts'
import type { Reader, Tx } from '../../kernel/database.ts'
import { type Refusal, refuse } from '../../kernel/refusal.ts'

/** Places of the contracted pack in use: cards that are neither DELETED nor EXPIRED. */
export async function countUsedCards(reader: Reader, companyId: string): Promise<number> {
  const { used } = await reader
    .selectFrom('cards')
    .select((eb) => eb.fn.countAll().as('used'))
    .where('company_id', '=', companyId)
    .where('status', 'not in', ['DELETED', 'EXPIRED'])
    .executeTakeFirstOrThrow()
  return Number(used)
}

/**
 * Locks the company until the commit, before anything of its cards: so two cannot take the last place, nor create the holding
 * wallet twice, nor rotate one card's wallet at the same time.
 */
export async function lockPack(tx: Tx, companyId: string): Promise<Company | Refusal> {
  return (await lockCompany(tx, companyId)) ?? refuse('COMPANY_NOT_FOUND')
}

/** Null when the pack has a place. The caller holds the company's lock. */
export async function refuseWhenFull(tx: Tx, company: Company): Promise<Refusal | null> {
  const used = await countUsedCards(tx, company.company_id)
  return used < company.virtual_cards ? null : refuse('PRODUCT_LIMIT')
}
