import type { Token } from '../chains/types.ts'
import { jsonb, type Tx } from '../kernel/database.ts'
import { derivedId } from '../kernel/ids.ts'

export const MOVEMENT_OPERATIONS = [
  'TRANSFER',
  'DEPOSIT',
  'WITHDRAWAL',
  'RAMP_ON_TRANSFER',
  'RAMP_OFF_TRANSFER',
] as const
export type MovementOperation = (typeof MOVEMENT_OPERATIONS)[number]

/** As the table keeps them; treasury's names for them are in search-movements.ts. */
export type MovementStatus = 'PENDING' | 'PROCESSING' | 'COMPLETED' | 'FAILED'

export interface NewMovement {
  readonly companyId: string
  readonly walletId: string
  readonly operation: MovementOperation
  /** That of the webhook event. */
  readonly operationId: string
  readonly status: MovementStatus
  readonly token: Token
  /** Smallest units; positive, the operation gives the direction. */
  readonly units: bigint
  readonly hash: string | null
  /** The deposit, payment or chain transaction that it shows: one movement each. */
  readonly subjectId: string
  /** What the operation adds to `data`, as far as it never changes. */
  readonly data: Readonly<Record<string, unknown>>
  readonly at: Date
}

/** The token as it was: a custom one may be removed later, and the movement must still be shown. */
export interface MovementToken {
  readonly address: string
  readonly symbol: string
  readonly decimals: number
}

/** @returns the subjects whose movement is new: told twice, it is written once. */
export async function writeMovements(tx: Tx, movements: readonly NewMovement[]): Promise<Set<string>> {
  if (movements.length === 0) return new Set()
  const written = await tx
    .insertInto('movements')
    .values(movements.map(movementRow))
    .onConflict((conflict) => conflict.doNothing())
    .returning('subject_id')
    .execute()
  return new Set(written.map((row) => row.subject_id))
}

function movementRow(movement: NewMovement) {
  const { address, symbol, decimals, chain } = movement.token
  const token: MovementToken = { address, symbol, decimals }
  return {
    company_id: movement.companyId,
    id: derivedId('treasury_movement', movement.subjectId),
    wallet_id: movement.walletId,
    operation: movement.operation,
    operation_id: movement.operationId,
    status: movement.status,
    chain,
    token_address: address,
    amount: movement.units,
    tx_hash: movement.hash,
    subject_id: movement.subjectId,
    data: jsonb({ token, ...movement.data }),
    created_at: movement.at,
  }
}

/** The movement follows what it shows. */
export async function moveOn(
  tx: Tx,
  companyId: string,
  subjectId: string,
  change: { readonly status: MovementStatus; readonly tx_hash?: string | null },
): Promise<void> {
  await tx
    .updateTable('movements')
    .set(change)
    .where('company_id', '=', companyId)
    .where('subject_id', '=', subjectId)
    .execute()
}
