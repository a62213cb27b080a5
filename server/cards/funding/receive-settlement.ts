import { sql } from 'kysely'
import { bookFacts, companyMove } from '../../deposits/ledger-moves.ts'
import type { Deposit } from '../../deposits/types.ts'
import type { Tx } from '../../kernel/database.ts'
import { isId, newId } from '../../kernel/ids.ts'
import { type Refusal, refuse } from '../../kernel/refusal.ts'
import type { NewTransfer } from '../../ledger/types.ts'
import { CARD_BOOKS, creditDollars, dollarMove } from './card-books.ts'

/**
 * The network has paid us by this deposit to the holding wallet: it is taken out of holding, where it came in as everybody's
 * money does, and lowers what the network owes. One below the minimum counts from now on: it is known what it is. Books last.
 */
export async function receiveSettlement(
  tx: Tx,
  companyId: string,
  depositId: string,
  now: Date,
): Promise<string | Refusal> {
  const deposit = await lockDeposit(tx, companyId, depositId)
  if (deposit === null) return refuse('DEPOSIT_NOT_FOUND')
  const id = newId()
  const inserted = await tx
    .insertInto('card_settlements')
    .values({
      company_id: companyId,
      id,
      direction: 'received',
      amount: deposit.amount,
      token_address: deposit.token_address,
      to_address: deposit.address,
      deposit_id: deposit.id,
      tx_hash: deposit.tx_hash,
      status: 'SUCCESS',
      created_at: now,
    })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst()
  if (inserted.numInsertedOrUpdatedRows === 0n) return refuse('DEPOSIT_SETTLED')
  const received = toNetwork(deposit, 'settlement_received', 'IN')
  await bookFacts(tx, companyId, [...(await creditSmall(tx, deposit, now)), received], now)
  return id
}

/** Deposits that left the chain: they settled nothing. @returns what is to be booked. */
export async function takeBackSettlements(
  tx: Tx,
  companyId: string,
  deposits: readonly Deposit[],
): Promise<NewTransfer[]> {
  const { rows } = await sql<{ deposit_id: string }>`
    UPDATE card_settlements SET status = 'FAILED'
    WHERE company_id = ${companyId} AND direction = 'received' AND status = 'SUCCESS'
      AND deposit_id = ANY(${deposits.map(({ id }) => id)}::uuid[])
    RETURNING deposit_id`.execute(tx)
  const ids = new Set(rows.map((row) => row.deposit_id))
  return deposits
    .filter(({ id }) => ids.has(id))
    .map((deposit) => toNetwork(deposit, 'settlement_reverted', 'OUT'))
}

/** A confirmed deposit that somebody sent to the cards' holding address. */
async function lockDeposit(tx: Tx, companyId: string, depositId: string): Promise<Deposit | null> {
  if (!isId(depositId)) return null
  const deposit = await tx
    .selectFrom('deposits')
    .selectAll()
    .where('company_id', '=', companyId)
    .where('id', '=', depositId)
    .where('product', '=', 'cards')
    .where('to_holding', '=', true)
    .where('status', 'in', ['BELOW_MINIMUM', 'CONFIRMED', 'FINALIZED'])
    .where('orphaned', '=', false)
    .forUpdate()
    .executeTakeFirst()
  return deposit ?? null
}

async function creditSmall(tx: Tx, deposit: Deposit, now: Date): Promise<NewTransfer[]> {
  if (deposit.status !== 'BELOW_MINIMUM') return []
  await tx
    .updateTable('deposits')
    .set({ status: 'CONFIRMED', credited: true, updated_at: now })
    .where('company_id', '=', deposit.company_id)
    .where('id', '=', deposit.id)
    .execute()
  const parts = { net: deposit.amount, clientFee: 0n, providerFee: 0n, card: 0n }
  return [
    companyMove(deposit, { debit: CARD_BOOKS.uncredited, credit: CARD_BOOKS.company, reason: 'deposit' }),
    ...creditDollars(deposit, parts, null),
  ]
}

/** A fact between us and the network: purchases may have used the money meanwhile. */
function toNetwork(deposit: Deposit, reason: string, way: 'IN' | 'OUT'): NewTransfer {
  const [debit, credit] =
    way === 'IN' ? (['CARD_HOLDING', 'CARD_NETWORK'] as const) : (['CARD_NETWORK', 'CARD_HOLDING'] as const)
  return { ...dollarMove(deposit, reason, { debit, credit, amount: deposit.amount }), overdraw: true }
}
