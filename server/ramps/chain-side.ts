import type { Tokens } from '../chains/tokens.ts'
import type { ChainName, Token } from '../chains/types.ts'
import { type Refusal, refuse } from '../kernel/refusal.ts'
import type { ChainRail } from '../partner/partner.ts'

export interface ChainSide {
  readonly rail: ChainRail
  readonly currency: 'usdc' | 'usdt'
}

const SIDES: Readonly<Record<ChainName, ChainSide>> = {
  POLYGON: { rail: 'polygon', currency: 'usdc' },
  TRON: { rail: 'tron', currency: 'usdt' },
}

/** The partner has no rail for the others. */
export function findSide(chain: ChainName): ChainSide | Refusal {
  return SIDES[chain] ?? refuse('RAMP_CHAIN', { blockchain: chain })
}

/** @throws when the chain has none: it was refused before. */
export function sideOf(chain: ChainName): ChainSide {
  const side = SIDES[chain]
  if (side === undefined) throw new Error(`${chain} has no ramps`)
  return side
}

/** What is ramped: the chain's first default token. */
export function rampToken(tokens: Pick<Tokens, 'defaults'>, chain: ChainName): Token {
  const [token] = tokens.defaults(chain)
  if (token?.symbol.toLowerCase() !== sideOf(chain).currency)
    throw new Error(`The first default token of ${chain} is not the one that the partner takes there`)
  return token
}
