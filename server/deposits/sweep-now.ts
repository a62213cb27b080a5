import type { Chain, SweepDestination } from '../chains/chain.ts'
import type { Tx } from '../kernel/database.ts'
import { findSweepable, type QueuedSweep, queueSweeps } from './sweep-queue.ts'

/** The sweep call: everything booked on the company's deposit addresses, whatever the rule says, also what rests after failures. */
export async function queueSweepsNow(
  tx: Tx,
  onChain: Pick<Chain, 'sweeping'>,
  to: SweepDestination,
  walletId: string | null,
  now: Date,
): Promise<QueuedSweep[]> {
  const { companyId, product, chain } = to
  const asked = { companyId, product, chain, walletId, due: 'ALL', forced: true, now } as const
  const found = await findSweepable(tx, asked)
  return queueSweeps(tx, onChain, to, found, now)
}

export interface SentSweep extends QueuedSweep {
  /** Null while the node could not be reached; the sender goes on. */
  readonly hash: string | null
}

/** After the commit: signs and broadcasts what was queued. */
export async function sendSweeps(
  drive: (companyId: string, id: string) => Promise<{ hash: string | null }>,
  companyId: string,
  queued: readonly QueuedSweep[],
): Promise<SentSweep[]> {
  const hashes = new Map<string, string | null>()
  for (const id of new Set(queued.map((sweep) => sweep.transactionId)))
    hashes.set(id, (await drive(companyId, id)).hash)
  return queued.map((sweep) => ({ ...sweep, hash: hashes.get(sweep.transactionId) ?? null }))
}
