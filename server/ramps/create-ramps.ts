import type { Route } from '../kernel/http/route.ts'
import type { Loop } from '../kernel/loop.ts'
import { cancelRampOn } from './cancel-ramp-on.ts'
import { startCardSession } from './card-session.ts'
import { changeAmount } from './change-amount.ts'
import type { RampDeps } from './deps.ts'
import { startReconciliation } from './differences/reconcile.ts'
import { getRamp, listRamps } from './list-ramps.ts'
import { startRampLoop } from './ramp-loop.ts'
import { rampOff } from './ramp-off.ts'
import { rampOn } from './ramp-on.ts'
import { downloadReceipt } from './receipt.ts'
import { showPayment } from './show-payment.ts'
import { simulateRampOff } from './simulate-ramp-off.ts'
import { simulateRampOn } from './simulate-ramp-on.ts'
import { wakeRamp } from './wake-ramp.ts'

export interface Ramps {
  readonly routes: readonly Route[]
  /** For the partner's room: a transfer there may have changed. */
  transferChanged(transferId: string): Promise<void>
  start(): Loop[]
}

/** Fiat in and out of virtual wallets, through the banking partner. */
export function createRamps(deps: RampDeps): Ramps {
  let loop: Loop | null = null
  return {
    routes: [
      startCardSession(deps),
      listRamps(deps),
      getRamp(deps),
      showPayment,
      changeAmount(deps),
      downloadReceipt(deps),
      simulateRampOn(deps),
      rampOn(deps),
      cancelRampOn(deps),
      simulateRampOff(deps),
      rampOff(deps),
    ],
    async transferChanged(transferId) {
      if (await wakeRamp(deps, transferId)) loop?.wake()
    },
    start() {
      loop = startRampLoop(deps)
      return [loop, startReconciliation(deps)]
    },
  }
}
