import { inTransaction } from '../kernel/database.ts'
import { type Partner, PartnerError } from '../partner/partner.ts'
import { bindTransfer } from './create-transfer.ts'
import type { RampDeps } from './deps.ts'
import { findByReference } from './find-by-reference.ts'
import { lookAtPartner } from './look-at-partner.ts'
import { keyOf, lockRamp, type Ramp } from './ramp.ts'

/** A call that we gave up may still be on its way to the partner. */
const ARRIVES_WITHIN_MS = 120_000

/**
 * Deletes at the partner what nobody needs: of a ramp that was given up. Where its id was never heard it is looked for by the ramp's, and
 * kept before it is deleted: what is gone already counts as deleted. One that cannot be deleted has been paid meanwhile: then it is
 * heard as any other. @throws PartnerError
 */
export async function dropTransfer(
  deps: RampDeps,
  partner: Partner,
  ramp: Ramp,
  now = new Date(),
): Promise<void> {
  const transferId = ramp.partner_transfer_id ?? (await findLeft(deps, partner, ramp))
  if (transferId === null) {
    if (now.getTime() > ramp.create_until.getTime() + ARRIVES_WITHIN_MS) await dropped(deps, ramp)
    return
  }
  try {
    await partner.deleteTransfer(transferId)
    await dropped(deps, ramp)
  } catch (error) {
    if (!(error instanceof PartnerError) || error.kind !== 'REFUSED') throw error
    await dropped(deps, ramp)
    await lookAtPartner(deps, partner, { ...ramp, partner_transfer_id: transferId })
  }
}

async function findLeft(deps: RampDeps, partner: Partner, asked: Ramp): Promise<string | null> {
  const left = await findByReference(partner, asked)
  if (left === null) return null
  await inTransaction(deps.db, async (tx) => {
    const { ramp } = await lockRamp(tx, keyOf(asked))
    await bindTransfer(tx, ramp, left.id)
    await tx
      .updateTable('ramps')
      .set({ partner_transfer_id: left.id })
      .where('company_id', '=', ramp.company_id)
      .where('id', '=', ramp.id)
      .execute()
  })
  return left.id
}

async function dropped(deps: RampDeps, asked: Ramp): Promise<void> {
  await deps.db
    .updateTable('ramps')
    .set({ drop_transfer: false })
    .where('company_id', '=', asked.company_id)
    .where('id', '=', asked.id)
    .execute()
}
