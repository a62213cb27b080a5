import { checkOutbox } from './alerts/check-outbox.ts'
import { checkCardBooks } from './cards/funding/check-card-books.ts'
import type { Chain } from './chains/chain.ts'
import { checkDeposits } from './deposits/check-deposits.ts'
import { checkHoldings } from './holdings/check-holdings.ts'
import type { Sealer } from './kernel/sealer.ts'
import type { Check } from './ledger/checks/check.ts'
import { checkPayments } from './payments/check-payments.ts'
import { checkRamps } from './ramps/check-ramps.ts'
import { checkTreasury } from './treasury/check-treasury.ts'
import { checkReserves } from './wallets/reserves/check-reserves.ts'

/** What verification looks at beside the ledger itself. Chains are asked where there are any, signatures checked where there is a vault. */
export function allChecks(chains: readonly Chain[], sealer: Sealer | null): readonly Check[] {
  return [
    checkDeposits,
    checkPayments,
    checkRamps,
    checkCardBooks,
    checkReserves(sealer),
    checkOutbox,
    ...(chains.length === 0 ? [] : [checkHoldings(chains), checkTreasury(chains)]),
  ]
}
