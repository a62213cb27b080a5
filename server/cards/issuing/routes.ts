import type { Route } from '../../kernel/http/route.ts'
import { addBalance, setBalance, subtractBalance } from './change-balance.ts'
import { createCard } from './create-card.ts'
import { deleteCard } from './delete-card.ts'
import type { IssuingDeps } from './deps.ts'
import { getBalance } from './get-balance.ts'
import { getCard } from './get-card.ts'
import { getPanLink } from './get-pan-link.ts'
import { getTopUp } from './get-top-up.ts'
import { listCards } from './list-cards.ts'
import { reissue } from './reissue.ts'
import { rotateDepositWallet } from './rotate-deposit-wallet.ts'
import { setEmail, setPhone } from './set-contact.ts'
import { setFrozen } from './set-frozen.ts'
import { setLimits } from './set-limits.ts'
import { setPin } from './set-pin.ts'
import { showPan } from './show-pan.ts'
import { unblock } from './unblock.ts'

/** Cards from their issue to their deletion (contract, cards §3). */
export function issuingRoutes(deps: IssuingDeps): Route[] {
  return [
    createCard(deps),
    ...aliases(listCards(), { path: '/cards/virtual-cards' }),
    getCard(),
    deleteCard(),
    ...aliases(setLimits(), { path: '/cards/virtual-cards/{cardId}' }),
    setEmail(),
    setPhone(),
    setPin(deps),
    setFrozen(),
    ...aliases(
      unblock(),
      { method: 'POST' },
      { path: '/api/cards/{cardId}/unblock' },
      { method: 'POST', path: '/api/cards/{cardId}/unblock' },
    ),
    ...aliases(reissue(deps), { method: 'POST' }),
    getTopUp(deps),
    rotateDepositWallet(deps),
    getBalance(),
    setBalance(),
    addBalance(),
    subtractBalance(),
    getPanLink(deps),
    showPan(deps),
  ]
}

/** The same call under other names. */
function aliases(route: Route, ...others: readonly Partial<Pick<Route, 'method' | 'path'>>[]): Route[] {
  return [route, ...others.map((other) => ({ ...route, ...other }))]
}
