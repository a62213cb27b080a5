import { PartnerError } from '../partner/partner.ts'
import { cancelUnpaid, isUnpaid } from './cancel-unpaid.ts'
import { WHILE_WAITING_MS } from './create-times.ts'
import { createTransfer, needsTransfer } from './create-transfer.ts'
import type { RampDeps } from './deps.ts'
import { owes } from './differences/difference.ts'
import { dropTransfer } from './drop-transfer.ts'
import { giveUpInTime } from './give-up.ts'
import { lookAtPartner } from './look-at-partner.ts'
import { loadRamp, type Ramp, type RampKey } from './ramp.ts'
import { maySend, sendTokens } from './send-tokens.ts'

/**
 * Takes a ramp as far as it goes now: made at the partner, looked at, its tokens sent, cancelled when nobody pays, dropped when nobody
 * needs it. Every step begins with the rows and may be killed at any line; two nodes that drive one ramp do no harm.
 * @returns false when the partner does not answer.
 */
export async function driveRamp(deps: RampDeps, key: RampKey): Promise<boolean> {
  const { partner } = deps
  if (partner === null) return false
  const ramp = await loadRamp(deps.db, key)
  try {
    if (needsTransfer(ramp)) await createTransfer(deps, partner, ramp)
    else if (ramp.state === 'CREATING') await giveUpInTime(deps, key)
    else if (ramp.drop_transfer) await dropTransfer(deps, partner, ramp)
    else if (isUnpaid(ramp) && isTooOld(deps, ramp))
      await cancelUnpaid(deps, partner, ramp, unpaidReason(deps))
    else await lookAtPartner(deps, partner, ramp)
    const now = await loadRamp(deps.db, key)
    if (maySend(now)) await sendTokens(deps, now)
    return true
  } catch (error) {
    if (!(error instanceof PartnerError) || error.kind !== 'UNAVAILABLE') throw error
    deps.log.warn(
      { company: key.companyId, ramp: key.id, problem: error.message },
      'the partner was asked in vain; asked again',
    )
    return false
  }
}

function isTooOld({ clock }: RampDeps, { expires_at: end }: Ramp): boolean {
  return end !== null && end <= clock.now()
}

function unpaidReason({ config }: RampDeps): string {
  return `Not paid within ${config.ramps.unpaidDays} days`
}

const SOON_MS = 3_000
const WHILE_UNDER_WAY_MS = 60_000

/** After a call in vain. */
export const IN_VAIN_MS = 10_000

/** When it is looked at again although the partner tells nothing. Null: nothing is left to do. */
export function waitMs(ramp: Ramp): number | null {
  if (needsTransfer(ramp) || ramp.drop_transfer || ramp.state === 'CREATING') return SOON_MS
  if (
    ramp.type === 'RAMP_OFF' &&
    ramp.tokens === 'HELD' &&
    ramp.state !== 'awaiting_approval' &&
    !ramp.given_back
  )
    return SOON_MS
  if (ramp.state === 'awaiting_approval') return null
  if (ramp.status === 'PROCESSING') return WHILE_UNDER_WAY_MS
  return ramp.status === 'PENDING' || owes(ramp) ? WHILE_WAITING_MS : null
}
