import type { Tokens } from '../../chains/tokens.ts'
import type { Token } from '../../chains/types.ts'
import { USD_DECIMALS } from '../card-accounts.ts'
import { CARD_CHAIN } from '../card-chain.ts'

/**
 * The chain's own dollar tokens. They count one to one: a unit of such a token is a micro-dollar, so nothing is ever rounded between
 * the two books. A company's custom tokens do not count on cards.
 */
export function isCardToken(token: Token): boolean {
  return token.isDefault && token.chain === CARD_CHAIN && token.decimals === USD_DECIMALS
}

export function cardTokens(tokens: Tokens): readonly Token[] {
  return tokens.defaults(CARD_CHAIN).filter(isCardToken)
}

/** USDC: what amounts are in where the caller names no token. @throws when the operator configured none. */
export function firstCardToken(tokens: Tokens): Token {
  const [first] = cardTokens(tokens)
  if (first === undefined) throw new Error(`${CARD_CHAIN} has no dollar token of ${USD_DECIMALS} decimals`)
  return first
}

/** For the order of a payment: a token that does not count on cards is not available (W9). */
export function onlyCardTokens(tokens: Tokens): Tokens {
  return {
    ...tokens,
    async find(reader, companyId, chain, address) {
      const token = await tokens.find(reader, companyId, chain, address)
      return token !== null && isCardToken(token) ? token : null
    },
  }
}
