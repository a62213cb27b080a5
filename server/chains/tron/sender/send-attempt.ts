import type { Tx } from '../../../kernel/database.ts'
import { inTrace } from '../../../kernel/trace.ts'
import type { SenderContext } from '../../sender/context.ts'
import { IntentMismatch } from '../../sender/intent-mismatch.ts'
import { settle, UNATTENDED_PURPOSES } from '../../sender/settle.ts'
import { type Attempt, loadAttempts, type TransactionRow } from '../../sender/transaction-row.ts'
import { fuelSweep } from '../energy/fuel.ts'
import { signTron } from '../sign.ts'
import { encodeRaw } from '../transaction.ts'
import type { TronChain } from '../tron-chain.ts'
import { broadcast } from './broadcast.ts'
import { postpone } from './postpone.ts'
import { type Plan, type Preparation, prepare } from './prepare.ts'
import { storeAttempt } from './store-attempt.ts'
import { tellCap } from './tell-cap.ts'
import type { TronView } from './tron-view.ts'

/** A transaction that the chain refuses is tried so often, over about a minute, before it is given up with nothing out. */
const REFUSALS_MAX = 6

/**
 * Signs, stores and broadcasts an attempt, as far as it goes now: the first, or another when all before it are dead. Decided by the
 * locked row, so it may run on several nodes at once and be killed at any line.
 */
export async function sendAttempt(
  ctx: SenderContext<TronChain>,
  view: TronView,
  row: TransactionRow,
  alsoRecord: (tx: Tx) => Promise<void> = async () => {},
): Promise<boolean> {
  const attempts = await loadAttempts(ctx.db, row)
  if (attempts.some(({ dead_block }) => dead_block === null)) return false
  try {
    const preparation = await prepare(ctx, view, row)
    await tellCap(ctx, preparation.kind === 'CAPPED')
    await ctx.checkpoint('read')
    if (preparation.kind !== 'READY') {
      await wait(ctx, row, preparation)
      return false
    }
    const { plan } = preparation
    const attributes = { 'holdfast.chain': row.chain, 'holdfast.purpose': row.purpose }
    return await inTrace(row.trace_id, 'sender.send', attributes, () =>
      sign(ctx, { view, row, attempts }, plan, alsoRecord),
    )
  } catch (error) {
    if (!(error instanceof IntentMismatch)) throw error
    await refuseToSign(ctx, row, error)
    return false
  }
}

async function sign(
  ctx: SenderContext<TronChain>,
  basis: { readonly view: TronView; readonly row: TransactionRow; readonly attempts: readonly Attempt[] },
  plan: Plan,
  alsoRecord: (tx: Tx) => Promise<void>,
): Promise<boolean> {
  const { view, row } = basis
  const { config } = ctx.chain
  const signed = await signTron(ctx, row, encodeRaw(plan.raw), {
    owner: row.from_address,
    refBlockId: view.final.hash,
    expiresAfter: view.head.timestamp,
    expiresAtMost: view.head.timestamp + BigInt(config.expiryMs),
    maxFeeSun: config.maxFeeSun,
    nativeAddress: config.nativeAddress,
  })
  await ctx.checkpoint('signed')
  const stored = await storeAttempt(ctx, basis, plan, signed, alsoRecord)
  await ctx.checkpoint('stored')
  if (stored === 'MOVED_ON') return false
  if (stored === 'NO_COIN') {
    await postpone(ctx, row, 'waits for coin: earlier transactions of its address may take what is there')
    return false
  }
  await broadcast(ctx, stored.attempt)
  return true
}

async function wait(
  ctx: SenderContext<TronChain>,
  row: TransactionRow,
  preparation: Exclude<Preparation, { kind: 'READY' }>,
): Promise<void> {
  const { kind, reason } = preparation
  switch (kind) {
    case 'REFUSED':
      return countRefusal(ctx, row, reason)
    case 'UNFUNDED':
      if (row.purpose === 'sweep') await fuelSweep(ctx, row, preparation)
      else await ctx.fuel(row, preparation.need)
      return postpone(ctx, row, reason)
    case 'CAPPED':
    case 'WAIT':
      return postpone(ctx, row, reason)
  }
}

/** Nothing of it can be mined any more: given up, it was not paid. */
async function countRefusal(
  ctx: SenderContext<TronChain>,
  row: TransactionRow,
  reason: string,
): Promise<void> {
  if (row.tries + 1 < REFUSALS_MAX) return postpone(ctx, row, reason, 1)
  await giveUp(ctx, row, reason)
}

/** Only while every attempt is dead, which no other step can undo. */
export async function giveUp(
  ctx: SenderContext<TronChain>,
  row: TransactionRow,
  reason: string,
  alsoRecord: (tx: Tx) => Promise<void> = async () => {},
): Promise<boolean> {
  const attempts = await loadAttempts(ctx.db, row)
  if (attempts.some(({ dead_block }) => dead_block === null)) return false
  // Another attempt stored meanwhile has changed the hash.
  const stillSo = (current: TransactionRow) => current.state === row.state && current.hash === row.hash
  return settle(ctx, row, stillSo, { outcome: 'LOST', hash: row.hash, reason }, alsoRecord)
}

/** Without signed bytes nothing is lost but the order; with some, though dead, an operator decides. */
async function refuseToSign(
  ctx: SenderContext<TronChain>,
  row: TransactionRow,
  mismatch: IntentMismatch,
): Promise<void> {
  const { company_id: company, chain, id: transaction, state } = row
  const reason = `refused to sign: ${mismatch.message}`
  ctx.log.error({ err: mismatch, company, chain, transaction }, 'built bytes differ from the intent')
  if (state === 'QUEUED' || UNATTENDED_PURPOSES.has(row.purpose)) return void (await giveUp(ctx, row, reason))
  if (state !== 'SENT') return
  const end = { outcome: 'MANUAL_CHECK' as const, hash: row.hash, reason }
  await settle(ctx, row, (current) => current.state === 'SENT' && current.hash === row.hash, end)
}
