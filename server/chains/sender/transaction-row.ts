import type { Selectable } from 'kysely'
import type { Reader, Tx } from '../../kernel/database.ts'
import type { Schema } from '../../migrations/schema.ts'
import type { ChainTransactionState, Intent } from '../types.ts'

type Row = Selectable<Schema['chain_transactions']>

/** A row of chain_transactions, with the two columns whose values only this room writes in their types. */
export interface TransactionRow extends Omit<Row, 'intent' | 'state'> {
  readonly intent: Intent
  readonly state: ChainTransactionState
}

export type Attempt = Selectable<Schema['chain_attempts']>

export interface TransactionKey {
  readonly company_id: string
  readonly id: string
}

export function asTransactionRow(row: Row): TransactionRow {
  return row as TransactionRow
}

export async function loadTransaction(reader: Reader, key: TransactionKey): Promise<TransactionRow | null> {
  const row = await reader
    .selectFrom('chain_transactions')
    .selectAll()
    .where('company_id', '=', key.company_id)
    .where('id', '=', key.id)
    .executeTakeFirst()
  return row === undefined ? null : asTransactionRow(row)
}

/** Every change of a row's state begins here: whoever comes second sees what the first has made of it. */
export async function lockTransaction(tx: Tx, key: TransactionKey): Promise<TransactionRow> {
  const row = await tx
    .selectFrom('chain_transactions')
    .selectAll()
    .where('company_id', '=', key.company_id)
    .where('id', '=', key.id)
    .forUpdate()
    .executeTakeFirstOrThrow()
  return asTransactionRow(row)
}

/** Oldest first. */
export async function loadAttempts(reader: Reader, key: TransactionKey): Promise<Attempt[]> {
  return reader
    .selectFrom('chain_attempts')
    .selectAll()
    .where('company_id', '=', key.company_id)
    .where('transaction_id', '=', key.id)
    .orderBy('number')
    .execute()
}
