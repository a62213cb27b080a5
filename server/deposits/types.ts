import type { Selectable } from 'kysely'
import type { ChainName, ChainTransfer, Token } from '../chains/types.ts'
import type { Tx } from '../kernel/database.ts'
import type { AccountCode, NewTransfer } from '../ledger/types.ts'
import type { Schema } from '../migrations/schema.ts'

export type Deposit = Selectable<Schema['deposits']>

/** A row whose tokens move between two of the company's own accounts. */
export type Movable = Pick<Deposit, 'company_id' | 'id' | 'chain' | 'token_address' | 'amount'>

/** The accounts of a product that the deposit module moves tokens between. */
export interface DepositBooks {
  /** Tokens in the holding wallet. */
  readonly holding: AccountCode
  /** Tokens on deposit addresses. */
  readonly unswept: AccountCode
  /** Confirmed and below the minimum. */
  readonly uncredited: AccountCode
  /** Owed to nobody: the company's own. */
  readonly company: AccountCode
  /** What else is booked when tokens become the company's own, and when they cease to be: for books kept in money as well. */
  readonly beside?: (row: Movable, change: { way: 'IN' | 'OUT'; reason: string }) => NewTransfer[]
}

/** A deposit about to be credited, and the account that its tokens are booked on until then. */
export interface DepositCredit {
  readonly deposit: Deposit
  readonly token: Token
  readonly source: AccountCode
}

/** The token is null only when the operator has removed it from the settings. */
export interface DepositRevert {
  readonly deposit: Deposit
  readonly token: Token | null
}

/**
 * A product's part in the life of its deposits. Each is called inside the transaction that makes it true, for deposits of
 * one company; the ledger moves between the accounts of `books` are the deposit module's, crediting the owner is the product's.
 */
export interface DepositProduct {
  readonly books: DepositBooks
  /** What the uncredited deposits of one address and token must reach together. */
  readonly minimumMicroUsd: bigint
  /** Of the tokens listed for the company and the chain's coin; others are UNSUPPORTED. */
  accepts(token: Token): boolean
  /** No deposit although it arrived: coin that the platform itself sends for gas. Absent: every transfer counts. */
  ignores?(chain: ChainName, transfer: ChainTransfer): boolean
  /** What outsiders send to the holding address has the life of a deposit, with the minimum. Else it is the company's at once. */
  readonly holdingTakesDeposits: boolean
  /** Recorded, in every state but UNSUPPORTED and UNATTRIBUTED: write what the client sees (a PENDING movement). */
  detected(tx: Tx, deposits: readonly Deposit[], now: Date): Promise<void>
  /**
   * Credits: books from `source` to the owner, completes the movement, writes the event, fires rules. Transfer ids derive from the
   * deposit id, so a repetition changes nothing.
   */
  credit(tx: Tx, credits: readonly DepositCredit[], now: Date): Promise<void>
  /** UNATTRIBUTED ones were booked as the company's own; some of them were told of as `detected` before. */
  unattributed?(tx: Tx, deposits: readonly Deposit[], now: Date): Promise<void>
  /**
   * Their blocks left the chain: all credited, or all not. Credited ones: book the exact opposite, from the owner back to where
   * the tokens lie (`lyingOn`) with overdraw, whatever the source was; nothing more is booked for them; movement, event.
   * Others: their movement failed.
   */
  revert(tx: Tx, reverts: readonly DepositRevert[], now: Date): Promise<void>
}
