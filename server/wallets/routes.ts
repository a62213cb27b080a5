import type { Route } from '../kernel/http/route.ts'
import type { Sealer } from '../kernel/sealer.ts'
import { listBlockchains, listFiatAssets } from './config-lists.ts'
import { createWallet } from './create-wallet.ts'
import { creditFromHolding } from './credit-from-holding.ts'
import { deleteWallet } from './delete-wallet.ts'
import type { WalletDeps } from './deps.ts'
import { getHolding } from './get-holding.ts'
import { getWallet } from './get-wallet.ts'
import { linkClient } from './link-client.ts'
import { listMovements } from './list-movements.ts'
import { listWallets } from './list-wallets.ts'
import { overrideBalance } from './override-balance.ts'
import { readWalletBalances } from './read-balances.ts'
import { readChainBalances } from './read-chain-balances.ts'
import { readHoldingBalances } from './read-holding-balances.ts'
import { renameWallet } from './rename-wallet.ts'
import { getInclusion } from './reserves/get-inclusion.ts'
import { getProof } from './reserves/get-proof.ts'
import { getRules } from './rules/get-rules.ts'
import { putRules } from './rules/put-rules.ts'
import { setEnabled } from './set-enabled.ts'
import { sweepWallets } from './sweep-wallets.ts'
import { withdraw } from './withdraw.ts'
import { withdrawFromHolding } from './withdraw-from-holding.ts'

/** Every call of Active Management. */
export function walletRoutes(deps: WalletDeps & { readonly sealer: Sealer }): Route[] {
  return [
    createWallet(deps),
    listWallets(deps),
    getWallet(),
    renameWallet(),
    deleteWallet(deps),
    setEnabled(),
    linkClient,
    readWalletBalances(deps),
    readChainBalances(deps),
    overrideBalance(deps),
    withdraw(deps),
    listMovements(deps),
    getHolding(deps),
    readHoldingBalances(deps),
    withdrawFromHolding(deps),
    creditFromHolding(deps),
    listBlockchains(deps),
    listFiatAssets(),
    getRules(),
    putRules(deps),
    sweepWallets(deps),
    getProof(deps),
    getInclusion(deps),
  ]
}
