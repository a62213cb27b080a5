import { sql } from 'kysely'
import { GAS_KEY_PATH } from '../../../custody/derivation.ts'
import { inTransaction } from '../../../kernel/database.ts'
import { newId } from '../../../kernel/ids.ts'
import type { SenderContext } from '../../sender/context.ts'
import { queueOwnMove } from '../../sender/queue-own-move.ts'
import type { TronChain } from '../tron-chain.ts'

const LOANS_PER_LOOK = 100

interface DueLoan {
  readonly company_id: string
  readonly id: string
  readonly to_address: string
  readonly stake: bigint
}

/**
 * Energy comes back when what it was lent for has ended, whatever its end: else the gas account runs dry, address by address. One that
 * was never lent, or is back, is closed; a taking back that failed is queued again.
 */
export async function takeBackEnergy(ctx: SenderContext<TronChain>): Promise<void> {
  await closeLoans(ctx)
  for (const loan of await findDue(ctx)) await queueReturn(ctx, loan)
}

async function closeLoans({ db, chain, clock }: SenderContext<TronChain>): Promise<void> {
  await sql`
    UPDATE energy_delegations e SET returned_at = ${clock.now()}
    FROM chain_transactions lent
    WHERE e.chain = ${chain.config.name} AND e.returned_at IS NULL
      AND lent.company_id = e.company_id AND lent.id = e.id AND lent.settled_at IS NOT NULL
      AND (lent.state <> 'SUCCEEDED' OR EXISTS (
        SELECT FROM chain_transactions back
        WHERE back.company_id = e.company_id AND back.id = e.return_id AND back.state = 'SUCCEEDED'))`.execute(
    db,
  )
}

async function findDue({ db, chain }: SenderContext<TronChain>): Promise<readonly DueLoan[]> {
  const { rows } = await sql<DueLoan>`
    SELECT e.company_id, e.id, e.to_address, e.stake
    FROM energy_delegations e
    JOIN chain_transactions lent ON lent.company_id = e.company_id AND lent.id = e.id AND lent.state = 'SUCCEEDED'
    JOIN chain_transactions sweep ON sweep.company_id = e.company_id AND sweep.id = e.for_id AND sweep.settled_at IS NOT NULL
    LEFT JOIN chain_transactions back ON back.company_id = e.company_id AND back.id = e.return_id
    WHERE e.chain = ${chain.config.name} AND e.returned_at IS NULL
      AND (e.return_id IS NULL OR (back.settled_at IS NOT NULL AND back.state <> 'SUCCEEDED'))
    ORDER BY e.created_at LIMIT ${LOANS_PER_LOOK}`.execute(db)
  return rows
}

/** Once, whichever node sees it: the loan's row is locked, and names its return from then on. */
async function queueReturn(
  { db, chain, vault, clock }: SenderContext<TronChain>,
  { company_id: companyId, id, to_address: to, stake }: DueLoan,
): Promise<void> {
  await inTransaction(db, async (tx) => {
    const { rows } = await sql<{ is_open: boolean }>`
      SELECT e.returned_at IS NULL AND (e.return_id IS NULL OR EXISTS (
        SELECT FROM chain_transactions back WHERE back.company_id = e.company_id AND back.id = e.return_id
          AND back.settled_at IS NOT NULL AND back.state <> 'SUCCEEDED')) AS is_open
      FROM energy_delegations e WHERE e.company_id = ${companyId} AND e.id = ${id} FOR UPDATE`.execute(tx)
    if (rows[0]?.is_open !== true) return
    const returnId = newId()
    await queueOwnMove(tx, {
      companyId,
      id: returnId,
      chain: chain.config.name,
      purpose: 'return_energy',
      from: { address: chain.addresses.ofKey(vault, GAS_KEY_PATH), keyPath: GAS_KEY_PATH },
      intent: { kind: 'return_energy', to, stake: String(stake) },
      createdAt: clock.now(),
    })
    await tx
      .updateTable('energy_delegations')
      .set({ return_id: returnId })
      .where('company_id', '=', companyId)
      .where('id', '=', id)
      .execute()
  })
}
