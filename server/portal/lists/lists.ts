import type { Route } from '../../kernel/http/route.ts'
import type { PortalDeps } from '../deps.ts'
import { allowedAddressList, withdrawalAddressList } from './definitions/addresses.ts'
import { approvalList } from './definitions/approvals.ts'
import { auditLogList } from './definitions/audit-log.ts'
import { cardMovementList } from './definitions/card-movements.ts'
import { cardList } from './definitions/cards.ts'
import { clientList } from './definitions/clients.ts'
import { depositList } from './definitions/deposits.ts'
import { keyList } from './definitions/keys.ts'
import { rampList } from './definitions/ramps.ts'
import { tokenList } from './definitions/tokens.ts'
import { treasuryAccountList } from './definitions/treasury-accounts.ts'
import { treasuryMovementList } from './definitions/treasury-movements.ts'
import { treasuryWalletList } from './definitions/treasury-wallets.ts'
import { userList } from './definitions/users.ts'
import { walletMovementList } from './definitions/wallet-movements.ts'
import { walletList } from './definitions/wallets.ts'
import { deliveryList } from './definitions/webhook-deliveries.ts'
import { listRoute } from './list-route.ts'

/** What people look through: the contract's own calls are bare arrays, or know too few filters and no order. */
export function listRoutes(deps: Pick<PortalDeps, 'tokens' | 'chains'>): Route[] {
  return [
    walletList(deps),
    cardList,
    clientList,
    rampList(deps),
    treasuryAccountList,
    treasuryWalletList(deps),
    tokenList(deps),
    keyList,
    userList,
    allowedAddressList(deps),
    withdrawalAddressList(deps),
    depositList(deps),
    walletMovementList(deps),
    cardMovementList,
    treasuryMovementList(deps),
    deliveryList,
    approvalList(deps),
    auditLogList,
  ].map(listRoute)
}
