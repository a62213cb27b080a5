import { sql } from 'kysely'
import { GAS_KEY_PATH } from '../../custody/derivation.ts'
import type { Vault } from '../../custody/vault.ts'
import type { Clock } from '../../kernel/clock.ts'
import { type Database, inTransaction, jsonb, type Reader } from '../../kernel/database.ts'
import { newId } from '../../kernel/ids.ts'
import type { Chain } from '../chain.ts'
import { findChain } from '../name.ts'
import type { Intent } from '../types.ts'
import type { SenderContext } from './context.ts'
import type { TransactionRow } from './transaction-row.ts'

export interface FuelDeps {
  readonly db: Database
  readonly chains: readonly Chain[]
  readonly vault: Vault
  readonly clock: Clock
}

/** Wallets of the company itself have no coin for gas of their own. Holding wallets are kept filled, deposit addresses fuelled by their sweeps. */
const FUELLED = ['treasury_transfer', 'recover_gas']

/**
 * Queues coin from the gas account for a transaction that lacks only that, and in the same payment for the others of its address
 * that wait. At most one is open for an address, however many look: a unique index says so.
 */
export function createFuel(deps: FuelDeps): SenderContext['fuel'] {
  return async (row, need) => {
    if (!FUELLED.includes(row.purpose) || need.coin <= 0n) return
    const chain = findChain(deps.chains, row.chain)
    const others = await countOthers(deps.db, row)
    const amount = need.coin + (others === 0n ? 0n : others * (await chain.paymentCost()))
    const intent: Intent = { kind: 'native_transfer', to: row.from_address, amount: String(amount) }
    await inTransaction(deps.db, (tx) =>
      tx
        .insertInto('chain_transactions')
        .values({
          company_id: row.company_id,
          id: newId(),
          chain: row.chain,
          purpose: 'treasury_gas',
          from_address: chain.addresses.ofKey(deps.vault, GAS_KEY_PATH),
          key_path: GAS_KEY_PATH,
          intent: jsonb(intent),
          state: 'QUEUED',
          next_at: new Date(),
          created_at: deps.clock.now(),
        })
        .onConflict((conflict) => conflict.doNothing())
        .execute(),
    )
  }
}

async function countOthers(reader: Reader, row: TransactionRow): Promise<bigint> {
  const { rows } = await sql<{ others: bigint }>`
    SELECT count(*) AS others FROM chain_transactions
    WHERE company_id = ${row.company_id} AND chain = ${row.chain} AND from_address = ${row.from_address} AND id <> ${row.id}
      AND purpose = ANY(${FUELLED}::text[]) AND state = 'QUEUED' AND settled_at IS NULL`.execute(reader)
  return rows[0]?.others ?? 0n
}
