import type { RecordDecision, Resolution } from './resolve.ts'
import type { TransactionKey, TransactionRow } from './transaction-row.ts'

/**
 * What one family of chains does with its transactions. EVM: nonces. TRON: expiry. Each step is durable before the next and decided
 * by the locked row, so it may run on several nodes at once and be killed at any line.
 */
export interface ChainSender {
  /** So many signed and not mined, per address; null: any number. */
  readonly inFlightMax: number | null
  /**
   * As far as the broadcast; one that was SENT is given to the node again. Never throws for the node's troubles.
   * @returns true when it waits for others of its address to be mined: asked again soon, it goes no further.
   */
  advance(row: TransactionRow): Promise<boolean>
  /** One look at what is out, until its end. @returns whether there is more to look at right now. */
  watch(): Promise<boolean>
  retry(key: TransactionKey, record: RecordDecision): Promise<Resolution>
  cancel(key: TransactionKey, record: RecordDecision): Promise<Resolution>
}
