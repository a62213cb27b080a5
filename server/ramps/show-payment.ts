import { readRoute } from '../kernel/http/route.ts'
import { isRefusal, refuse } from '../kernel/refusal.ts'
import { isUnpaid } from './cancel-unpaid.ts'
import { findRamp } from './ramp.ts'
import { OnRampShape, showOnRamp } from './show-on-ramp.ts'

/** For people: where to pay, as the call that started the ramp has answered, until somebody has paid. */
export const showPayment = readRoute({
  method: 'GET',
  path: '/portal/api/ramps/{id}/payment',
  access: { person: true, operation: 'virtual_wallets', level: 1 },
  summary: 'How an on-ramp that waits for its money is paid',
  refusals: ['RAMP_NOT_FOUND', 'RAMP_NOT_PENDING'],
  tag: 'Portal',
  answer: OnRampShape,
  async read(db, { companyId, params }) {
    const id = params.id ?? ''
    const ramp = await findRamp(db, companyId, id)
    if (isRefusal(ramp)) return ramp
    return isUnpaid(ramp) ? showOnRamp(ramp) : refuse('RAMP_NOT_PENDING', { id })
  },
})
