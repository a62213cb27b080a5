import type { CallableRoute } from '../scenarios/call-route.ts'
import { advanceClock } from './clock.ts'
import type { SandboxDeps } from './deps.ts'
import { faucet } from './faucet.ts'
import { mineBlocks } from './mine.ts'
import { reorganiseChain } from './reorg.ts'
import { showTransaction } from './show-transaction.ts'

/**
 * The calls that move the world outside (contract, active-management §11). They touch no table: the platform hears of it as
 * it would in production. An effect follows the commit, so a retry after a crash in between may have it twice; outside is
 * play money.
 */
export function sandboxRoutes(deps: SandboxDeps): CallableRoute[] {
  return [faucet(deps), mineBlocks(deps), reorganiseChain(deps), advanceClock(deps), showTransaction(deps)]
}
