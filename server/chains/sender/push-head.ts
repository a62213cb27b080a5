import type { Hash } from 'viem'
import { TransactionNotFoundError } from 'viem'
import type { SenderContext } from './context.ts'
import { IntentMismatch } from './intent-mismatch.ts'
import type { Pace } from './pace.ts'
import { replaceAttempt } from './replace-attempt.ts'
import { settle, UNATTENDED_PURPOSES } from './settle.ts'
import { type Attempt, asTransactionRow, loadAttempts, type TransactionRow } from './transaction-row.ts'

/** Signed attempts of one payment that the platform makes by itself; more only when an operator says so. */
export const ATTEMPTS_MAX = 8
/** After so many times replaceAfterMs an operator is asked, whatever the reason. */
const MANUAL_CHECK_AFTER = 20
const FOLLOWERS_MAX = 32

/** When each address's next minable nonce last moved, as this process saw it: waiting behind others is not being stuck. */
export type Progress = Map<string, { spent: bigint; sinceMs: number }>

/** What one process remembers of its looks; another one begins anew. */
export interface Memory {
  readonly progress: Progress
  readonly pace: Pace
}

/**
 * Helps the one transaction that the chain can take next from this address; the others wait behind it. Broadcasts it again when
 * the node has forgotten it (and then those behind it too), replaces it when it is stuck, calls an operator when that does not help.
 */
export async function pushHead(
  ctx: SenderContext,
  address: string,
  spent: bigint,
  { progress, pace }: Memory,
): Promise<void> {
  const [head, ...followers] = await loadWaiting(ctx, address, spent)
  if (head === undefined) {
    progress.delete(address)
    return
  }
  const sinceMs = movedAt(progress, address, spent)
  const attempts = await loadAttempts(ctx.db, head)
  const newest = attempts.at(-1)
  if (head.nonce !== spent || newest === undefined) return
  const isKnown = await nodeKnows(ctx, newest)
  if (isKnown) pace.known(newest)
  const outcome = isKnown ? 'accepted' : await pace.giveAgain(ctx, newest)
  if (!isKnown) await giveAllAgain(ctx, followers, pace)
  // About sweeps and gas no operator can be asked, and the gas account's other transactions wait behind them: only the fee cap stops those.
  const isUnattended = UNATTENDED_PURPOSES.has(head.purpose)
  if (head.state !== 'SENT' && !isUnattended) return
  const { replaceAfterMs } = ctx.chain.config
  const waitedMs = Date.now() - Math.max(newest.created_at.getTime(), sinceMs)
  const isOutbid = outcome === 'accepted' || outcome === 'underpriced'
  if (isOutbid && waitedMs >= replaceAfterMs) {
    // Once an operator has cancelled, every further attempt only spends the nonce; his retry turns that round.
    const mayReplace = isUnattended || attempts.length < ATTEMPTS_MAX
    const problem = mayReplace ? await replace(ctx, head, attempts, newest) : notMined(attempts, newest)
    if (problem !== null) await callOperator(ctx, head, problem)
  } else if (Date.now() - (attempts[0]?.created_at.getTime() ?? 0) >= replaceAfterMs * MANUAL_CHECK_AFTER) {
    await callOperator(ctx, head, head.last_error ?? 'not mined in time')
  }
}

/** @returns what an operator must hear; null when there is nothing. */
async function replace(
  ctx: SenderContext,
  head: TransactionRow,
  attempts: readonly Attempt[],
  newest: Attempt,
): Promise<string | null> {
  try {
    const replaced = await replaceAttempt(ctx, head, attempts, newest.is_cancellation)
    return replaced === 'FEE_CAP' ? notMined(attempts, newest) : null
  } catch (error) {
    // Asked again, it would be refused again: a signer is not to be asked at every look.
    if (error instanceof IntentMismatch) return `refused to sign: ${error.message}`
    throw error
  }
}

function notMined(attempts: readonly Attempt[], { max_fee }: Attempt): string {
  return `not mined after ${attempts.length} attempts; fee ${max_fee} wei per gas`
}

async function loadWaiting(ctx: SenderContext, address: string, spent: bigint): Promise<TransactionRow[]> {
  const rows = await ctx.db
    .selectFrom('chain_transactions')
    .selectAll()
    .where('chain', '=', ctx.chain.config.name)
    .where('from_address', '=', address)
    .where('settled_at', 'is', null)
    .where('state', 'in', ['SENT', 'MANUAL_CHECK'])
    .where('nonce', '>=', spent)
    .orderBy('nonce')
    .limit(FOLLOWERS_MAX)
    .execute()
  return rows.map(asTransactionRow)
}

function movedAt(progress: Progress, address: string, spent: bigint): number {
  const known = progress.get(address)
  if (known?.spent === spent) return known.sinceMs
  const sinceMs = Date.now()
  progress.set(address, { spent, sinceMs })
  return sinceMs
}

async function nodeKnows(ctx: SenderContext, attempt: Attempt): Promise<boolean> {
  try {
    await ctx.chain.client.getTransaction({ hash: attempt.hash as Hash })
    return true
  } catch (error) {
    if (error instanceof TransactionNotFoundError) return false
    throw error
  }
}

async function giveAllAgain(ctx: SenderContext, rows: readonly TransactionRow[], pace: Pace): Promise<void> {
  for (const row of rows) {
    const newest = (await loadAttempts(ctx.db, row)).at(-1)
    if (newest !== undefined && !(await nodeKnows(ctx, newest))) await pace.giveAgain(ctx, newest)
  }
}

async function callOperator(ctx: SenderContext, row: TransactionRow, reason: string): Promise<void> {
  if (row.state !== 'SENT') return
  const end = { outcome: 'MANUAL_CHECK' as const, hash: row.hash, reason }
  await settle(ctx, row, (current) => current.state === 'SENT' && current.hash === row.hash, end)
}
