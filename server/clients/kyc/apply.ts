import { inTransaction, jsonb, type Tx } from '../../kernel/database.ts'
import { isRefusal } from '../../kernel/refusal.ts'
import type { PartnerCustomer } from '../../partner/partner.ts'
import { type Client, lockClient } from '../client.ts'
import { findBridgeLink, type Link } from '../providers/link.ts'
import { changeStatus } from './change-status.ts'
import { afterPartner } from './life.ts'
import type { KycDeps } from './look.ts'

/** What the partner has taken of our record with this answer. */
export interface Told {
  readonly revision: number
  readonly agreement: string | null
}

/**
 * Lets an answer of the partner have its effect, once: it is thrown away when another was acted upon since `link` was read, because
 * nobody knows which of the two is the newer.
 */
export async function applyAnswer(
  deps: KycDeps,
  client: Client,
  link: Link,
  customer: PartnerCustomer,
  told: Told | null,
): Promise<void> {
  await inTransaction(deps.db, async (tx) => {
    const locked = await lockClient(tx, client.company_id, client.id)
    if (isRefusal(locked)) return
    const current = await findBridgeLink(tx, client.company_id, client.id)
    if (current === null || current.id !== link.id || current.version !== link.version) return
    await takeAnswer(tx, deps, locked, current, customer, told)
  })
}

/** Under the client's lock. A status that was acted upon is not acted upon again: what the operator decided since then stands. */
export async function takeAnswer(
  tx: Tx,
  { sealer, clock }: Pick<KycDeps, 'sealer' | 'clock'>,
  client: Client,
  link: Link,
  customer: PartnerCustomer,
  told: Told | null,
): Promise<void> {
  const now = clock.now()
  await tx
    .updateTable('client_providers')
    .set({
      partner_status: customer.status,
      endorsements: jsonb(customer.endorsements),
      version: link.version + 1,
      ...(told !== null && { told_revision: told.revision, told_agreement: told.agreement }),
      updated_at: now,
    })
    .where('company_id', '=', client.company_id)
    .where('id', '=', link.id)
    .execute()
  if (told === null && customer.status === link.partner_status) return
  const status = afterPartner(client.status, customer.status)
  if (status === client.status) return
  await changeStatus(tx, sealer, client, {
    status,
    rejectionCode: customer.status === 'rejected' ? 'PROVIDER_REJECTED' : 'PROVIDER_WITHDRAWN',
    rejectionDescription: customer.rejectionReasons.join('; ') || null,
    caller: null,
    traceId: null,
    now,
  })
}

/** The partner does not take the record as it is. Who was put before it by hand stays as it was decided; others must be corrected. */
export async function refuseRecord(
  tx: Tx,
  { sealer, clock }: Pick<KycDeps, 'sealer' | 'clock'>,
  client: Client,
  fields: readonly string[],
): Promise<void> {
  if (client.status === 'active' || client.by_hand) return
  const which = fields.length === 0 ? 'the record' : fields.join(', ')
  await changeStatus(tx, sealer, client, {
    status: 'rejected',
    rejectionCode: 'PROVIDER_REFUSED',
    rejectionDescription: `The provider does not accept ${which}`,
    caller: null,
    traceId: null,
    now: clock.now(),
  })
}
