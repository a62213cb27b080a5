import type { ChainSender } from '../../sender/chain-sender.ts'
import type { SenderContext } from '../../sender/context.ts'
import { loadAttempts, type TransactionRow } from '../../sender/transaction-row.ts'
import { takeBackEnergy } from '../energy/take-back.ts'
import type { TronChain } from '../tron-chain.ts'
import { broadcast } from './broadcast.ts'
import { postpone } from './postpone.ts'
import { cancelTransaction, retryTransaction } from './resolve.ts'
import { sendAttempt } from './send-attempt.ts'
import { lookAtTron } from './tron-view.ts'
import { watch } from './watch.ts'

/** Expiry: what keeps a payment from being made twice is that at most one of its attempts can still be mined. */
export function createTronSender(ctx: SenderContext<TronChain>): ChainSender {
  return {
    inFlightMax: null,
    async advance(row) {
      await advance(ctx, row)
      return false
    },
    async watch() {
      await takeBackEnergy(ctx)
      return watch(ctx)
    },
    retry: (key, record) => retryTransaction(ctx, key, record),
    cancel: (key, record) => cancelTransaction(ctx, key, record),
  }
}

/** Troubles of the node are kept in last_error; the loop comes back. */
async function advance(ctx: SenderContext<TronChain>, row: TransactionRow): Promise<void> {
  try {
    if (row.state === 'QUEUED') await sendAttempt(ctx, await lookAtTron(ctx.chain), row)
    else if (row.state === 'SENT') await broadcastAgain(ctx, row)
  } catch (error) {
    ctx.log.warn(
      { err: error, chain: row.chain, transaction: row.id },
      'chain transaction waits for the node',
    )
    await postpone(ctx, row, error instanceof Error ? error.message : String(error))
  }
}

/** It may never have reached a node: the process that stored it died, and this is its caller's retry. */
async function broadcastAgain(ctx: SenderContext<TronChain>, row: TransactionRow): Promise<void> {
  const newest = (await loadAttempts(ctx.db, row)).at(-1)
  if (newest !== undefined && newest.dead_block === null) await broadcast(ctx, newest)
}
