import type { Tx } from '../kernel/database.ts'
import { writeRoute } from '../kernel/http/route.ts'
import type { Decimal } from '../kernel/money.ts'
import { isRefusal, type Refusal, refuse } from '../kernel/refusal.ts'
import { requestedBy } from '../payments/payment.ts'
import { askRate } from './ask-rate.ts'
import { ASKING } from './asking.ts'
import { sideOf } from './chain-side.ts'
import { ANSWER_IN_MS, waitAtMost } from './create-times.ts'
import type { RampDeps } from './deps.ts'
import { driveRamp } from './drive-ramp.ts'
import { giveUp, SILENT } from './give-up.ts'
import { OnBody, type OnCall, readOnOrder } from './on-order.ts'
import { exactly, quoteOn } from './quote.ts'
import { loadRamp } from './ramp.ts'
import { lockParty } from './ramp-wallet.ts'
import { OnRampShape, showOnRamp } from './show-on-ramp.ts'
import { startRampOn } from './start-ramp-on.ts'

/** The answer says where to pay, so the partner makes the transfer before it is given; when it cannot, nothing is left of the ramp. */
export function rampOn(deps: RampDeps) {
  return writeRoute({
    method: 'POST',
    path: '/virtual-wallets/bank-ramps/ramp-on',
    access: { level: 2 },
    summary: 'Start an on-ramp: fiat from a bank becomes the virtual balance of a wallet',
    refusals: [
      'WALLET_NOT_FOUND',
      'RAMP_CHAIN',
      'RAMP_CURRENCY_CHAIN',
      'WALLET_DISABLED',
      'RAMP_NO_CLIENT',
      'RAMP_CLIENT_INACTIVE',
      'CLIENT_NOT_LINKED',
      'RAMP_RAIL_MISSING',
      'RAMP_REDIRECT_MISSING',
      'FIELD_INVALID',
      'AMOUNT_NOT_POSITIVE',
      'AMOUNT_DECIMALS',
      'RAMP_BELOW_MINIMUM',
      'BRE_B_MAXIMUM_IN',
      'RAMP_NOT_CREATED',
      ...ASKING,
    ],
    tag: 'Ramps',
    body: OnBody,
    answer: OnRampShape,
    async prepare(db, call) {
      const order = await readOnOrder(db, deps, call)
      if (isRefusal(order)) return order
      const { chain } = order.party.wallet
      return askRate(deps.partner, order.currency, sideOf(chain).currency)
    },
    write: (tx, call, rate: Decimal) => start(tx, deps, call, rate),
    async finish({ rampId }: { rampId: string }, { companyId }) {
      const key = { companyId, id: rampId }
      await waitAtMost(ANSWER_IN_MS, driveRamp(deps, key), (err) =>
        deps.log.error({ err, ramp: rampId }, 'on-ramp not driven; it is given up'),
      )
      await giveUp(deps, key)
      const ramp = await loadRamp(deps.db, key)
      if (ramp.state !== 'UNDONE') return showOnRamp(ramp)
      const { reason } = ramp
      return reason === null || reason === SILENT
        ? refuse('RAMP_NOT_CREATED')
        : refuse('RAMP_REFUSED', { reason })
    },
  })
}

async function start(
  tx: Tx,
  deps: RampDeps,
  call: OnCall,
  rate: Decimal,
): Promise<{ rampId: string } | Refusal> {
  const order = await readOnOrder(tx, deps, call)
  if (isRefusal(order)) return order
  const party = await lockParty(tx, order.party)
  if (isRefusal(party)) return party
  const { final } = quoteOn(order.cents, rate, exactly(deps.config.ramps.feePercent))
  const rampId = await startRampOn(tx, deps, {
    ...order,
    party,
    quoted: final,
    requestedBy: requestedBy(call.caller),
    at: call.now,
  })
  return { rampId }
}
