import { type Loop, startLoop } from '../../../server/kernel/loop.ts'
import { paidOn, takeArrivals } from '../transfers/deposit.ts'
import type { World } from '../world.ts'
import type { PartnerChain } from './partner-chain.ts'
import type { Wallet } from './payments.ts'
import { openWatcher } from './watch.ts'

const EVERY_MS = 200

/** Sees what arrives on a chain, and that what was paid is mined. */
export async function followChain(world: World, chain: PartnerChain, wallet: Wallet): Promise<Loop> {
  const watcher = await openWatcher(world, chain, {
    isWatching: () => paidOn(world, chain).length > 0,
    arrived: (moves) => takeArrivals(world, chain, moves),
  })
  return startLoop({
    name: `partner chain ${chain.rail}`,
    everyMs: EVERY_MS,
    log: world.log,
    async run() {
      await wallet.follow()
      return watcher.run()
    },
  })
}
