import { sql } from 'kysely'
import type { ChainName } from '../chains/types.ts'
import type { Tx } from '../kernel/database.ts'
import type { WebhookProduct } from '../webhooks/types.ts'
import { writeEvents } from '../webhooks/write-events.ts'
import { type AlertType, alertEvent } from './alert-event.ts'

export interface ChainAlert {
  readonly type: Extract<AlertType, 'WATCHER_LAG' | 'REORG_BEYOND_FINAL' | 'GAS_PRICE_CAP'>
  readonly value: bigint
  readonly threshold: bigint
  readonly at: Date
}

/** Something about the chain itself is wrong: to every company with a holding wallet, or wallets of its own, on it. */
export async function alertOfChain(tx: Tx, chain: ChainName, alert: ChainAlert): Promise<void> {
  const { rows } = await sql<{ company_id: string; product: WebhookProduct }>`
    SELECT DISTINCT company_id, product FROM address_directory
    WHERE chain = ${chain} AND kind IN ('HOLDING', 'WALLET') AND retired_at IS NULL
    ORDER BY company_id, product`.execute(tx)
  const events = rows.map((row) =>
    alertEvent({
      companyId: row.company_id,
      product: row.product,
      type: alert.type,
      chain,
      walletId: null,
      tokenAddress: null,
      value: String(alert.value),
      threshold: String(alert.threshold),
      depositId: null,
      at: alert.at,
    }),
  )
  await writeEvents(tx, events)
}
