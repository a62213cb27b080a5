import type { OnSettled } from '../chains/sender/context.ts'
import type { PoolCounts } from '../companies/contract.ts'
import type { DepositProduct } from '../deposits/types.ts'
import type { Route } from '../kernel/http/route.ts'
import type { Loop } from '../kernel/loop.ts'
import { startTreasuryCoin } from './coin-loop.ts'
import { createAccount } from './create-account.ts'
import { createWallet } from './create-wallet.ts'
import { deleteAccount } from './delete-account.ts'
import { deleteWallet } from './delete-wallet.ts'
import { treasuryDeposits } from './deposits.ts'
import type { TreasuryDeps } from './deps.ts'
import { startTreasuryGas } from './gas-loop.ts'
import { getWallet } from './get-wallet.ts'
import { listAccounts } from './list-accounts.ts'
import { listWallets } from './list-wallets.ts'
import { countUsedTreasuryWallets } from './pool.ts'
import { readBalances } from './read-balances.ts'
import { renameAccount } from './rename-account.ts'
import { renameWallet } from './rename-wallet.ts'
import { searchMovements } from './search-movements.ts'
import { treasurySettled } from './settled.ts'
import { transfer } from './transfer.ts'

/** What the sender and the deposits need of this room before there is a sender. */
export interface TreasuryParts {
  readonly deposits: DepositProduct
  readonly settled: ReadonlyMap<string, OnSettled>
  readonly pools: PoolCounts
}

export function treasuryParts(deps: Omit<TreasuryDeps, 'sender' | 'sink'>): TreasuryParts {
  return {
    deposits: treasuryDeposits(deps),
    settled: treasurySettled(deps),
    pools: { treasury_wallets: countUsedTreasuryWallets },
  }
}

export interface Treasury {
  readonly routes: Route[]
  start(): Loop[]
}

/** On-chain wallets of the company itself, grouped in accounts. */
export function createTreasury(deps: TreasuryDeps): Treasury {
  return {
    routes: [
      listAccounts(),
      createAccount(),
      ...renameAccount(),
      ...deleteAccount(),
      listWallets(),
      getWallet(),
      createWallet(deps),
      ...renameWallet(),
      deleteWallet(deps),
      readBalances(deps),
      transfer(deps),
      searchMovements(deps),
    ],
    start: () =>
      deps.chains.flatMap((chain) => [startTreasuryGas(deps, chain), ...startTreasuryCoin(deps, chain)]),
  }
}
