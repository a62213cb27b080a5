import { inTrace } from '../../kernel/trace.ts'
import { broadcast } from './broadcast.ts'
import { readNonce } from './chain-view.ts'
import type { SenderContext } from './context.ts'
import { type Fees, hasteOf, readFees, readMarket } from './fees.ts'
import { isAboveCap } from './gas-cap.ts'
import { IntentMismatch } from './intent-mismatch.ts'
import { nodeErrorText } from './node-error.ts'
import { hasRoom, numberTransaction, observeNonce, renumberTransaction } from './number-transaction.ts'
import { type Prepared, prepare, prepareAnyway } from './prepare.ts'
import { settle } from './settle.ts'
import { signAttempt } from './sign-attempt.ts'
import { storeAttempt } from './store-attempt.ts'
import { loadAttempts, type TransactionRow } from './transaction-row.ts'

/** A transaction that the chain refuses is tried so often, over about a minute, before it is given up without a nonce. */
export const REFUSALS_MAX = 6
const BACKOFF_MS_MAX = 60_000
const IN_LINE = 'waits for earlier transactions of its address'

/**
 * QUEUED or NUMBERED → SENT and broadcast, as far as it goes now. Every step is durable before the next, and decided by the
 * locked row, so this may run for the same row on several nodes at once and be killed at any line. Troubles of the node are
 * kept in last_error; the loop comes back. @returns true when its address has its fill in flight.
 */
export async function advance(ctx: SenderContext, row: TransactionRow): Promise<boolean> {
  try {
    if (row.state === 'QUEUED') return await advanceQueued(ctx, row)
    if (row.state === 'NUMBERED') await advanceNumbered(ctx, row)
  } catch (error) {
    if (error instanceof IntentMismatch) await refuseToSign(ctx, row, error)
    else await waitForNode(ctx, row, error)
  }
  return false
}

async function waitForNode(ctx: SenderContext, row: TransactionRow, error: unknown): Promise<void> {
  ctx.log.warn({ err: error, chain: row.chain, transaction: row.id }, 'chain transaction waits for the node')
  await postpone(ctx, row, nodeErrorText(error), 0)
}

/** Without a place for it the node is not asked: thousands may wait, and their callers ask for each. */
async function advanceQueued(ctx: SenderContext, row: TransactionRow): Promise<boolean> {
  if (!(await hasRoom(ctx.db, row))) {
    await postpone(ctx, row, IN_LINE, 0)
    return true
  }
  const [preparation, observed, { fees, price }] = await Promise.all([
    prepare(ctx, row),
    observeNonce(ctx, row.from_address),
    readMarket(ctx.chain, hasteOf(row.intent)),
  ])
  await ctx.checkpoint('read')
  if (await isAboveCap(ctx, price)) await postpone(ctx, row, `gas costs ${price} wei, above the cap`, 0)
  else if (preparation.kind === 'READY') return numberAndSend(ctx, row, observed, preparation.prepared, fees)
  else if (preparation.kind === 'UNFUNDED') await postpone(ctx, row, preparation.reason, 0)
  else await countRefusal(ctx, row, preparation.reason)
  return false
}

async function numberAndSend(
  ctx: SenderContext,
  row: TransactionRow,
  observed: bigint,
  prepared: Prepared,
  fees: Fees,
): Promise<boolean> {
  const numbered = await numberTransaction(ctx, row, observed)
  if (numbered.state === 'QUEUED') {
    await postpone(ctx, row, IN_LINE, 0)
    return true
  }
  await ctx.checkpoint('numbered')
  if (numbered.state === 'NUMBERED') await send(ctx, numbered, prepared, fees)
  return false
}

/** Found with a nonce and nothing signed: the node that numbered it died, or could not go on. */
async function advanceNumbered(ctx: SenderContext, row: TransactionRow): Promise<void> {
  const [prepared, spent, fees] = await Promise.all([
    prepareAnyway(ctx, row),
    readNonce(ctx.chain, row.from_address, 'latest'),
    readFees(ctx.chain, hasteOf(row.intent)),
  ])
  await ctx.checkpoint('read')
  if (row.nonce !== null && row.nonce < spent) await renumberTransaction(ctx, row)
  else await send(ctx, row, prepared, fees)
}

function send(ctx: SenderContext, row: TransactionRow, prepared: Prepared, fees: Fees): Promise<void> {
  return inTrace(
    row.trace_id,
    'sender.send',
    { 'holdfast.chain': row.chain, 'holdfast.purpose': row.purpose },
    () => sendFirst(ctx, row, prepared, fees),
  )
}

async function sendFirst(
  ctx: SenderContext,
  row: TransactionRow,
  prepared: Prepared,
  fees: Fees,
): Promise<void> {
  if (row.nonce === null) throw new Error('A numbered transaction has a nonce')
  const attempts = await loadAttempts(ctx.db, row)
  if (attempts.length > 0) return
  const intent = { kind: 'INTENT' as const, intent: row.intent }
  const signed = await signAttempt(ctx, row, intent, { ...prepared, nonce: row.nonce, fees })
  await ctx.checkpoint('signed')
  const stored = await storeAttempt(ctx, { row, attempts }, signed, fees, false)
  await ctx.checkpoint('stored')
  if (stored !== null) await broadcast(ctx, stored)
}

async function countRefusal(ctx: SenderContext, row: TransactionRow, reason: string): Promise<void> {
  const isLast = row.tries + 1 >= REFUSALS_MAX
  if (!isLast) return postpone(ctx, row, reason, 1)
  await settle(ctx, row, (current) => current.state === 'QUEUED', { outcome: 'LOST', hash: null, reason })
}

/** Without a nonce nothing is lost but the order; with one, an operator decides what becomes of the nonce. */
async function refuseToSign(
  ctx: SenderContext,
  row: TransactionRow,
  mismatch: IntentMismatch,
): Promise<void> {
  const reason = `refused to sign: ${mismatch.message}`
  ctx.log.error(
    { err: mismatch, chain: row.chain, transaction: row.id },
    'built bytes differ from the intent',
  )
  const gone = await settle(ctx, row, (current) => current.state === 'QUEUED', {
    outcome: 'LOST',
    hash: null,
    reason,
  })
  if (gone) return
  await settle(ctx, row, (current) => current.state === 'NUMBERED', {
    outcome: 'MANUAL_CHECK',
    hash: null,
    reason,
  })
}

async function postpone(
  ctx: SenderContext,
  row: TransactionRow,
  reason: string,
  refusals: 0 | 1,
): Promise<void> {
  const waitMs = Math.min(ctx.chain.config.pollMs * 2 ** (row.tries + refusals), BACKOFF_MS_MAX)
  await ctx.db
    .updateTable('chain_transactions')
    .set({ tries: row.tries + refusals, last_error: reason, next_at: new Date(Date.now() + waitMs) })
    .where('company_id', '=', row.company_id)
    .where('id', '=', row.id)
    .where('state', '=', row.state)
    .where('tries', '=', row.tries)
    .execute()
}
