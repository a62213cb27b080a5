import type { Chain } from '../chains/chain.ts'
import { findChain } from '../chains/name.ts'
import type { TransferSink } from '../chains/sink.ts'
import type { Tokens } from '../chains/tokens.ts'
import type { ChainName } from '../chains/types.ts'
import type { Clock } from '../kernel/clock.ts'
import type { Database } from '../kernel/database.ts'
import type { Logger } from '../kernel/log.ts'
import { type Loop, startLoop } from '../kernel/loop.ts'
import { advanceChain } from './advance.ts'
import { connectSink } from './sink.ts'
import type { DepositProduct } from './types.ts'

export interface DepositsDeps {
  readonly db: Database
  readonly chains: readonly Chain[]
  readonly tokens: Tokens
  readonly clock: Clock
  readonly log: Logger
  /** By the product name of the address directory. */
  readonly products: ReadonlyMap<string, DepositProduct>
}

export interface Deposits {
  /** For the watchers. */
  readonly sink: TransferSink
  /** Credits, reverts and finalizes; woken by the watcher of this process, and looking on its own for what others found. */
  startAdvance(chain: ChainName): Loop
  /** One step of the same. @returns whether there may be more to do now. */
  advance(chain: ChainName): Promise<boolean>
}

export function createDeposits(deps: DepositsDeps): Deposits {
  const loops = new Map<ChainName, Loop>()
  const advance = (chain: ChainName) => advanceChain(deps, findChain(deps.chains, chain))
  return {
    sink: connectSink(deps, (chain) => loops.get(chain)?.wake()),
    advance,
    startAdvance(chain) {
      const { pollMs } = findChain(deps.chains, chain).config
      const loop = startLoop({
        name: `deposits:${chain}`,
        everyMs: pollMs,
        log: deps.log,
        run: () => advance(chain),
      })
      loops.set(chain, loop)
      return loop
    },
  }
}
