import type { Token } from '../chains/types.ts'
import type { Tx } from '../kernel/database.ts'
import { unitsToText } from '../kernel/money.ts'
import { changeMovement, writeMovements } from '../wallets/movement.ts'
import { FIAT_DECIMALS } from './quote.ts'
import type { Ramp } from './ramp.ts'

interface Shown {
  readonly before: Ramp
  readonly after: Ramp
  readonly token: Token
  readonly hash: string | null
}

/** An on-ramp's movement begins when callers may know of it; an off-ramp's when its balance was taken (start-ramp-off.ts). */
export async function showMovement(tx: Tx, { before, after, token, hash }: Shown, at: Date): Promise<void> {
  if (!isSeen(after)) return
  const { company_id: companyId, id, status } = after
  const now = { status, units: unitsShown(after), hash, data: movementData(after) }
  if (isSeen(before)) return changeMovement(tx, { companyId, subjectId: id }, now)
  await writeMovements(tx, [
    {
      ...now,
      companyId,
      walletId: after.wallet_id,
      operation: 'RAMP_ON_TRANSFER',
      operationId: id,
      subjectId: id,
      token,
      at,
    },
  ])
}

function isSeen({ state }: Ramp): boolean {
  return state !== 'CREATING' && state !== 'UNDONE'
}

/** What it will be by the rate of when it was asked for, until it is known. */
function unitsShown(ramp: Ramp): bigint {
  return (ramp.type === 'RAMP_ON' ? ramp.final_amount : ramp.origin_amount) ?? ramp.quoted_amount
}

/** Decimal texts; wallets/list-movements.ts shows them as numbers. */
export function movementData(ramp: Ramp): Readonly<Record<string, unknown>> {
  const fiat = (cents: bigint | null) => (cents === null ? null : unitsToText(cents, FIAT_DECIMALS))
  if (ramp.type === 'RAMP_ON')
    return {
      ramp_id: ramp.id,
      source_amount: fiat(ramp.origin_amount),
      source_currency: ramp.currency,
      exchange_rate: ramp.exchange_rate,
    }
  return {
    ramp_id: ramp.id,
    bank_account_id: ramp.bank_account_id,
    destination_amount: fiat(ramp.final_amount),
    destination_currency: ramp.currency,
    reason: ramp.reason,
  }
}
