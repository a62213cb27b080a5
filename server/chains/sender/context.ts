import type { Vault } from '../../custody/vault.ts'
import type { Clock } from '../../kernel/clock.ts'
import type { Database, Tx } from '../../kernel/database.ts'
import type { Logger } from '../../kernel/log.ts'
import type { Chain } from '../chain.ts'
import type { EvmChain } from '../evm/client.ts'
import type { ChainName, SettledTransaction } from '../types.ts'
import type { TransactionRow } from './transaction-row.ts'

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

/** What somebody should hear of, told in the commit that makes it so. Values are of the chain's own price unit. */
export type SenderTrouble =
  | { readonly kind: 'STUCK'; readonly row: TransactionRow }
  | {
      readonly kind: 'GAS_PRICE_CAP' | 'GAS_PRICE_OK'
      readonly chain: ChainName
      readonly value: bigint
      readonly cap: bigint
    }

/** What lacks for a transaction to be sent: smallest units of coin, and on TRON energy. */
export interface FuelNeed {
  readonly coin: bigint
  readonly energy: bigint
}

/** What the steps of one chain's sender work with. */
export interface SenderContext<C extends Chain = EvmChain> {
  readonly db: Database
  readonly chain: C
  readonly vault: Vault
  readonly clock: Clock
  readonly log: Logger
  readonly onSettled: ReadonlyMap<string, OnSettled>
  readonly checkpoint: (name: Checkpoint) => Promise<void>
  /** The address lacks gas: queues it from the gas account. */
  readonly fuel: (row: TransactionRow, need: FuelNeed) => Promise<void>
  /** Coin on the address that a transfer of coin must leave there: it is not the sender's own, or promised to others. Smallest units. */
  readonly reservedCoin: (row: TransactionRow) => Promise<bigint>
  readonly trouble: (tx: Tx, trouble: SenderTrouble) => Promise<void>
}
