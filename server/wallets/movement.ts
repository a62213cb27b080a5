import { sql } from 'kysely'
import type { Token } from '../chains/types.ts'
import { jsonb, type Tx } from '../kernel/database.ts'
import { newId } from '../kernel/ids.ts'

export const MOVEMENT_OPERATIONS = [
  'DEPOSIT',
  'DEPOSIT_REVERTED',
  'WITHDRAWAL',
  'USER_WITHDRAWAL',
  'TRANSFER_OUT',
  'TRANSFER_IN',
  'OVERRIDE_VIRTUAL_BALANCE',
  'HOLDING_CREDIT',
  'RAMP_ON_TRANSFER',
  'RAMP_OFF_TRANSFER',
] as const
export type MovementOperation = (typeof MOVEMENT_OPERATIONS)[number]

export const MOVEMENT_STATUSES = ['PENDING', 'PROCESSING', 'COMPLETED', 'FAILED', 'CANCELLED'] as const
export type MovementStatus = (typeof MOVEMENT_STATUSES)[number]

export interface NewMovement {
  /** Default: a new one. */
  readonly id?: string
  readonly companyId: string
  readonly walletId: string
  readonly operation: MovementOperation
  /** That of the webhook event; null: the movement's own id. */
  readonly operationId: string | null
  readonly status: MovementStatus
  readonly token: Token
  /** Smallest units; positive, the operation gives the direction. */
  readonly units: bigint
  readonly hash: string | null
  /** The deposit or payment it shows; null: nothing but itself. */
  readonly subjectId: string | null
  /** What the operation adds to `data`, as far as it never changes. What changes is read when it is shown. */
  readonly data: Readonly<Record<string, unknown>>
  readonly at: Date
}

/** The token as it was: a custom one may be removed later, and the movement must still be shown. */
export interface MovementToken {
  readonly address: string
  readonly symbol: string
  readonly name: string
  readonly decimals: number
}

const INSERT_ROWS_MAX = 1000

export async function writeMovements(tx: Tx, movements: readonly NewMovement[]): Promise<void> {
  for (let start = 0; start < movements.length; start += INSERT_ROWS_MAX)
    await tx
      .insertInto('movements')
      .values(movements.slice(start, start + INSERT_ROWS_MAX).map(movementRow))
      .execute()
}

export interface MovementChange {
  readonly status: MovementStatus
  /** Smallest units. */
  readonly units: bigint
  readonly hash: string | null
  /** Beside what `data` holds already, or in its place. */
  readonly data: Readonly<Record<string, unknown>>
}

/** The movement of something that goes on: it is shown as it is now. */
export async function changeMovement(
  tx: Tx,
  { companyId, subjectId }: { readonly companyId: string; readonly subjectId: string },
  { status, units, hash, data }: MovementChange,
): Promise<void> {
  await tx
    .updateTable('movements')
    .set({ status, amount: units, tx_hash: hash, data: sql`data || ${jsonb(data)}::jsonb` })
    .where('company_id', '=', companyId)
    .where('subject_id', '=', subjectId)
    .execute()
}

function movementRow(movement: NewMovement) {
  const id = movement.id ?? newId()
  const { address, symbol, name, decimals, chain } = movement.token
  const token: MovementToken = { address, symbol, name, decimals }
  return {
    company_id: movement.companyId,
    id,
    wallet_id: movement.walletId,
    operation: movement.operation,
    operation_id: movement.operationId ?? id,
    status: movement.status,
    chain,
    token_address: address,
    amount: movement.units,
    tx_hash: movement.hash,
    subject_id: movement.subjectId ?? id,
    data: jsonb({ token, ...movement.data }),
    created_at: movement.at,
  }
}
