import { getAddress } from 'viem'
import type { Reader } from '../../kernel/database.ts'
import { newId } from '../../kernel/ids.ts'
import type { SweepDestination, Sweeping } from '../chain.ts'
import { queueOwnMove } from '../sender/queue-own-move.ts'
import type { Intent } from '../types.ts'
import { sweeperAddress } from './sweeper.ts'

/** Gas per swept deposit falls with the batch; at 50 it is within 2 % of its limit and a batch fits any block. */
const WALLETS_PER_SWEEP_MAX = 50

type AskCode = (address: `0x${string}`) => Promise<`0x${string}` | undefined>

/** The holding wallet's sweeper contract takes whole balances, called by the gas account: deposit addresses need no coin. */
export function sweepingByContract(askCode: AskCode): Sweeping {
  return {
    walletsPerSweep: WALLETS_PER_SWEEP_MAX,
    takes: 'WHOLE_BALANCE',
    from: (to) => to.gas,
    intent: (to, token, wallets) => ({
      kind: 'sweep',
      sweeper: sweeperAddress(getAddress(to.holdingAddress)),
      holding: to.holdingAddress,
      token,
      wallets: wallets.map(({ address, keyPath }) => ({ address, keyPath })),
    }),
    readiness: (reader, to) => sweeperState(reader, askCode, to),
    // Deploying twice is harmless: the second transaction fails and changes nothing.
    prepare: (tx, to, now) =>
      queueOwnMove(tx, {
        companyId: to.companyId,
        id: newId(),
        chain: to.chain,
        purpose: 'deploy',
        from: to.gas,
        intent: { kind: 'deploy_sweeper', holding: to.holdingAddress },
        createdAt: now,
      }),
  }
}

/**
 * `READY`: the chain has its code, so a sweep's gas can be estimated and its calls reach something. `UNDER_WAY`: its deployment.
 * `MISSING`: never queued, it came to nothing, or the chain lost it.
 */
async function sweeperState(
  reader: Reader,
  askCode: AskCode,
  to: SweepDestination,
): Promise<'READY' | 'UNDER_WAY' | 'MISSING'> {
  if ((await askCode(sweeperAddress(getAddress(to.holdingAddress)))) !== undefined) return 'READY'
  const open = await reader
    .selectFrom('chain_transactions')
    .select('intent')
    .where('company_id', '=', to.companyId)
    .where('chain', '=', to.chain)
    .where('purpose', '=', 'deploy')
    .where('settled_at', 'is', null)
    .execute()
  return open.some(({ intent }) => isDeploymentFor(intent as Intent, to.holdingAddress))
    ? 'UNDER_WAY'
    : 'MISSING'
}

function isDeploymentFor(intent: Intent, holdingAddress: string): boolean {
  return intent.kind === 'deploy_sweeper' && intent.holding === holdingAddress
}
