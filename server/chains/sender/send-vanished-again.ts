import { getAddress } from 'viem'
import { inTransaction } from '../../kernel/database.ts'
import type { ChainView } from './chain-view.ts'
import type { SenderContext } from './context.ts'
import { raiseFees, readFees } from './fees.ts'
import type { Pace } from './pace.ts'
import { cancellation } from './replace-attempt.ts'
import { UNATTENDED_PURPOSES } from './settle.ts'
import { signAttempt } from './sign-attempt.ts'
import { insertAttempt } from './store-attempt.ts'
import {
  type Attempt,
  loadAttempts,
  loadTransaction,
  lockTransaction,
  type TransactionKey,
  type TransactionRow,
} from './transaction-row.ts'

/**
 * A transaction that had ended, and whose nonce the chain has not spent: final blocks left it, or it was restored from an older
 * state. Its end stays as it is told and booked. What was paid is given to the chain again, the very bytes; a nonce whose
 * money was given back is spent on nothing, so that the old bytes can never pay after all.
 */
export async function sendVanishedAgain(
  ctx: SenderContext,
  view: ChainView,
  key: TransactionKey,
  pace: Pace,
): Promise<void> {
  const row = await loadTransaction(ctx.db, key)
  if (row === null || !(await hasVanished(view, row))) return
  const attempts = await loadAttempts(ctx.db, row)
  const again = staysPaid(row)
    ? (attempts.find((attempt) => attempt.hash === row.hash) ?? attempts.at(-1))
    : (attempts.findLast((attempt) => attempt.is_cancellation) ?? (await cancel(ctx, row, attempts)))
  if (again === undefined) return
  ctx.log.error(
    { chain: row.chain, transaction: row.id, nonce: row.nonce, hash: again.hash },
    'the chain lost a transaction that was final; sent again',
  )
  await pace.giveAgain(ctx, again)
}

/** A node whose head is lower than the block is late, and is waited for, as the watcher does. */
async function hasVanished(view: ChainView, { block_number, block_hash }: TransactionRow): Promise<boolean> {
  if (block_number === null) return true
  return block_number <= view.head && (await view.blockHash(block_number)) !== block_hash
}

/** Nobody was given anything back for it: the payment stands, or there was no money in it. */
function staysPaid(row: TransactionRow): boolean {
  return row.state === 'SUCCEEDED' || UNATTENDED_PURPOSES.has(row.purpose)
}

/** Stored before it is broadcast, like all that is signed. @returns undefined when another node was first. */
async function cancel(
  ctx: SenderContext,
  row: TransactionRow,
  attempts: readonly Attempt[],
): Promise<Attempt | undefined> {
  const newest = attempts.at(-1)
  if (row.nonce === null || newest === undefined) return undefined
  const market = await readFees(ctx.chain)
  const previous = { maxFee: newest.max_fee, priorityFee: newest.priority_fee }
  const fees = raiseFees(previous, market, ctx.chain.config.maxFeePerGas) ?? market
  const parts = { ...cancellation(getAddress(row.from_address)), nonce: row.nonce, fees }
  const signed = await signAttempt(ctx, row, { kind: 'CANCELLATION' }, parts)
  return inTransaction(ctx.db, async (tx) => {
    const current = await lockTransaction(tx, row)
    const { length } = await loadAttempts(tx, row)
    if (length !== attempts.length) return undefined
    return insertAttempt(tx, current, length + 1, signed, fees, true)
  })
}
