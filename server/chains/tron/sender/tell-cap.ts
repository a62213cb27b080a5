import { inTransaction } from '../../../kernel/database.ts'
import type { SenderContext } from '../../sender/context.ts'
import type { TronChain } from '../tron-chain.ts'

/**
 * Whether energy costs so much that a plain payment exceeds what may be paid for one; a crossing, either way, is told once. A single
 * contract that burns more than others says nothing about the market.
 */
export async function tellCap(ctx: SenderContext<TronChain>, isCapped: boolean): Promise<void> {
  const { name: chain, maxFeeSun: cap } = ctx.chain.config
  const told = await ctx.db
    .selectFrom('chain_alerts')
    .select('raised_at')
    .where('chain', '=', chain)
    .where('type', '=', 'GAS_PRICE_CAP')
    .executeTakeFirst()
  if (!isCapped && told === undefined) return
  // It is cut off at the cap.
  const value = await ctx.chain.paymentCost()
  const isAbove = value >= cap
  if (isAbove === (told !== undefined)) return
  const kind = isAbove ? 'GAS_PRICE_CAP' : 'GAS_PRICE_OK'
  await inTransaction(ctx.db, (tx) => ctx.trouble(tx, { kind, chain, value, cap }))
}
