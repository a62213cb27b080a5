import { inTransaction } from '../kernel/database.ts'
import { type Partner, PartnerError } from '../partner/partner.ts'
import type { RampDeps } from './deps.ts'
import { tellDifference } from './differences/tell-differences.ts'
import { hearTransfer } from './hear-transfer.ts'
import { keyOf, lockRamp, type Ramp, standingOf } from './ramp.ts'
import { recordStep } from './record-step.ts'
import { advance } from './transition.ts'

/** Asks how the transfer stands, and takes it in. @throws PartnerError when the partner does not answer. */
export async function lookAtPartner(deps: RampDeps, partner: Partner, ramp: Ramp): Promise<void> {
  const transferId = ramp.partner_transfer_id
  if (transferId === null) return
  try {
    const view = await partner.getTransfer(transferId)
    await inTransaction(
      deps.db,
      async (tx) => void (await hearTransfer(tx, deps, await lockRamp(tx, keyOf(ramp)), view)),
    )
  } catch (error) {
    if (!(error instanceof PartnerError) || error.kind !== 'NOT_FOUND') throw error
    await hearGone(deps, ramp, transferId)
  }
}

/** A deleted transfer is not found: an on-ramp that waits was cancelled, and an off-ramp whose tokens were not sent goes back. Any other that the partner has lost is a difference. */
async function hearGone(
  deps: RampDeps,
  { company_id: companyId, id }: Ramp,
  transferId: string,
): Promise<void> {
  await inTransaction(deps.db, async (tx) => {
    const locked = await lockRamp(tx, { companyId, id })
    const { ramp } = locked
    const at = deps.clock.now()
    if (ramp.type === 'RAMP_ON' && ramp.state === 'awaiting_funds') {
      const step = advance(standingOf(ramp), { kind: 'CANCELLED' })
      await recordStep(tx, deps, locked, step, { at, reason: 'Canceled by the banking partner' })
      return
    }
    // Tokens that are still with us must not follow a transfer that is gone: its address may be nobody's.
    if (ramp.type === 'RAMP_OFF' && ramp.tokens === 'HELD' && !ramp.given_back) {
      const step = advance(standingOf(ramp), { kind: 'REFUSED' })
      await recordStep(tx, deps, locked, step, { at, reason: 'Canceled by the banking partner' })
      return
    }
    if (ramp.status === 'CANCELLED' || (ramp.given_back && ramp.tokens === 'BACK')) return
    const difference = { kind: 'MISSING_TRANSFER', ours: ramp.state, theirs: null } as const
    await tellDifference(tx, deps, { ramp, transferId, difference, at })
  })
}
