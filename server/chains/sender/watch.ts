import { inParallel } from '../../kernel/in-parallel.ts'
import { broadcast } from './broadcast.ts'
import { type ChainView, lookAtChain } from './chain-view.ts'
import { claimDue } from './claim-due.ts'
import type { SenderContext } from './context.ts'
import { fillGaps } from './fill-gaps.ts'
import { allHaveReceipt, findReceipt, type MinedAttempt } from './find-receipt.ts'
import { allShowSpender, findSpender } from './find-spender.ts'
import { nodeErrorText } from './node-error.ts'
import { type Memory, pushHead } from './push-head.ts'
import { settle } from './settle.ts'
import { tokensLeft } from './tokens-left.ts'
import { type Attempt, loadAttempts, type TransactionRow } from './transaction-row.ts'

const BATCH_MAX = 500
const CONCURRENCY = 8

/** One look at what is out: SENT → MINED → its end, and back by a reorganisation; then each address is helped on. */
export async function watch(ctx: SenderContext, memory: Memory): Promise<boolean> {
  const { pollMs } = ctx.chain.config
  const rows = await claimDue(ctx, {
    states: ['SENT', 'MINED', 'MANUAL_CHECK'],
    limit: BATCH_MAX,
    leaveMs: pollMs,
  })
  if (rows.length === 0) return false
  const view = await lookAtChain(ctx.chain)
  for (const [address, own] of Map.groupBy(rows, (row) => row.from_address)) {
    try {
      await watchAddress(ctx, view, address, own, memory)
    } catch (error) {
      // One address whose questions fail must not keep the others from being watched.
      ctx.log.warn(
        { err: error, chain: ctx.chain.config.name, address },
        'transactions of an address wait for the node',
      )
    }
  }
  return rows.length === BATCH_MAX
}

async function watchAddress(
  ctx: SenderContext,
  view: ChainView,
  address: string,
  rows: readonly TransactionRow[],
  memory: Memory,
): Promise<void> {
  const spent = await view.nonce(address, 'latest')
  await inParallel(rows, CONCURRENCY, async (row) => {
    try {
      if (row.state === 'MINED') await watchMined(ctx, view, row)
      else if (row.nonce !== null && row.nonce < spent) await watchSpent(ctx, view, row)
    } catch (error) {
      // Also when its end cannot be booked: those after it are booked all the same.
      ctx.log.error(
        { err: error, chain: row.chain, transaction: row.id },
        'chain transaction cannot be followed; again later',
      )
    }
  })
  await pushHead(ctx, address, spent, memory)
  await fillGaps(ctx, view, address, spent, memory.pace)
}

/** Its nonce is spent: by one of our attempts, or by somebody else's transaction. */
async function watchSpent(ctx: SenderContext, view: ChainView, row: TransactionRow): Promise<void> {
  const attempts = await loadAttempts(ctx.db, row)
  const found = await findReceipt(ctx, view, attempts)
  await ctx.checkpoint('seen')
  if (found !== null) return recordMined(ctx, row, found)
  if (row.nonce === null || (await view.nonce(row.from_address, 'final')) <= row.nonce) return
  const spender = await findSpender(ctx, view, row.from_address, row.nonce).catch(async (error: unknown) => {
    await note(
      ctx,
      row,
      `nonce ${row.nonce} is spent; by what could not be found out: ${nodeErrorText(error)}`,
    )
    return null
  })
  if (spender === null || attempts.some((attempt) => attempt.hash === spender.hash)) return
  if (!(await allShowSpender(ctx, row.from_address, row.nonce, spender)))
    return note(ctx, row, `nonce ${row.nonce} is spent, says one node; others do not agree`)
  const reason = `its nonce ${row.nonce} was spent by ${spender.hash}, which is not ours`
  await settle(ctx, row, isOut(row), { outcome: 'LOST', hash: paymentHash(attempts), reason })
}

