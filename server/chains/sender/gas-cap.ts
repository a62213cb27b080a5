import { inTransaction } from '../../kernel/database.ts'
import type { SenderContext } from './context.ts'

/**
 * Whether the market asks more per gas than may ever be paid: what is new waits then, instead of being signed for a price at which
 * nobody takes it and holding up all behind it. A crossing, either way, is told once, whichever process sees it.
 */
export async function isAboveCap(ctx: SenderContext, price: bigint): Promise<boolean> {
  const { name: chain, maxFeePerGas: cap } = ctx.chain.config
  const isAbove = price > cap
  const told = await ctx.db
    .selectFrom('chain_alerts')
    .select('raised_at')
    .where('chain', '=', chain)
    .where('type', '=', 'GAS_PRICE_CAP')
    .executeTakeFirst()
  if (isAbove === (told !== undefined)) return isAbove
  const kind = isAbove ? 'GAS_PRICE_CAP' : 'GAS_PRICE_OK'
  ctx.log[isAbove ? 'warn' : 'info'](
    { chain, price, cap },
    isAbove ? 'gas costs more than the cap' : 'gas costs less than the cap',
  )
  await inTransaction(ctx.db, (tx) => ctx.trouble(tx, { kind, chain, value: price, cap }))
  return isAbove
}
