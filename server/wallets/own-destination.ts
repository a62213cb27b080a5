import { addressKey } from '../chains/address.ts'
import type { ChainName } from '../chains/types.ts'
import type { Reader } from '../kernel/database.ts'

/** A destination that is the company's own, so that nothing has to move on chain. */
export interface OwnDestination {
  readonly kind: 'VIRTUAL_WALLET' | 'HOLDING_WALLET'
  readonly walletId: string
}

/**
 * Null: an outside address. So are another company's deposit addresses, those of deleted wallets, and the addresses of the
 * company's other products: tokens paid to them go over the chain.
 */
export async function findOwnDestination(
  reader: Reader,
  companyId: string,
  chain: ChainName,
  address: string,
): Promise<OwnDestination | null> {
  const own = await reader
    .selectFrom('address_directory')
    .select(['kind', 'wallet_id'])
    .where('chain', '=', chain)
    .where('address', '=', addressKey(address))
    .where('company_id', '=', companyId)
    .where('product', '=', 'virtual_wallets')
    .where('retired_at', 'is', null)
    .executeTakeFirst()
  if (own === undefined) return null
  return { kind: own.kind === 'HOLDING' ? 'HOLDING_WALLET' : 'VIRTUAL_WALLET', walletId: own.wallet_id }
}
