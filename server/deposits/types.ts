import type { Selectable } from 'kysely'
import type { Token } from '../chains/types.ts'
import type { Tx } from '../kernel/database.ts'
import type { Schema } from '../migrations/schema.ts'

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
  /**
   * Their blocks left the chain: all credited, or all not. Credited ones: book the exact opposite, from the owner back to UNSWEPT
   * with overdraw (whatever the source was; nothing more is booked for them), movement, event. Others: their movement failed.
   * The token is null only when the operator has removed it from the settings.
   */
  revert(tx: Tx, reverts: readonly { deposit: Deposit; token: Token | null }[], now: Date): Promise<void>
}
