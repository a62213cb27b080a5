import { GAS_KEY_PATH } from '../../../custody/derivation.ts'
import { inTransaction, jsonb } from '../../../kernel/database.ts'
import { newId } from '../../../kernel/ids.ts'
import type { FuelNeed, SenderContext } from '../../sender/context.ts'
import type { TransactionRow } from '../../sender/transaction-row.ts'
import type { Intent } from '../../types.ts'
import type { TronChain } from '../tron-chain.ts'

/**
 * A deposit address has no coin of its own: what its sweep lacks comes from the platform's gas account. At most one such payment is
 * open for an address, however often its sweep is looked at: a unique index says so.
 */
export async function fuelSweep(
  { db, chain, vault, clock }: SenderContext<TronChain>,
  row: TransactionRow,
  need: FuelNeed,
): Promise<void> {
  // Coin that is left on an address is not worth other coin.
  const isOfCoin = row.intent.kind === 'sweep_own' && row.intent.token === chain.config.nativeAddress
  if (need.coin <= 0n || isOfCoin) return
  const intent: Intent = { kind: 'native_transfer', to: row.from_address, amount: String(need.coin) }
  await inTransaction(db, (tx) =>
    tx
      .insertInto('chain_transactions')
      .values({
        company_id: row.company_id,
        id: newId(),
        chain: row.chain,
        purpose: 'gas',
        from_address: chain.addresses.ofKey(vault, GAS_KEY_PATH),
        key_path: GAS_KEY_PATH,
        intent: jsonb(intent),
        state: 'QUEUED',
        next_at: new Date(),
        created_at: clock.now(),
      })
      .onConflict((conflict) => conflict.doNothing())
      .execute(),
  )
}
