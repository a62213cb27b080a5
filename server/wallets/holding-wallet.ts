import type { Selectable } from 'kysely'
import type { ChainName } from '../chains/types.ts'
import type { Reader } from '../kernel/database.ts'
import { type Refusal, refuse } from '../kernel/refusal.ts'
import type { Schema } from '../migrations/schema.ts'

/** Holds the real tokens of a company on one chain: deposits are swept into it, withdrawals are paid from it. */
export type HoldingWallet = Selectable<Schema['holding_wallets']>

export async function findHoldingWallet(
  reader: Reader,
  companyId: string,
  chain: ChainName,
): Promise<HoldingWallet | Refusal> {
  const wallet = await reader
    .selectFrom('holding_wallets')
    .selectAll()
    .where('company_id', '=', companyId)
    .where('product', '=', 'virtual_wallets')
    .where('chain', '=', chain)
    .executeTakeFirst()
  return wallet ?? refuse('HOLDING_NOT_FOUND', { companyId, blockchain: chain })
}
