import type { Vault } from '../../custody/vault.ts'
import type { Clock } from '../../kernel/clock.ts'
import type { Database, Tx } from '../../kernel/database.ts'
import type { Logger } from '../../kernel/log.ts'
import type { EvmChain } from '../evm/client.ts'
import type { SettledTransaction } from '../types.ts'

/** Told inside the transaction that records the end: the money follows in the same commit. */
export type OnSettled = (tx: Tx, settled: SettledTransaction) => Promise<void>

/**
 * The places between two durable steps, in order. The fault tests stop the sender for ever at each of them and start
 * another; a place inside a database transaction would show nothing more, as a transaction is whole or not at all.
 */
export const CHECKPOINTS = [
  'read',
  'numbered',
  'signed',
  'stored',
  'broadcast',
  'seen',
  'mined',
  'final',
  'settled',
] as const
export type Checkpoint = (typeof CHECKPOINTS)[number]

/** What the steps of one chain's sender work with. */
export interface SenderContext {
  readonly db: Database
  readonly chain: EvmChain
  readonly vault: Vault
  readonly clock: Clock
  readonly log: Logger
  readonly onSettled: ReadonlyMap<string, OnSettled>
  readonly checkpoint: (name: Checkpoint) => Promise<void>
}
