import { inTransaction } from '../../kernel/database.ts'
import { isRefusal } from '../../kernel/refusal.ts'
import {
  type NewPartnerCustomer,
  type PartnerCustomer,
  type PartnerCustomerChange,
  PartnerError,
} from '../../partner/partner.ts'
import { type Client, lockClient } from '../client.ts'
import type { Link } from '../providers/link.ts'
import { applyAnswer, refuseRecord } from './apply.ts'
import { findOwnCustomer } from './follow.ts'
import type { Done, KycDeps } from './look.ts'
import { readPartnerCustomer } from './partner-customer.ts'
import { withoutRefused } from './without-refused.ts'

/** Tells the partner what has changed in the record since it was told last. */
export async function tell(deps: KycDeps, client: Client, link: Link): Promise<Done> {
  if ((await findOwnCustomer(deps, client, link)) === null) return 'FOLLOW'
  const whole = await readPartnerCustomer(deps.db, deps.sealer, client)
  const agreement = whole.signed_agreement_id ?? null
  const change = changeOf(whole, link)
  try {
    const customer = await send(deps, client, link, change)
    await applyAnswer(deps, client, link, customer, { revision: client.revision, agreement })
  } catch (error) {
    if (!(error instanceof PartnerError) || error.kind !== 'REFUSED') throw error
    deps.log.warn({ clientId: client.id, problem: error.message }, 'the partner refuses a changed client')
    await noteRefusal(deps, client, link, error.details.fields ?? [])
  }
  return 'FOLLOW'
}

/** An acceptance of terms is good once: the one that it has is not sent again. */
function changeOf(whole: NewPartnerCustomer, link: Link): PartnerCustomerChange {
  const { signed_agreement_id, ...rest } = whole
  const isNew = signed_agreement_id !== undefined && signed_agreement_id !== link.told_agreement
  const fields = isNew ? { ...rest, signed_agreement_id } : rest
  if (fields.type === 'individual') return fields
  const { associated_persons: _persons, ...business } = fields
  return business
}

function send(
  { partner }: KycDeps,
  client: Client,
  link: Link,
  change: PartnerCustomerChange,
): Promise<PartnerCustomer> {
  const ask = (fields: PartnerCustomerChange) => partner.updateCustomer(link.customer_id, fields)
  return client.by_hand ? withoutRefused(change, ask) : ask(change)
}

/** The same would be refused again: it is not sent again before it is changed. */
async function noteRefusal(
  deps: KycDeps,
  client: Client,
  link: Link,
  fields: readonly string[],
): Promise<void> {
  await inTransaction(deps.db, async (tx) => {
    const locked = await lockClient(tx, client.company_id, client.id)
    if (isRefusal(locked)) return
    const noted = await tx
      .updateTable('client_providers')
      .set({ told_revision: client.revision })
      .where('company_id', '=', client.company_id)
      .where('id', '=', link.id)
      .where('version', '=', link.version)
      .executeTakeFirst()
    if (noted.numUpdatedRows > 0n && locked.revision === client.revision)
      await refuseRecord(tx, deps, locked, fields)
  })
}
