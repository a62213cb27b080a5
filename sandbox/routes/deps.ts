import { readChainName } from '../../server/chains/name.ts'
import { isRefusal, type Refusal, refuse } from '../../server/kernel/refusal.ts'
import { NodeUnreachable } from '../chains/rpc.ts'
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

/** Asks the chain something, or makes it do something; a chain that is down is a refusal. */
export async function onChain<T>(chain: SandboxChain, work: () => Promise<T>): Promise<T | Refusal> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof NodeUnreachable) return refuse('CHAIN_UNAVAILABLE', { blockchain: chain.spec.name })
    throw error
  }
}
