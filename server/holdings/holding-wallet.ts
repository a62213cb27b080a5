import type { Selectable } from 'kysely'
import type { ChainName } from '../chains/types.ts'
import type { Reader } from '../kernel/database.ts'
import { type Refusal, refuse } from '../kernel/refusal.ts'
import type { Schema } from '../migrations/schema.ts'

/** Holds the real tokens of one product of a company on one chain: deposits are swept into it, payments are made from it. */
export type HoldingWallet = Selectable<Schema['holding_wallets']>

/** The products that have holding wallets, each its own. */
export type HoldingProduct = 'virtual_wallets' | 'cards'

export async function findHoldingWallet(
  reader: Reader,
  companyId: string,
  chain: ChainName,
  product: HoldingProduct,
): Promise<HoldingWallet | Refusal> {
  const wallet = await reader
    .selectFrom('holding_wallets')
    .selectAll()
    .where('company_id', '=', companyId)
    .where('product', '=', product)
    .where('chain', '=', chain)
    .executeTakeFirst()
  if (wallet !== undefined) return wallet
  return product === 'cards'
    ? refuse('CARD_HOLDING_NOT_FOUND')
    : refuse('HOLDING_NOT_FOUND', { companyId, blockchain: chain })
}
