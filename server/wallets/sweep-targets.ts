import type { Chain } from '../chains/chain.ts'
import { findChain } from '../chains/name.ts'
import type { Vault } from '../custody/vault.ts'
import type { SweepProduct, SweepTarget } from '../deposits/sweep-loop.ts'
import { gasAccount } from '../holdings/gas-account.ts'
import type { Database, Reader } from '../kernel/database.ts'
import type { WalletDeps } from './deps.ts'
import { DEFAULT_RULE, type Rule } from './rules/rule.ts'

/** For the sweep loop. */
export function walletSweeps({
  db,
  chains,
  vault,
}: Pick<WalletDeps, 'db' | 'chains' | 'vault'>): SweepProduct {
  return {
    targets: (reader, chain, companyIds) =>
      readSweepTargets(reader, vault, findChain(chains, chain), companyIds),
    served: (target, at) => markSwept(db, target, at),
  }
}

/** The holding wallets of these companies on a chain, and when their deposits go there. */
async function readSweepTargets(
  reader: Reader,
  vault: Pick<Vault, 'address'>,
  chain: Chain,
  companyIds: readonly string[],
): Promise<SweepTarget[]> {
  if (companyIds.length === 0) return []
  const rows = await reader
    .selectFrom('holding_wallets as h')
    .leftJoin('wallet_rules as r', (join) =>
      join.onRef('r.company_id', '=', 'h.company_id').onRef('r.chain', '=', 'h.chain'),
    )
    .select(['h.company_id', 'h.address', 'h.created_at', 'r.rule', 'r.swept_at'])
    .where('h.company_id', 'in', [...companyIds])
    .where('h.product', '=', 'virtual_wallets')
    .where('h.chain', '=', chain.config.name)
    .execute()
  return rows.map((row) => ({
    companyId: row.company_id,
    product: 'virtual_wallets',
    chain: chain.config.name,
    holdingAddress: row.address,
    gas: gasAccount(chain, vault),
    rule: ((row.rule as Rule | null) ?? DEFAULT_RULE).sweep,
    sweptAt: row.swept_at ?? row.created_at,
  }))
}

/** SCHEDULE: the due time up to `at` was served. */
async function markSwept(
  db: Database,
  target: Pick<SweepTarget, 'companyId' | 'chain'>,
  at: Date,
): Promise<void> {
  await db
    .updateTable('wallet_rules')
    .set({ swept_at: at })
    .where('company_id', '=', target.companyId)
    .where('chain', '=', target.chain)
    .execute()
}
