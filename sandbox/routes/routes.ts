import { readChainName } from '../../server/chains/name.ts'
import type { Route } from '../../server/kernel/http/route.ts'
import { isRefusal, type Refusal } from '../../server/kernel/refusal.ts'
import type { SandboxChain } from '../chains/sandbox-chain.ts'
import type { SandboxClock } from '../clock.ts'
import { advanceClock } from './clock.ts'
import { faucet } from './faucet.ts'
import { mineBlocks } from './mine.ts'
import { reorganiseChain } from './reorg.ts'

export interface SandboxDeps {
  readonly chains: readonly SandboxChain[]
  readonly clock: SandboxClock
}

/**
 * The calls that move the world outside (contract, active-management §11). They touch no table: the platform hears of it as
 * it would in production. An effect follows the commit, so a retry after a crash in between may have it twice; outside is
 * play money.
 */
export function sandboxRoutes(deps: SandboxDeps): Route[] {
  return [faucet(deps), mineBlocks(deps), reorganiseChain(deps), advanceClock(deps)]
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
