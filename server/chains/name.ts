import { spellChain } from '../kernel/chain-spelling.ts'
import { type Refusal, refuse } from '../kernel/refusal.ts'
import type { Chain } from './chain.ts'
import type { ChainName } from './types.ts'

/** A chain's name as a caller writes it, in any case; VALUE_NOT_ALLOWED when no such chain is configured. */
export function readChainName(
  chains: readonly { readonly config: { readonly name: ChainName } }[],
  text: string,
  field = 'blockchain',
): ChainName | Refusal {
  const written = spellChain(text)
  const names = chains.map((chain) => chain.config.name)
  const name = names.find((one) => one === written)
  if (name !== undefined) return name
  return refuse('VALUE_NOT_ALLOWED', { field, allowed: names.join(', ') })
}

/** @throws when `name` is not configured: read it with readChainName first. */
export function findChain(chains: readonly Chain[], name: ChainName): Chain {
  const found = chains.find((chain) => chain.config.name === name)
  if (found === undefined) throw new Error(`${name} is not a configured chain`)
  return found
}
