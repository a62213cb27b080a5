import type { DepositProduct } from '../../deposits/types.ts'
import { CARD_BOOKS } from './card-books.ts'
import { isCardToken } from './card-tokens.ts'
import { creditDeposits } from './credit-deposits.ts'
import type { FundingDeps } from './deps.ts'
import { recordDetected, recordUnattributed } from './detect-deposits.ts'
import { revertDeposits } from './revert-deposits.ts'

/** What a deposit means to cards: movements, balances and events of a card, or holding alone. */
export function cardDeposits(deps: Pick<FundingDeps, 'config' | 'tokens'>): DepositProduct {
  const { cards } = deps.config
  return {
    books: CARD_BOOKS,
    minimumMicroUsd: cards.minimumDepositMicroUsd,
    accepts: isCardToken,
    holdingTakesDeposits: true,
    detected: (tx, deposits) => recordDetected(tx, deps, deposits),
    credit: (tx, credits, now) => creditDeposits(tx, cards, credits, now),
    unattributed: (tx, deposits) => recordUnattributed(tx, deps, deposits),
    revert: (tx, reverts, now) => revertDeposits(tx, deps, reverts, now),
  }
}
