import type { Token } from '../chains/types.ts'
import type { Tx } from '../kernel/database.ts'
import type { Schema } from '../migrations/schema.ts'
import type { Selectable } from 'kysely'

export type Deposit = Selectable<Schema['deposits']>

/**
 * A product's part in the life of its deposits. Each is called inside the transaction that makes it true, for deposits of
 * one company; the ledger moves between UNSWEPT and UNCREDITED are the deposit module's, crediting the owner is the product's.
 */
export interface DepositProduct {
  /** Recorded, in every state but UNSUPPORTED and UNATTRIBUTED: write what the client sees (a PENDING movement). */
  detected(tx: Tx, deposits: readonly Deposit[], now: Date): Promise<void>
  /**
   * Credits: books from `source` (UNSWEPT, or UNCREDITED when it was below the minimum before) to the owner, completes the
   * movement, writes the event, fires rules. Transfer ids derive from the deposit id, so a repetition changes nothing.
   */
  credit(
    tx: Tx,
    credits: readonly { deposit: Deposit; token: Token; source: 'UNSWEPT' | 'UNCREDITED' }[],
    now: Date,
  ): Promise<void>
  /** A block left the chain. Credited ones: take back to UNSWEPT (the deposit module then books UNSWEPT away), movement, event. */
  revert(tx: Tx, reverts: readonly { deposit: Deposit; token: Token | null }[], now: Date): Promise<void>
}
