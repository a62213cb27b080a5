import { inTransaction } from '../../../kernel/database.ts'
import { inParallel } from '../../../kernel/in-parallel.ts'
import { NodeUnavailable } from '../../node-errors.ts'
import { claimDue } from '../../sender/claim-due.ts'
import type { SenderContext } from '../../sender/context.ts'
import { settle, UNATTENDED_PURPOSES } from '../../sender/settle.ts'
import {
  type Attempt,
  loadAttempts,
  lockTransaction,
  type TransactionRow,
} from '../../sender/transaction-row.ts'
import { askHeader } from '../ask-blocks.ts'
import type { TronChain } from '../tron-chain.ts'
import { broadcast } from './broadcast.ts'
import { findMined, type MinedAttempt } from './find-mined.ts'
import { judgeEnd } from './judge-end.ts'
import { type NextStep, nextStep } from './next-step.ts'
import { proveDead } from './prove-dead.ts'
import { giveUp, sendAttempt } from './send-attempt.ts'
import { lookAtTron, type TronView } from './tron-view.ts'

const BATCH_MAX = 500
const CONCURRENCY = 8
/** So many times expiryMs after its expiry an operator hears of what is neither found nor proved dead. */
const MANUAL_CHECK_AFTER = 20

/** One look at what is out: SENT → MINED → its end, and back by a fork; what has died unseen is signed again. */
export async function watch(ctx: SenderContext<TronChain>): Promise<boolean> {
  const rows = await claimDue(ctx, {
    states: ['SENT', 'MINED', 'MANUAL_CHECK'],
    limit: BATCH_MAX,
    leaveMs: ctx.chain.config.pollMs,
  })
  if (rows.length === 0) return false
  const view = await lookAtTron(ctx.chain)
  await inParallel(rows, CONCURRENCY, (row) => tryRow(ctx, view, row))
  return rows.length === BATCH_MAX
}

/** One whose questions fail, or whose end cannot be booked, does not keep the others from being watched. */
async function tryRow(ctx: SenderContext<TronChain>, view: TronView, row: TransactionRow): Promise<void> {
  try {
    await watchRow(ctx, view, row)
  } catch (error) {
    const level = error instanceof NodeUnavailable ? 'warn' : 'error'
    ctx.log[level](
      { err: error, chain: row.chain, transaction: row.id },
      'chain transaction cannot be followed; again later',
    )
  }
}

async function watchRow(ctx: SenderContext<TronChain>, view: TronView, row: TransactionRow): Promise<void> {
  const attempts = await loadAttempts(ctx.db, row)
  const found = await findMined(ctx.chain.client, view, attempts)
  await ctx.checkpoint('seen')
  await take(ctx, view, { row, attempts, found }, stepOf(row, attempts, view, found))
}

function stepOf(
  row: TransactionRow,
  attempts: readonly Attempt[],
  { head, final }: TronView,
  found: MinedAttempt | null,
): NextStep {
  const { block_number: number, block_hash: hash } = row
  return nextStep(
    {
      state: row.state,
      block: number === null || hash === null ? null : { number, hash },
      attempts: attempts.map(({ expires_at, dead_block }) => ({
        expiresAt: BigInt(expires_at?.getTime() ?? 0),
        isDead: dead_block !== null,
      })),
      cancelRequested: row.cancel_requested_at !== null,
    },
    { head, final, found },
  )
}

interface Known {
  readonly row: TransactionRow
  readonly attempts: readonly Attempt[]
  readonly found: MinedAttempt | null
}

async function take(
  ctx: SenderContext<TronChain>,
  view: TronView,
  { row, attempts, found }: Known,
  step: NextStep,
): Promise<void> {
  const alive = attempts.find(({ dead_block }) => dead_block === null)
  switch (step) {
    case 'WAIT':
    case 'PREPARE':
      return
    case 'BROADCAST':
      if (alive !== undefined) await broadcast(ctx, alive)
      return
    case 'PROVE_DEAD':
      if (alive !== undefined) await bury(ctx, view, row, alive)
      return
    case 'RECORD_MINED':
      if (found !== null) await recordMined(ctx, row, found)
      return
    case 'RETURN_TO_SENT':
      return returnToSent(ctx, row)
    case 'SETTLE':
      if (found !== null) await settleMined(ctx, row, found)
      return
    case 'SIGN_AGAIN':
      await sendAttempt(ctx, view, row)
      return
    case 'GIVE_UP':
      await giveUp(ctx, row, 'cancelled: it was in no block when it expired')
      return
    case 'CALL_OPERATOR':
      return callOperator(ctx, row, attempts.length)
  }
}

/** Of sweeps and gas no operator is asked: what is dead moved nothing, and who needs it queues it again. */
async function callOperator(
  ctx: SenderContext<TronChain>,
  row: TransactionRow,
  count: number,
): Promise<void> {
  const reason = `not mined: ${count} attempts expired in no block`
  if (UNATTENDED_PURPOSES.has(row.purpose)) return void (await giveUp(ctx, row, reason))
  await askOperator(ctx, row, reason)
}

