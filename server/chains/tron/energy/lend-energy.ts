import { sql } from 'kysely'
import { GAS_KEY_PATH } from '../../../custody/derivation.ts'
import { inTransaction, jsonb, type Tx } from '../../../kernel/database.ts'
import { newId } from '../../../kernel/ids.ts'
import type { SenderContext } from '../../sender/context.ts'
import type { TransactionRow } from '../../sender/transaction-row.ts'
import type { Intent } from '../../types.ts'
import { askLendableStake, askResources } from '../ask-account.ts'
import type { TronChain } from '../tron-chain.ts'

const SUN_PER_TRX = 1_000_000n
/** What a stake is worth moves with every other stake of the network. */
const STAKE_MARGIN_PERCENT = 102n

/**
 * `LENT`: it is on its way, or there. `ACTIVATE`: only an account can borrow. `NONE`: the gas account's stake does not suffice, or what
 * it lent did not.
 */
export async function lendEnergy(
  ctx: SenderContext<TronChain>,
  row: TransactionRow,
  { energy, isActive }: { readonly energy: bigint; readonly isActive: boolean },
): Promise<'LENT' | 'ACTIVATE' | 'NONE'> {
  const { chain, vault, db } = ctx
  const lender = chain.addresses.ofKey(vault, GAS_KEY_PATH)
  const { lendable, resources } = await chain.client.ask(async (node) => ({
    lendable: await askLendableStake(node, lender),
    resources: await askResources(node, lender),
  }))
  const { totalEnergyLimit, totalEnergyStake } = resources
  if (lendable === 0n || totalEnergyLimit === 0n) return 'NONE'
  const least = roundedUp(energy * totalEnergyStake * STAKE_MARGIN_PERCENT, totalEnergyLimit * 100n)
  const stake = roundedUp(least, SUN_PER_TRX) * SUN_PER_TRX
  return inTransaction(db, async (tx) => {
    const { open, isUnderWay, wasLent } = await lockLoans(tx, row, lender)
    if (isUnderWay) return 'LENT'
    if (wasLent || lendable - open < stake) return 'NONE'
    if (!isActive) return 'ACTIVATE'
    await queueLoan(tx, ctx, row, { lender, stake })
    return 'LENT'
  })
}

const roundedUp = (dividend: bigint, divisor: bigint) => (dividend + divisor - 1n) / divisor

/**
 * Under the lender's lock, so that one stake is not lent twice: loans that have not ended may still take from what the node calls
 * lendable.
 */
async function lockLoans(
  tx: Tx,
  row: TransactionRow,
  lender: string,
): Promise<{ open: bigint; isUnderWay: boolean; wasLent: boolean }> {
  await sql`INSERT INTO chain_senders (chain, address, next_nonce) VALUES (${row.chain}, ${lender}, 0)
    ON CONFLICT (chain, address) DO UPDATE SET next_nonce = chain_senders.next_nonce`.execute(tx)
  const { rows } = await sql<{ open: bigint | null; under_way: boolean | null; was_lent: boolean | null }>`
    SELECT sum(e.stake) FILTER (WHERE t.settled_at IS NULL) AS open,
      bool_or(e.to_address = ${row.from_address} AND t.settled_at IS NULL AND t.state <> 'MINED') AS under_way,
      bool_or(e.for_id = ${row.id} AND t.state IN ('MINED', 'SUCCEEDED')) AS was_lent
    FROM energy_delegations e
    JOIN chain_transactions t ON t.company_id = e.company_id AND t.id = e.id
    WHERE e.chain = ${row.chain} AND e.returned_at IS NULL`.execute(tx)
  const [found] = rows
  return {
    open: found?.open ?? 0n,
    isUnderWay: found?.under_way === true,
    wasLent: found?.was_lent === true,
  }
}

async function queueLoan(
  tx: Tx,
  { clock }: SenderContext<TronChain>,
  row: TransactionRow,
  { lender, stake }: { readonly lender: string; readonly stake: bigint },
): Promise<void> {
  const intent: Intent = { kind: 'delegate_energy', to: row.from_address, stake: String(stake) }
  const common = { company_id: row.company_id, id: newId(), chain: row.chain, created_at: clock.now() }
  const queued = await tx
    .insertInto('chain_transactions')
    .values({
      ...common,
      purpose: 'energy',
      from_address: lender,
      key_path: GAS_KEY_PATH,
      intent: jsonb(intent),
      state: 'QUEUED',
      next_at: new Date(),
    })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst()
  if (queued.numInsertedOrUpdatedRows !== 1n) return
  await tx
    .insertInto('energy_delegations')
    .values({ ...common, to_address: row.from_address, stake, for_id: row.id })
    .execute()
}
