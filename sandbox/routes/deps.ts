import { readChainName } from '../../server/chains/name.ts'
import { isRefusal, type Refusal } from '../../server/kernel/refusal.ts'
import type { SandboxChain } from '../chains/sandbox-chain.ts'
import type { SandboxClock } from '../clock.ts'

export interface SandboxDeps {
  readonly chains: readonly SandboxChain[]
  readonly clock: SandboxClock
}

/** The chain a caller names, in any case; VALUE_NOT_ALLOWED when there is none. */
export function findSandboxChain(chains: readonly SandboxChain[], text: string): SandboxChain | Refusal {
  const name = readChainName(
    chains.map(({ spec }) => ({ config: spec })),
    text,
  )
  if (isRefusal(name)) return name
  const found = chains.find(({ spec }) => spec.name === name)
  if (found === undefined) throw new Error(`${name} is no chain of the sandbox`)
  return found
}