async function askOperator(
  ctx: SenderContext<TronChain>,
  row: TransactionRow,
  reason: string,
): Promise<void> {
  const stillSo = (current: TransactionRow) => current.state === 'SENT' && current.hash === row.hash
  await settle(ctx, row, stillSo, { outcome: 'MANUAL_CHECK', hash: row.hash, reason })
}

/** It has expired: proved dead, another may be signed; else it waits, and says why: in the end to an operator. */
async function bury(
  ctx: SenderContext<TronChain>,
  view: TronView,
  row: TransactionRow,
  attempt: Attempt,
): Promise<void> {
  const proof = await proveDead(ctx.chain, attempt)
  if (proof.kind !== 'DEAD') {
    const problem =
      proof.kind === 'OPEN' ? proof.reason : `block ${proof.number} holds it, and no node tells what it did`
    const openMs = Number(view.head.timestamp) - (attempt.expires_at?.getTime() ?? 0)
    const isLate = openMs > ctx.chain.config.expiryMs * MANUAL_CHECK_AFTER
    if (isLate && row.state === 'SENT' && !UNATTENDED_PURPOSES.has(row.purpose))
      return askOperator(ctx, row, problem)
    return note(ctx, row, problem)
  }
  await inTransaction(ctx.db, async (tx) => {
    const current = await lockTransaction(tx, row)
    if (current.state !== 'SENT' && current.state !== 'MANUAL_CHECK') return
    await tx
      .updateTable('chain_attempts')
      .set({ dead_block: proof.number })
      .where('company_id', '=', attempt.company_id)
      .where('transaction_id', '=', attempt.transaction_id)
      .where('number', '=', attempt.number)
      .where('dead_block', 'is', null)
      .execute()
    await tx
      .updateTable('chain_transactions')
      .set({ next_at: new Date(), tries: 0, last_error: `expired in no block up to ${proof.number}` })
      .where('company_id', '=', row.company_id)
      .where('id', '=', row.id)
      .execute()
  })
  ctx.log.warn(
    { chain: row.chain, transaction: row.id, hash: attempt.hash, block: proof.number },
    'a signed transaction expired in no block',
  )
}

async function recordMined(
  ctx: SenderContext<TronChain>,
  row: TransactionRow,
  { attempt, info, number, hash }: MinedAttempt,
): Promise<void> {
  await ctx.db
    .updateTable('chain_transactions')
    .set({
      state: 'MINED',
      hash: attempt.hash,
      block_number: number,
      block_hash: hash,
      succeeded: !info.failed,
      gas_used: info.energy,
      fee_paid: info.fee,
      last_error: null,
    })
    .where('company_id', '=', row.company_id)
    .where('id', '=', row.id)
    .where('state', 'in', ['SENT', 'MINED', 'MANUAL_CHECK'])
    .execute()
  await ctx.checkpoint('mined')
}

/** A fork took its block, and no other has it: it is out again until it is mined or dead. */
async function returnToSent(ctx: SenderContext<TronChain>, row: TransactionRow): Promise<void> {
  ctx.log.warn({ chain: row.chain, transaction: row.id, block: row.block_hash }, 'reorganised away')
  await ctx.db
    .updateTable('chain_transactions')
    .set({
      state: 'SENT',
      block_number: null,
      block_hash: null,
      succeeded: null,
      gas_used: null,
      fee_paid: null,
      next_at: new Date(),
    })
    .where('company_id', '=', row.company_id)
    .where('id', '=', row.id)
    .where('state', '=', 'MINED')
    .where('block_hash', '=', row.block_hash)
    .execute()
}

async function settleMined(
  ctx: SenderContext<TronChain>,
  row: TransactionRow,
  found: MinedAttempt,
): Promise<void> {
  if (!(await nodesAgree(ctx.chain, found))) return
  await ctx.checkpoint('final')
  const stillSo = (current: TransactionRow) =>
    current.state === 'MINED' && current.block_hash === found.hash && current.hash === found.attempt.hash
  await settle(ctx, row, stillSo, { ...judgeEnd(row, found.info), hash: found.attempt.hash })
}

/** With several nodes, each that answers must have that block: one alone could follow a branch of its own. */
async function nodesAgree({ client }: TronChain, { number, hash }: MinedAttempt): Promise<boolean> {
  const answers = await Promise.all(
    client.nodes.map((node) =>
      askHeader(node, number).catch((error: unknown) => {
        if (error instanceof NodeUnavailable) return undefined
        throw error
      }),
    ),
  )
  const heard = answers.filter((answer) => answer !== undefined)
  return heard.length > 0 && heard.every((header) => header?.hash === hash)
}

async function note(ctx: SenderContext<TronChain>, row: TransactionRow, problem: string): Promise<void> {
  await ctx.db
    .updateTable('chain_transactions')
    .set({ last_error: problem })
    .where('company_id', '=', row.company_id)
    .where('id', '=', row.id)
    .where('settled_at', 'is', null)
    .execute()
}
