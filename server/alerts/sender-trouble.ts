import type { SenderContext, SenderTrouble } from '../chains/sender/context.ts'
import type { Tokens } from '../chains/tokens.ts'
import type { Clock } from '../kernel/clock.ts'
import type { Tx } from '../kernel/database.ts'
import { unitsToText } from '../kernel/money.ts'
import type { WebhookProduct } from '../webhooks/types.ts'
import { writeEvents } from '../webhooks/write-events.ts'
import { alertEvent } from './alert-event.ts'
import { alertOfChain } from './chain-alert.ts'

interface TroubleDeps {
  readonly tokens: Pick<Tokens, 'findEver'>
  readonly clock: Clock
}

const GAS_PRICE_CAP = 'GAS_PRICE_CAP'

/** Who hears of the sender's troubles, in the commit that makes them so. */
export function createTrouble(deps: TroubleDeps): SenderContext['trouble'] {
  return async (tx, trouble) => {
    switch (trouble.kind) {
      case 'STUCK':
        return tellStuck(tx, deps, trouble.row)
      case 'GAS_PRICE_CAP':
        return raisePriceCap(tx, deps, trouble)
      case 'GAS_PRICE_OK':
        await tx
          .deleteFrom('chain_alerts')
          .where('chain', '=', trouble.chain)
          .where('type', '=', GAS_PRICE_CAP)
          .execute()
    }
  }
}

/** Sweeps and gas are no payment of a company: their trouble shows in the log and the metric. */
export async function tellStuck(
  tx: Tx,
  deps: TroubleDeps,
  row: Pick<Extract<SenderTrouble, { kind: 'STUCK' }>['row'], 'company_id' | 'id' | 'chain'>,
): Promise<void> {
  const payment = await tx
    .selectFrom('payments')
    .select(['product', 'wallet_id', 'token_address', 'amount'])
    .where('company_id', '=', row.company_id)
    .where('id', '=', row.id)
    .executeTakeFirst()
  if (payment === undefined) return
  const token = await deps.tokens.findEver(tx, row.company_id, row.chain, payment.token_address)
  await writeEvents(tx, [
    alertEvent({
      companyId: row.company_id,
      product: payment.product as WebhookProduct,
      type: 'STUCK_PAYMENT',
      chain: row.chain,
      walletId: payment.wallet_id,
      tokenAddress: payment.token_address,
      value: unitsToText(payment.amount, token?.decimals ?? 0),
      threshold: null,
      depositId: null,
      at: deps.clock.now(),
    }),
  ])
}

/** Told once until it is over: the row is what all processes see, also after a restart. */
async function raisePriceCap(
  tx: Tx,
  { clock }: TroubleDeps,
  { chain, value, cap }: Exclude<SenderTrouble, { kind: 'STUCK' }>,
): Promise<void> {
  const raised = await tx
    .insertInto('chain_alerts')
    .values({ chain, type: GAS_PRICE_CAP, raised_at: clock.now() })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst()
  if (raised.numInsertedOrUpdatedRows !== 1n) return
  await alertOfChain(tx, chain, { type: GAS_PRICE_CAP, value, threshold: cap, at: clock.now() })
}
