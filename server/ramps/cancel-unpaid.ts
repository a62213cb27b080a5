import { inTransaction } from '../kernel/database.ts'
import { type Partner, PartnerError } from '../partner/partner.ts'
import type { RampDeps } from './deps.ts'
import { lookAtPartner } from './look-at-partner.ts'
import { keyOf, lockRamp, type Ramp, standingOf } from './ramp.ts'
import { recordStep } from './record-step.ts'
import { advance } from './transition.ts'

/** An on-ramp that may be cancelled. */
export function isUnpaid({ type, state }: Ramp): boolean {
  return type === 'RAMP_ON' && state === 'awaiting_funds'
}

/**
 * Deletes an on-ramp at the partner, then here: what has been paid meanwhile cannot be deleted there, and goes on. Killed between the
 * two, the next look finds it gone. @returns the ramp as it then is. @throws PartnerError when the partner does not answer.
 */
export async function cancelUnpaid(
  deps: RampDeps,
  partner: Partner,
  ramp: Ramp,
  reason: string,
): Promise<Ramp> {
  const key = keyOf(ramp)
  try {
    await partner.deleteTransfer(ramp.partner_transfer_id ?? '')
  } catch (error) {
    if (!(error instanceof PartnerError) || error.kind !== 'REFUSED') throw error
    await lookAtPartner(deps, partner, ramp)
    return inTransaction(deps.db, async (tx) => (await lockRamp(tx, key)).ramp)
  }
  return inTransaction(deps.db, async (tx) => {
    const locked = await lockRamp(tx, key)
    const step = advance(standingOf(locked.ramp), { kind: 'CANCELLED' })
    return recordStep(tx, deps, locked, step, { at: deps.clock.now(), reason })
  })
}
