import { findHoldingWallet } from '../holdings/holding-wallet.ts'
import { inTransaction } from '../kernel/database.ts'
import { unitsToText } from '../kernel/money.ts'
import { isRefusal, type Refusal, refuse } from '../kernel/refusal.ts'
import { type CardSession, type NewCardSession, PartnerError } from '../partner/partner.ts'
import { sideOf } from './chain-side.ts'
import { WHILE_WAITING_MS } from './create-times.ts'
import { bindTransfer } from './create-transfer.ts'
import type { RampDeps } from './deps.ts'
import { endUnmade, giveUp } from './give-up.ts'
import { refusalReason } from './partner-refusal.ts'
import { FIAT_DECIMALS } from './quote.ts'
import { keyOf, lockRamp, type Ramp, type RampKey, standingOf } from './ramp.ts'
import { recordStep } from './record-step.ts'
import { advance } from './transition.ts'

/** The same session however often it is asked for: its key was committed with the ramp. */
export async function openCardSession(deps: RampDeps, ramp: Ramp): Promise<CardSession | Refusal> {
  const { partner } = deps
  if (partner === null) return refuse('PARTNER_NOT_SET_UP')
  const key = keyOf(ramp)
  try {
    const session = await partner.createCardSession(await requestOf(deps, ramp), ramp.partner_key)
    return (await adopt(deps, key, session)) ? session : refuse('RAMP_NOT_CREATED')
  } catch (error) {
    if (!(error instanceof PartnerError)) throw error
    if (error.kind === 'UNAVAILABLE' || error.kind === 'KEY_EXPIRED') {
      await giveUp(deps, key)
      return refuse('RAMP_NOT_CREATED')
    }
    const reason = refusalReason(error)
    await endUnmade(deps, key, { kind: 'REFUSED' }, reason)
    return refuse('RAMP_REFUSED', { reason })
  }
}

/** @returns false when it was given up meanwhile: then its transfer is dropped at the partner. */
async function adopt(deps: RampDeps, key: RampKey, { transferId }: CardSession): Promise<boolean> {
  return inTransaction(deps.db, async (tx) => {
    const locked = await lockRamp(tx, key)
    const { ramp } = locked
    if (ramp.partner_transfer_id !== null) return ramp.state !== 'UNDONE'
    await bindTransfer(tx, ramp, transferId)
    const columns = { partner_transfer_id: transferId, look_at: new Date(Date.now() + WHILE_WAITING_MS) }
    const step = advance(standingOf(ramp), { kind: 'CREATED' })
    const after = await recordStep(tx, deps, locked, step, { at: deps.clock.now(), columns })
    return after.state !== 'UNDONE'
  })
}

async function requestOf(deps: RampDeps, ramp: Ramp): Promise<NewCardSession> {
  const { rail, currency } = sideOf(ramp.chain)
  const holding = await findHoldingWallet(deps.db, ramp.company_id, ramp.chain, 'virtual_wallets')
  if (isRefusal(holding)) throw new Error(`Ramp ${ramp.id} has no holding wallet`)
  return {
    on_behalf_of: ramp.partner_customer_id,
    client_reference_id: ramp.id,
    ...(ramp.origin_amount !== null && { amount: unitsToText(ramp.origin_amount, FIAT_DECIMALS) }),
    currency: ramp.currency.toLowerCase(),
    developer_fee_percent: ramp.fee_percent,
    destination: { payment_rail: rail, currency, to_address: holding.address },
  }
}