async function watchMined(ctx: SenderContext, view: ChainView, row: TransactionRow): Promise<void> {
  if (row.block_number === null || row.block_number > view.head) return
  const isFinal = row.block_number <= view.finalNumber
  if ((await view.blockHash(row.block_number)) === row.block_hash && !isFinal) return
  const attempts = await loadAttempts(ctx.db, row)
  const found = await findReceipt(ctx, view, attempts)
  if (found === null) return returnToSent(ctx, row, attempts)
  if (found.receipt.blockHash !== row.block_hash || found.attempt.hash !== row.hash)
    return recordMined(ctx, row, found)
  await ctx.checkpoint('final')
  if (!isFinal) return
  if (await allHaveReceipt(ctx, found)) await settleMined(ctx, row, attempts, found)
  else await note(ctx, row, 'mined and final, says one node; others do not agree')
}

async function settleMined(
  ctx: SenderContext,
  row: TransactionRow,
  attempts: readonly Attempt[],
  { attempt, receipt }: MinedAttempt,
): Promise<void> {
  const stillSo = (current: TransactionRow) =>
    current.state === 'MINED' && current.block_hash === receipt.blockHash
  if (attempt.is_cancellation) {
    const reason = `cancelled: its nonce ${row.nonce} was spent by ${attempt.hash}`
    await settle(ctx, row, stillSo, { outcome: 'LOST', hash: paymentHash(attempts), reason })
  } else if (receipt.status === 'success' && tokensLeft(row, receipt)) {
    await settle(ctx, row, stillSo, { outcome: 'SUCCEEDED', hash: attempt.hash, reason: null })
  } else {
    const reason =
      receipt.status === 'success'
        ? 'the chain executed it and the token moved nothing'
        : 'the chain executed it and it reverted'
    await settle(ctx, row, stillSo, { outcome: 'FAILED', hash: attempt.hash, reason })
  }
}

async function recordMined(
  ctx: SenderContext,
  row: TransactionRow,
  { attempt, receipt }: MinedAttempt,
): Promise<void> {
  await ctx.db
    .updateTable('chain_transactions')
    .set({
      state: 'MINED',
      hash: attempt.hash,
      block_number: receipt.blockNumber,
      block_hash: receipt.blockHash,
      succeeded: receipt.status === 'success',
      gas_used: receipt.gasUsed,
      fee_paid: receipt.gasUsed * receipt.effectiveGasPrice,
      last_error: null,
    })
    .where('company_id', '=', row.company_id)
    .where('id', '=', row.id)
    .where('state', 'in', ['SENT', 'MINED', 'MANUAL_CHECK'])
    .execute()
  await ctx.checkpoint('mined')
}

/** A reorganisation took its block, and no other has it: it is out again, and given to the node again. */
async function returnToSent(
  ctx: SenderContext,
  row: TransactionRow,
  attempts: readonly Attempt[],
): Promise<void> {
  ctx.log.warn(
    { chain: row.chain, transaction: row.id, block: row.block_hash },
    'reorganised away; sent again',
  )
  const newest = attempts.at(-1)
  if (newest === undefined) throw new Error('A mined transaction has attempts')
  await ctx.db
    .updateTable('chain_transactions')
    .set({
      state: 'SENT',
      hash: newest.hash,
      block_number: null,
      block_hash: null,
      succeeded: null,
      gas_used: null,
      fee_paid: null,
    })
    .where('company_id', '=', row.company_id)
    .where('id', '=', row.id)
    .where('state', '=', 'MINED')
    .where('block_hash', '=', row.block_hash)
    .execute()
  await broadcast(ctx, newest)
}

async function note(ctx: SenderContext, row: TransactionRow, problem: string): Promise<void> {
  await ctx.db
    .updateTable('chain_transactions')
    .set({ last_error: problem })
    .where('company_id', '=', row.company_id)
    .where('id', '=', row.id)
    .where('settled_at', 'is', null)
    .execute()
}

const isOut = (row: TransactionRow) => (current: TransactionRow) =>
  (current.state === 'SENT' || current.state === 'MANUAL_CHECK') && current.nonce === row.nonce

/** What was shown for the payment: its newest own bytes, not the cancellation's. */
function paymentHash(attempts: readonly Attempt[]): string | null {
  return attempts.findLast((attempt) => !attempt.is_cancellation)?.hash ?? null
}
