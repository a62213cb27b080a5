import { Type } from 'typebox'
import { readRoute } from '../kernel/http/route.ts'
import { isRefusal } from '../kernel/refusal.ts'
import type { WalletDeps } from './deps.ts'
import { Blockchain, showVirtualWallet, VirtualWalletShape } from './shapes.ts'
import { readWalletChain } from './virtual-wallet.ts'

/** Newest first, disabled ones included. */
export function listWallets(deps: WalletDeps) {
  return readRoute({
    method: 'GET',
    path: '/virtual-wallets/list',
    access: { level: 1 },
    summary: 'Virtual wallets of a chain',
    refusals: ['VALUE_NOT_ALLOWED', 'SOLANA_UNSUPPORTED'],
    tag: 'Virtual wallets',
    query: Type.Object({ blockchain: Blockchain }),
    answer: Type.Array(VirtualWalletShape),
    async read(db, call) {
      const chain = readWalletChain(deps.chains, call.query.blockchain)
      if (isRefusal(chain)) return chain
      const wallets = await db
        .selectFrom('virtual_wallets')
        .selectAll()
        .where('company_id', '=', call.companyId)
        .where('chain', '=', chain)
        .where('deleted_at', 'is', null)
        .orderBy('id', 'desc')
        .execute()
      return wallets.map(showVirtualWallet)
    },
  })
}
