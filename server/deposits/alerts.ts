import { sql } from 'kysely'
import type { ChainName } from '../chains/types.ts'
import type { Tx } from '../kernel/database.ts'
import { newId } from '../kernel/ids.ts'
import type { NewEvent, WebhookProduct } from '../webhooks/types.ts'
import { writeEvents } from '../webhooks/write-events.ts'
import type { Deposit } from './types.ts'

/** To every company with a holding wallet on the chain: something about the chain itself is wrong. */
export async function alertOfChain(
  tx: Tx,
  chain: ChainName,
  alert: { type: 'WATCHER_LAG' | 'REORG_BEYOND_FINAL'; value: bigint; threshold: bigint; at: Date },
): Promise<void> {
  const { rows } = await sql<{ company_id: string; product: WebhookProduct }>`
    SELECT DISTINCT company_id, product FROM address_directory
    WHERE chain = ${chain} AND kind = 'HOLDING' ORDER BY company_id, product`.execute(tx)
  const events = rows.map((row) =>
    alertEvent(row.company_id, row.product, {
      type: alert.type,
      chain,
      value: String(alert.value),
      threshold: String(alert.threshold),
      deposit: null,
      at: alert.at,
    }),
  )
  await writeEvents(tx, events)
}

/** Tokens arrived on the address of a deleted wallet. `value` is decimal text. */
export function unattributedAlert(deposit: Deposit, value: string, at: Date): NewEvent {
  return alertEvent(deposit.company_id, deposit.product as WebhookProduct, {
    type: 'UNATTRIBUTED_DEPOSIT',
    chain: deposit.chain,
    value,
    threshold: null,
    deposit,
    at,
  })
}

interface AlertFacts {
  readonly type: string
  readonly chain: ChainName
  readonly value: string
  readonly threshold: string | null
  readonly deposit: Deposit | null
  readonly at: Date
}

function alertEvent(companyId: string, product: WebhookProduct, facts: AlertFacts): NewEvent {
  return {
    companyId,
    product,
    eventType: 'alert',
    operationId: newId(),
    status: 'success',
    orderKey: null,
    data: {
      type: facts.type,
      blockchain: facts.chain.toLowerCase(),
      wallet_id: facts.deposit?.wallet_id ?? null,
      token_address: facts.deposit?.token_address ?? null,
      value: facts.value,
      threshold: facts.threshold,
      deposit_id: facts.deposit?.id ?? null,
      created_at: facts.at.toISOString(),
    },
    at: facts.at,
  }
}
