import { inTransaction, type Reader, type Tx } from '../../kernel/database.ts'
import { lookAtChain, readNonce } from './chain-view.ts'
import type { SenderContext } from './context.ts'
import { lockTransaction, type TransactionKey, type TransactionRow } from './transaction-row.ts'

/** Signed and not mined, per address. Nodes keep a bounded number of an account's transactions in their pools. */
export const IN_FLIGHT_MAX = 128
/** A node that is ahead by more than this is believed only as far as its final blocks: one wrong answer must not open a gap of thousands. */
const DRIFT_MAX = 64n

type Observer = Pick<SenderContext, 'db' | 'chain' | 'log'>

/** The nonce that the chain would give next, as far as it can be believed. @throws when the node cannot be asked. */
export async function observeNonce(ctx: Observer, address: string): Promise<bigint> {
  const [latest, pending] = await Promise.all([
    readNonce(ctx.chain, address, 'latest'),
    readNonce(ctx.chain, address, 'pending'),
  ])
  // Read after the chain: what another of our nodes sent meanwhile was numbered before, and is no use of the key elsewhere.
  const known = await knownNextNonce(ctx, address)
  const observed = largerOf(pending, latest)
  if (known === null || observed <= known) return observed
  const drift = observed - known
  ctx.log.warn(
    { chain: ctx.chain.config.name, address, known, observed },
    'nonce drift: this key was used elsewhere',
  )
  if (drift <= DRIFT_MAX) return observed
  const view = await lookAtChain(ctx.chain)
  return view.nonce(address, 'final')
}

async function knownNextNonce(ctx: Observer, address: string): Promise<bigint | null> {
  const row = await ctx.db
    .selectFrom('chain_senders')
    .select('next_nonce')
    .where('chain', '=', ctx.chain.config.name)
    .where('address', '=', address)
    .executeTakeFirst()
  return row?.next_nonce ?? null
}

/**
 * QUEUED → NUMBERED: takes the address's next nonce, at least `observed`. The sender row's lock makes it the only one to do so.
 * @returns the row as it is now; still QUEUED when the address has its fill in flight.
 */
export async function numberTransaction(
  ctx: SenderContext,
  key: TransactionKey,
  observed: bigint,
): Promise<TransactionRow> {
  return inTransaction(ctx.db, async (tx) => {
    const row = await lockTransaction(tx, key)
    if (row.state !== 'QUEUED') return row
    const next = await lockNextNonce(tx, row)
    if (!(await hasRoom(tx, row))) return row
    const nonce = largerOf(next, observed)
    await setNextNonce(tx, row, nonce + 1n)
    await tx
      .updateTable('chain_transactions')
      .set({ state: 'NUMBERED', nonce, last_error: null, next_at: new Date() })
      .where('company_id', '=', row.company_id)
      .where('id', '=', row.id)
      .execute()
    return { ...row, state: 'NUMBERED', nonce, last_error: null }
  })
}

/**
 * NUMBERED → QUEUED: the chain has spent this nonce with a transaction of somebody else before anything was signed for it,
 * so the payment takes another. Bytes that a slower node signs meanwhile are not stored: the nonce is not its row's any more.
 */
export async function renumberTransaction(ctx: SenderContext, row: TransactionRow): Promise<TransactionRow> {
  return inTransaction(ctx.db, async (tx) => {
    const current = await lockTransaction(tx, row)
    if (current.state !== 'NUMBERED' || current.nonce !== row.nonce) return current
    ctx.log.warn(
      { chain: row.chain, transaction: row.id, nonce: row.nonce },
      'nonce spent elsewhere; another is taken',
    )
    await tx
      .updateTable('chain_transactions')
      .set({ state: 'QUEUED', nonce: null, next_at: new Date() })
      .where('company_id', '=', row.company_id)
      .where('id', '=', row.id)
      .execute()
    return { ...current, state: 'QUEUED', nonce: null }
  })
}

/** Locks the address's row, made here at its first transaction. */
export async function lockNextNonce(
  tx: Tx,
  { chain, from_address }: { chain: string; from_address: string },
): Promise<bigint> {
  await tx
    .insertInto('chain_senders')
    .values({ chain, address: from_address, next_nonce: 0n })
    .onConflict((conflict) => conflict.columns(['chain', 'address']).doNothing())
    .execute()
  const { next_nonce } = await tx
    .selectFrom('chain_senders')
    .select('next_nonce')
    .where('chain', '=', chain)
    .where('address', '=', from_address)
    .forUpdate()
    .executeTakeFirstOrThrow()
  return next_nonce
}

async function setNextNonce(tx: Tx, row: TransactionRow, next: bigint): Promise<void> {
  await tx
    .updateTable('chain_senders')
    .set({ next_nonce: next })
    .where('chain', '=', row.chain)
    .where('address', '=', row.from_address)
    .execute()
}

/** Decides under the sender row's lock alone; without it, it saves work. */
export async function hasRoom(reader: Reader, row: TransactionRow): Promise<boolean> {
  const open = await reader
    .selectFrom('chain_transactions')
    .select('id')
    .where('chain', '=', row.chain)
    .where('from_address', '=', row.from_address)
    .where('settled_at', 'is', null)
    .where('state', 'in', ['NUMBERED', 'SENT', 'MANUAL_CHECK'])
    .limit(IN_FLIGHT_MAX)
    .execute()
  return open.length < IN_FLIGHT_MAX
}

const largerOf = (a: bigint, b: bigint) => (a > b ? a : b)
