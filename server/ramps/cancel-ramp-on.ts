import { writeAudit } from '../kernel/audit.ts'
import { writeRoute } from '../kernel/http/route.ts'
import { isRefusal, refuse } from '../kernel/refusal.ts'
import { askPartner } from '../partner/ask-partner.ts'
import { cancelUnpaid, isUnpaid } from './cancel-unpaid.ts'
import type { RampDeps } from './deps.ts'
import { findRamp, loadRamp } from './ramp.ts'
import { RampTransferShape, showRampTransfer } from './show-ramp.ts'

/** While nobody has paid. The partner has the last word: what was paid a moment ago cannot be deleted there, and goes on. */
export function cancelRampOn(deps: RampDeps) {
  return writeRoute({
    method: 'DELETE',
    path: '/virtual-wallets/bank-ramps/ramp-on/cancel/{id}',
    access: { level: 1 },
    summary: 'Cancel an on-ramp that nobody has paid',
    refusals: ['RAMP_NOT_FOUND', 'RAMP_NOT_CANCELLABLE', 'PARTNER_UNAVAILABLE', 'PARTNER_NOT_SET_UP'],
    tag: 'Ramps',
    answer: RampTransferShape,
    async write(tx, { companyId, params, caller, traceId, now }) {
      const id = params.id ?? ''
      const ramp = await findRamp(tx, companyId, id)
      if (isRefusal(ramp)) return ramp
      if (ramp.type !== 'RAMP_ON') return refuse('RAMP_NOT_FOUND', { id })
      if (!isUnpaid(ramp)) return refuse('RAMP_NOT_CANCELLABLE', { id })
      await writeAudit(tx, {
        companyId,
        caller,
        action: 'ramp.cancellation_asked',
        objectType: 'ramp',
        objectId: ramp.id,
        before: { status: ramp.status },
        after: null,
        traceId,
        at: now,
      })
      return { rampId: ramp.id }
    },
    async finish({ rampId }: { rampId: string }, { companyId }) {
      const ramp = await loadRamp(deps.db, { companyId, id: rampId })
      // A repeated call finds what the first one did.
      if (ramp.status === 'CANCELLED') return showRampTransfer(deps.tokens, ramp)
      const after = await askPartner(deps.partner, (partner) =>
        cancelUnpaid(deps, partner, ramp, 'Cancelled'),
      )
      if (isRefusal(after)) return after
      if (after.status !== 'CANCELLED') return refuse('RAMP_NOT_CANCELLABLE', { id: rampId })
      return showRampTransfer(deps.tokens, after)
    },
  })
}
