import type { OnSettled } from '../chains/sender/context.ts'
import type { SettledTransaction } from '../chains/types.ts'
import type { Tx } from '../kernel/database.ts'
import { settlePayment } from '../payments/payment.ts'
import type { StepDeps } from './deps.ts'
import { lockRamp, standingOf } from './ramp.ts'
import { recordStep } from './record-step.ts'
import { advance } from './transition.ts'

/** What follows when the tokens of an off-ramp have finally left or not, need an operator, or were not approved. */
export function rampSettled(deps: StepDeps): Map<string, OnSettled> {
  return new Map([['ramp_off', (tx: Tx, settled: SettledTransaction) => settle(tx, deps, settled)]])
}

async function settle(tx: Tx, deps: StepDeps, settled: SettledTransaction): Promise<void> {
  const { companyId, id, outcome } = settled
  const at = deps.clock.now()
  const locked = await lockRamp(tx, { companyId, id })
  const payment = await settlePayment(tx, settled, at)
  if (payment === null || outcome === 'MANUAL_CHECK') return
  const kind = outcome === 'SUCCEEDED' ? 'TOKENS_LEFT' : 'TOKENS_FAILED'
  const columns = { look_at: new Date() }
  await recordStep(tx, deps, locked, advance(standingOf(locked.ramp), { kind }), {
    at,
    columns,
    reason: payment.reason,
  })
}
