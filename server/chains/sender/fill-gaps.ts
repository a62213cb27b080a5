import { inTransaction, jsonb } from '../../kernel/database.ts'
import { newId } from '../../kernel/ids.ts'
import type { ChainView } from './chain-view.ts'
import type { SenderContext } from './context.ts'
import { lockNextNonce } from './number-transaction.ts'
import type { Pace } from './pace.ts'
import { sendVanishedAgain } from './send-vanished-again.ts'
import type { TransactionKey } from './transaction-row.ts'

const FILLERS_MAX = 32

/**
 * A nonce below one of ours that nobody uses holds up everything behind it for ever. It is spent by a transfer of nothing to itself.
 * Such gaps come from a foreign use of the key that the node knew and then forgot, or from a restored database. A nonce of ours
 * that had ended and that the chain has lost holds it up as well.
 */
export async function fillGaps(
  ctx: SenderContext,
  view: ChainView,
  address: string,
  spent: bigint,
  pace: Pace,
): Promise<void> {
  const { gaps, ended } = await findHoldUps(ctx, address, spent)
  if (gaps.length + ended.length === 0) return
  // What waits at the node, though we know nothing of it, will spend its nonce itself.
  const waiting = await view.nonce(address, 'pending')
  for (const { nonce, ...key } of ended.slice(0, FILLERS_MAX))
    if (nonce >= waiting) await sendVanishedAgain(ctx, view, key, pace)
  for (const nonce of gaps.filter((gap) => gap >= waiting).slice(0, FILLERS_MAX))
    await fill(ctx, address, nonce)
}

/** The nonces below the newest open one that the chain has not spent: nobody's, and those of transactions that have ended. */
async function findHoldUps(
  ctx: SenderContext,
  address: string,
  spent: bigint,
): Promise<{ gaps: bigint[]; ended: (TransactionKey & { readonly nonce: bigint })[] }> {
  const rows = await ctx.db
    .selectFrom('chain_transactions')
    .select(['company_id', 'id', 'nonce', 'settled_at'])
    .where('chain', '=', ctx.chain.config.name)
    .where('from_address', '=', address)
    .where('nonce', '>=', spent)
    .orderBy('nonce')
    .execute()
  const held = new Set(rows.map((row) => row.nonce))
  const last = rows.findLast((row) => row.settled_at === null)?.nonce ?? spent
  const gaps: bigint[] = []
  for (let nonce = spent; nonce < last && gaps.length < FILLERS_MAX; nonce += 1n)
    if (!held.has(nonce)) gaps.push(nonce)
  const ended = rows.flatMap(({ company_id, id, nonce, settled_at }) =>
    settled_at !== null && nonce !== null && nonce < last ? [{ company_id, id, nonce }] : [],
  )
  return { gaps, ended }
}

/** Under the sender row's lock, like every giving of a nonce; a node that was slower finds it held. */
async function fill(ctx: SenderContext, address: string, nonce: bigint): Promise<void> {
  const chain = ctx.chain.config.name
  await inTransaction(ctx.db, async (tx) => {
    await lockNextNonce(tx, { chain, from_address: address })
    const neighbours = await tx
      .selectFrom('chain_transactions')
      .select(['company_id', 'key_path', 'nonce'])
      .where('chain', '=', chain)
      .where('from_address', '=', address)
      .where('nonce', '>=', nonce)
      .orderBy('nonce')
      .limit(1)
      .execute()
    const [next] = neighbours
    if (next === undefined || next.nonce === nonce) return
    ctx.log.warn({ chain, address, nonce }, 'nonce gap; filled')
    await tx
      .insertInto('chain_transactions')
      .values({
        company_id: next.company_id,
        id: newId(),
        chain,
        purpose: 'nonce_gap',
        from_address: address,
        key_path: next.key_path,
        intent: jsonb({ kind: 'native_transfer', to: address, amount: '0' }),
        state: 'NUMBERED',
        nonce,
        next_at: new Date(),
        created_at: ctx.clock.now(),
      })
      .execute()
  })
}
