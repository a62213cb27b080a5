import type { Partner, PartnerTransfer } from '../partner/partner.ts'
import type { Ramp } from './ramp.ts'

/** The partner's clock may be behind ours. */
const MARGIN_MS = 600_000
/** Of the sandbox, business time may be ahead of the partner's: then the wall clock says when it was asked for. */
const CREATE_MS_MAX = 3_600_000

/** What a creation has made whose answer was lost: found by the ramp's id, which went with it. @throws PartnerError */
export async function findByReference(partner: Partner, ramp: Ramp): Promise<PartnerTransfer | null> {
  const askedAt = Math.min(ramp.created_at.getTime(), ramp.create_until.getTime() - CREATE_MS_MAX)
  for await (const transfer of partner.listTransfers({ updatedAfter: new Date(askedAt - MARGIN_MS) }))
    if (transfer.clientReferenceId === ramp.id) return transfer
  return null
}
