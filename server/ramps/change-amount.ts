import { Type } from 'typebox'
import { writeAudit } from '../kernel/audit.ts'
import { inTransaction } from '../kernel/database.ts'
import { amountField } from '../kernel/http/fields.ts'
import { writeRoute } from '../kernel/http/route.ts'
import { unitsToText } from '../kernel/money.ts'
import { isRefusal, type Refusal, refuse } from '../kernel/refusal.ts'
import { type Partner, PartnerError } from '../partner/partner.ts'
import { checkLimits, isMalformed, readCents } from './amounts.ts'
import { isUnpaid } from './cancel-unpaid.ts'
import type { RampDeps } from './deps.ts'
import { isFixed } from './fiat.ts'
import { hearTransfer } from './hear-transfer.ts'
import { lookAtPartner } from './look-at-partner.ts'
import { exactly, FIAT_DECIMALS, feeOf } from './quote.ts'
import { findRamp, keyOf, loadRamp, lockRamp, type Ramp, type RampKey, standingOf } from './ramp.ts'
import { changedAmount } from './read-view.ts'
import { recordStep } from './record-step.ts'
import { RampTransferShape, showRampTransfer } from './show-ramp.ts'

/** While nobody has paid. Of a rail that takes what arrives only our record changes; else the partner's word is taken for it. */
export function changeAmount(deps: RampDeps) {
  return writeRoute({
    method: 'PATCH',
    path: '/virtual-wallets/ramps/transfer/{id}',
    access: { level: 1 },
    summary: 'Change the amount of an on-ramp that nobody has paid',
    refusals: [
      'RAMP_NOT_FOUND',
      'RAMP_NOT_PENDING',
      'AMOUNT_NOT_POSITIVE',
      'AMOUNT_DECIMALS',
      'RAMP_BELOW_MINIMUM',
      'BRE_B_MAXIMUM_IN',
      'RAMP_CHANGE_UNKNOWN',
    ],
    tag: 'Ramps',
    body: Type.Object({ amount: amountField() }),
    answer: RampTransferShape,
    async write(tx, { companyId, params, body, caller, traceId, now }) {
      const cents = readCents(body.amount)
      if (isMalformed(cents)) return cents
      const id = params.id ?? ''
      const ramp = await findRamp(tx, companyId, id)
      if (isRefusal(ramp)) return ramp
      if (!isUnpaid(ramp)) return refuse('RAMP_NOT_PENDING', { id })
      if (isRefusal(cents)) return cents
      const outside = checkLimits('RAMP_ON', { ...ramp, cents }, deps.config.ramps.minimum)
      if (outside !== null) return outside
      await writeAudit(tx, {
        companyId,
        caller,
        action: 'ramp.amount_asked',
        objectType: 'ramp',
        objectId: ramp.id,
        before: { amount: ramp.origin_amount?.toString() ?? null },
        after: { amount: cents.toString() },
        traceId,
        at: now,
      })
      return { rampId: ramp.id, cents: cents.toString() }
    },
    async finish({ rampId, cents }: { rampId: string; cents: string }, { companyId }) {
      const key = { companyId, id: rampId }
      const ramp = await loadRamp(deps.db, key)
      if (!isUnpaid(ramp)) return refuse('RAMP_NOT_PENDING', { id: rampId })
      const problem = isFixed(ramp.rail) ? await changeThere(deps, ramp, BigInt(cents)) : null
      if (problem !== null) return problem
      const after = await changeHere(deps, key, BigInt(cents))
      return after === null
        ? refuse('RAMP_NOT_PENDING', { id: rampId })
        : showRampTransfer(deps.tokens, after)
    },
  })
}

/** A lost answer is no harm: the next look finds the amount that counts. */
async function changeThere(deps: RampDeps, ramp: Ramp, cents: bigint): Promise<Refusal | null> {
  const { partner } = deps
  if (partner === null) return refuse('PARTNER_NOT_SET_UP')
  const fee = feeOf(cents, exactly(ramp.fee_percent))
  const change = { amount: unitsToText(cents, FIAT_DECIMALS), developer_fee: unitsToText(fee, FIAT_DECIMALS) }
  try {
    const view = await partner.updateTransfer(ramp.partner_transfer_id ?? '', change)
    await inTransaction(
      deps.db,
      async (tx) => void (await hearTransfer(tx, deps, await lockRamp(tx, keyOf(ramp)), view)),
    )
    return null
  } catch (error) {
    if (!(error instanceof PartnerError)) throw error
    return whyNot(deps, partner, ramp, error)
  }
}

async function whyNot(deps: RampDeps, partner: Partner, ramp: Ramp, error: PartnerError): Promise<Refusal> {
  if (error.kind === 'UNAVAILABLE') return refuse('RAMP_CHANGE_UNKNOWN')
  // Paid meanwhile, or gone: what it is now is heard.
  await lookAtPartner(deps, partner, ramp).catch(() => {})
  return refuse('RAMP_NOT_PENDING', { id: ramp.id })
}

/** @returns null when it was paid in between: then what arrives counts. */
async function changeHere(deps: RampDeps, key: RampKey, cents: bigint): Promise<Ramp | null> {
  return inTransaction(deps.db, async (tx) => {
    const locked = await lockRamp(tx, key)
    const { ramp } = locked
    if (!isUnpaid(ramp)) return null
    const columns = changedAmount(ramp, cents)
    const step = { next: standingOf(ramp), moves: [], tell: null, drop: false } as const
    return recordStep(tx, deps, locked, step, { at: deps.clock.now(), columns })
  })
}
