import { GAS_KEY_PATH } from '../../../custody/derivation.ts'
import { inTransaction, jsonb, type Tx } from '../../../kernel/database.ts'
import { newId } from '../../../kernel/ids.ts'
import type { FuelNeed, SenderContext } from '../../sender/context.ts'
import type { TransactionRow } from '../../sender/transaction-row.ts'
import type { Intent } from '../../types.ts'
import type { TronChain } from '../tron-chain.ts'
import { lendEnergy } from './lend-energy.ts'

/** Makes an account of an address that never had coin: an account can borrow energy, and has bandwidth of its own. */
const ACTIVATING_SUN = 1n

/**
 * A deposit address has nothing of its own: what its sweep lacks comes from the platform's gas account. Lent energy costs nothing
 * and is taken back; where there is not enough of it, coin. At most one payment of each kind is open for an address, however often its
 * sweep is looked at: a unique index says so.
 */
export async function fuelSweep(
  ctx: SenderContext<TronChain>,
  row: TransactionRow,
  { need, isActive }: { readonly need: FuelNeed; readonly isActive: boolean },
): Promise<void> {
  const { config } = ctx.chain
  // Coin that is left on an address is not worth other coin.
  const isOfCoin = row.intent.kind === 'sweep_own' && row.intent.token === config.nativeAddress
  if (need.coin <= 0n || isOfCoin) return
  if (config.sweepGas === 'DELEGATE' && need.energy > 0n) {
    const lent = await lendEnergy(ctx, row, { energy: need.energy, isActive })
    if (lent === 'LENT') return
    if (lent === 'ACTIVATE') return inTransaction(ctx.db, (tx) => giveCoin(tx, ctx, row, ACTIVATING_SUN))
  }
  await inTransaction(ctx.db, (tx) => giveCoin(tx, ctx, row, need.coin))
}

async function giveCoin(
  tx: Tx,
  { chain, vault, clock }: SenderContext<TronChain>,
  row: TransactionRow,
  amount: bigint,
): Promise<void> {
  const intent: Intent = { kind: 'native_transfer', to: row.from_address, amount: String(amount) }
  await tx
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
    .execute()
}
