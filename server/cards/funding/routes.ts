import type { Route } from '../../kernel/http/route.ts'
import { addWithdrawalAddress } from './add-withdrawal-address.ts'
import { deleteWithdrawalAddress } from './delete-withdrawal-address.ts'
import type { FundingDeps } from './deps.ts'
import { listSettlements } from './list-settlements.ts'
import { listWhitelistedAddresses, listWithdrawalAddresses } from './list-withdrawal-addresses.ts'
import { readFeesBalance } from './read-fees-balance.ts'
import { readHoldingBalance } from './read-holding-balance.ts'
import { settleWithNetwork } from './settle-with-network.ts'
import { withdrawFees } from './withdraw-fees.ts'
import { withdrawFromHolding } from './withdraw-from-holding.ts'

/** Holding, fees wallet, and settlement with the network. */
export function fundingRoutes(deps: FundingDeps): Route[] {
  return [
    readHoldingBalance(deps),
    withdrawFromHolding(deps),
    readFeesBalance(deps),
    withdrawFees(deps),
    listWhitelistedAddresses(),
    listWithdrawalAddresses(),
    addWithdrawalAddress(deps),
    deleteWithdrawalAddress(),
    settleWithNetwork(deps),
    listSettlements(),
  ]
}
