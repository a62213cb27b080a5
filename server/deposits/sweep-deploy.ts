import { getAddress } from 'viem'
import type { EvmChain } from '../chains/evm/client.ts'
import { sweeperAddress } from '../chains/evm/sweeper.ts'
import { queueTransaction } from '../chains/sender/queue-transaction.ts'
import type { Intent } from '../chains/types.ts'
import type { Reader, Tx } from '../kernel/database.ts'
import { newId } from '../kernel/ids.ts'
import type { SweepDestination } from './sweep-queue.ts'

/** Queues the deployment of a holding wallet's sweeper. Deploying twice is harmless: the second transaction fails and changes nothing. */
export async function queueSweeperDeployment(tx: Tx, to: SweepDestination, now: Date): Promise<void> {
  await queueTransaction(tx, {
    companyId: to.companyId,
    id: newId(),
    chain: to.chain,
    purpose: 'deploy',
    from: to.gas,
    intent: { kind: 'deploy_sweeper', holding: to.holdingAddress },
    createdAt: now,
  })
}

/**
 * `READY`: the chain has its code, so a sweep's gas can be estimated and its calls reach something. `UNDER_WAY`: wait.
 * `MISSING`: never queued, it came to nothing, or the chain lost it.
 */
export async function sweeperState(
  reader: Reader,
  chain: EvmChain,
  to: SweepDestination,
): Promise<'READY' | 'UNDER_WAY' | 'MISSING'> {
  const address = sweeperAddress(getAddress(to.holdingAddress))
  if ((await chain.client.getCode({ address })) !== undefined) return 'READY'
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
