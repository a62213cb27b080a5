import type { Route } from '../../kernel/http/route.ts'
import type { PortalDeps } from '../deps.ts'
import { allowedAddressList, withdrawalAddressList } from './definitions/addresses.ts'
import { cardList } from './definitions/cards.ts'
import { clientList } from './definitions/clients.ts'
import { keyList } from './definitions/keys.ts'
import { rampList } from './definitions/ramps.ts'
import { tokenList } from './definitions/tokens.ts'
import { treasuryAccountList } from './definitions/treasury-accounts.ts'
import { treasuryWalletList } from './definitions/treasury-wallets.ts'
import { userList } from './definitions/users.ts'
import { walletList } from './definitions/wallets.ts'
import { listRoute } from './list-route.ts'

/** Lists where the contract's own call is a bare array, or knows too few filters. */
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
  ].map(listRoute)
}
