import { findHoldingWallet } from '../holdings/holding-wallet.ts'
import { inTransaction, jsonb, type Tx } from '../kernel/database.ts'
import { newId } from '../kernel/ids.ts'
import { isRefusal } from '../kernel/refusal.ts'
import { type Partner, PartnerError, type PartnerTransfer } from '../partner/partner.ts'
import { WHILE_WAITING_MS } from './create-times.ts'
import type { RampDeps } from './deps.ts'
import { findByReference } from './find-by-reference.ts'
import { endUnmade, giveUpInTime, isUnmade } from './give-up.ts'
import { hearTransfer } from './hear-transfer.ts'
import { refusalReason } from './partner-refusal.ts'
import { keyOf, type LockedRamp, lockRamp, type Ramp, standingOf } from './ramp.ts'
import { recordStep } from './record-step.ts'
import { transferRequest } from './transfer-request.ts'
import { advance } from './transition.ts'

/** The partner is to make it, and we do not know that it has. Cards have a session of their own. */
export function needsTransfer(ramp: Ramp): boolean {
  return ramp.rail !== 'CARD' && isUnmade(ramp)
}

/**
 * Has the partner make the transfer, under the key that was committed with the ramp: called again it is the same transfer. Without an
 * answer the ramp stays as it is, until `create_until`.
 */
export async function createTransfer(deps: RampDeps, partner: Partner, ramp: Ramp): Promise<void> {
  const key = keyOf(ramp)
  try {
    const request = transferRequest(ramp, await requestFacts(deps, ramp))
    const made = await partner.createTransfer(request, ramp.partner_key)
    await inTransaction(deps.db, async (tx) => adoptTransfer(tx, deps, await lockRamp(tx, key), made))
  } catch (error) {
    if (!(error instanceof PartnerError)) throw error
    await afterFailure(deps, partner, ramp, error)
  }
}

async function afterFailure(
  deps: RampDeps,
  partner: Partner,
  ramp: Ramp,
  error: PartnerError,
): Promise<void> {
  const key = keyOf(ramp)
  switch (error.kind) {
    case 'UNAVAILABLE':
      return giveUpInTime(deps, key)
    case 'KEY_EXPIRED':
      return lookBeforeMaking(deps, partner, ramp)
    case 'REFUSED':
    case 'NOT_FOUND':
      return endUnmade(deps, key, { kind: 'REFUSED' }, refusalReason(error))
  }
}

/** The key was good for a day. What it has made is looked for; only when that is nothing there is another key, for the next call. */
async function lookBeforeMaking(deps: RampDeps, partner: Partner, ramp: Ramp): Promise<void> {
  const key = keyOf(ramp)
  const made = await findByReference(partner, ramp)
  if (made !== null)
    return inTransaction(
      deps.db,
      async (tx) => void (await adoptTransfer(tx, deps, await lockRamp(tx, key), made)),
    )
  await deps.db
    .updateTable('ramps')
    .set({ partner_key: newId() })
    .where('company_id', '=', key.companyId)
    .where('id', '=', key.id)
    .where('partner_key', '=', ramp.partner_key)
    .where('partner_transfer_id', 'is', null)
    .execute()
  await giveUpInTime(deps, key)
}

/** From here on the partner's events find the ramp. One that was given up meanwhile is dropped there. */
export async function adoptTransfer(
  tx: Tx,
  deps: RampDeps,
  locked: LockedRamp,
  made: PartnerTransfer,
): Promise<void> {
  const { ramp } = locked
  if (ramp.partner_transfer_id !== null) return
  await bindTransfer(tx, ramp, made.id)
  const columns = {
    partner_transfer_id: made.id,
    instructions: jsonb(made.instructions),
    // It was just heard. An off-ramp goes on at once; for an on-ramp somebody has to pay first.
    ...(ramp.state === 'CREATING' && { look_at: new Date(Date.now() + WHILE_WAITING_MS) }),
  }
  const step = advance(standingOf(ramp), { kind: 'CREATED' })
  const after = await recordStep(tx, deps, locked, step, { at: deps.clock.now(), columns })
  await hearTransfer(tx, deps, { ...locked, ramp: after }, made)
}

export async function bindTransfer(tx: Tx, ramp: Ramp, transferId: string): Promise<void> {
  await tx
    .insertInto('ramp_directory')
    .values({ transfer_id: transferId, company_id: ramp.company_id, ramp_id: ramp.id })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

async function requestFacts(deps: RampDeps, ramp: Ramp) {
  const { company_id: companyId, chain } = ramp
  const holding = await findHoldingWallet(deps.db, companyId, chain, 'virtual_wallets')
  const token = await deps.tokens.findEver(deps.db, companyId, chain, ramp.token_address)
  if (isRefusal(holding) || token === null)
    throw new Error(`Ramp ${ramp.id} has no holding wallet or no token`)
  return { holdingAddress: holding.address, tokenDecimals: token.decimals }
}
