import { sql } from 'kysely'
import { inTransaction, type Tx } from '../../../kernel/database.ts'
import type { SenderContext } from '../../sender/context.ts'
import {
  type Attempt,
  loadAttempts,
  lockTransaction,
  type TransactionRow,
} from '../../sender/transaction-row.ts'
import type { SignedTron } from '../sign.ts'
import type { TronChain } from '../tron-chain.ts'
import type { Plan } from './prepare.ts'
import type { TronView } from './tron-view.ts'

/** `MOVED_ON`: another node was first. `NO_COIN`: what is out of the address may take its coin. These bytes are forgotten then. */
export type Stored = { readonly attempt: Attempt } | 'MOVED_ON' | 'NO_COIN'

/**
 * Stores signed bytes before any node sees them, and only while no other attempt of the transaction can still be mined. The sender
 * row's lock makes it one at a time for an address: what all its open attempts may take together is there.
 */
export async function storeAttempt(
  ctx: SenderContext<TronChain>,
  basis: { readonly row: TransactionRow; readonly attempts: readonly Attempt[]; readonly view: TronView },
  { cost, coin }: Plan,
  signed: SignedTron,
  alsoRecord: (tx: Tx) => Promise<void> = async () => {},
): Promise<Stored> {
  const { view } = basis
  return inTransaction(ctx.db, async (tx) => {
    const current = await lockTransaction(tx, basis.row)
    const attempts = await loadAttempts(tx, basis.row)
    const mayAttempt =
      current.state === 'QUEUED' || current.state === 'SENT' || current.state === 'MANUAL_CHECK'
    const allDead = attempts.every(({ dead_block }) => dead_block !== null)
    // Given up meanwhile: only the operator who asks for it again, and knows of that, may have it signed.
    const isSameOrder = current.cancel_requested_at?.getTime() === basis.row.cancel_requested_at?.getTime()
    if (!mayAttempt || !allDead || !isSameOrder || attempts.length !== basis.attempts.length)
      return 'MOVED_ON'
    await lockSender(tx, current)
    const open = await reservedCoin(tx, current, view.head.number)
    const reserved = open === null ? cost.alone : cost.besides
    if (coin - (open ?? 0n) < reserved) return 'NO_COIN'
    const attempt = await insertAttempt(tx, current, attempts.length + 1, signed, reserved, view.final.number)
    if (attempt === undefined) return 'MOVED_ON'
    await tx
      .updateTable('chain_transactions')
      .set({
        state: 'SENT',
        hash: signed.hash,
        last_error: null,
        next_at: new Date(),
        cancel_requested_at: null,
      })
      .where('company_id', '=', current.company_id)
      .where('id', '=', current.id)
      .execute()
    await alsoRecord(tx)
    return { attempt }
  })
}

async function lockSender(tx: Tx, { chain, from_address: address }: TransactionRow): Promise<void> {
  await sql`INSERT INTO chain_senders (chain, address, next_nonce) VALUES (${chain}, ${address}, 0)
    ON CONFLICT (chain, address) DO UPDATE SET next_nonce = chain_senders.next_nonce`.execute(tx)
}

/**
 * What the address's other open attempts may still take; null: there are none. One that was mined at or below the block that the coin
 * was read at has taken it already.
 */
async function reservedCoin(tx: Tx, row: TransactionRow, readAt: bigint): Promise<bigint | null> {
  const { rows } = await sql<{ reserved: bigint | null }>`
    SELECT sum(a.max_fee) AS reserved
    FROM chain_transactions t
    JOIN chain_attempts a ON a.company_id = t.company_id AND a.transaction_id = t.id AND a.dead_block IS NULL
    WHERE t.chain = ${row.chain} AND t.from_address = ${row.from_address} AND t.settled_at IS NULL
      AND NOT (t.state = 'MINED' AND t.block_number <= ${readAt})`.execute(tx)
  return rows[0]?.reserved ?? null
}

/** Undefined: the same bytes are stored already, for an equal payment of the same moment. */
async function insertAttempt(
  tx: Tx,
  row: TransactionRow,
  number: number,
  signed: SignedTron,
  reserved: bigint,
  refBlock: bigint,
): Promise<Attempt | undefined> {
  return tx
    .insertInto('chain_attempts')
    .values({
      company_id: row.company_id,
      transaction_id: row.id,
      number,
      chain: row.chain,
      hash: signed.hash,
      raw: signed.raw,
      max_fee: reserved,
      priority_fee: 0n,
      is_cancellation: false,
      created_at: new Date(),
      ref_block: refBlock,
      expires_at: signed.expiresAt,
    })
    .onConflict((conflict) => conflict.columns(['chain', 'hash', 'company_id']).doNothing())
    .returningAll()
    .executeTakeFirst()
}
