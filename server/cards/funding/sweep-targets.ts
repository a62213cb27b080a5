import type { Chain } from '../../chains/chain.ts'
import { findChain } from '../../chains/name.ts'
import type { Vault } from '../../custody/vault.ts'
import type { SweepProduct } from '../../deposits/sweep-loop.ts'
import { gasAccount } from '../../holdings/gas-account.ts'

/** For the sweep loop: deposits to cards go to their holding wallet at once. */
export function cardSweeps({
  chains,
  vault,
}: {
  readonly chains: readonly Chain[]
  readonly vault: Pick<Vault, 'address'>
}): SweepProduct {
  return {
    async targets(reader, chain, companyIds) {
      const wallets = await reader
        .selectFrom('holding_wallets')
        .select(['company_id', 'address', 'created_at'])
        .where('company_id', 'in', [...companyIds])
        .where('product', '=', 'cards')
        .where('chain', '=', chain)
        .execute()
      return wallets.map((wallet) => ({
        companyId: wallet.company_id,
        product: 'cards',
        chain,
        holdingAddress: wallet.address,
        gas: gasAccount(findChain(chains, chain), vault),
        rule: { mode: 'IMMEDIATE' },
        sweptAt: wallet.created_at,
      }))
    },
  }
}
