import { inTransaction, type Tx } from '../../kernel/database.ts'
import { newId } from '../../kernel/ids.ts'
import { isRefusal } from '../../kernel/refusal.ts'
import { type NewPartnerCustomer, type PartnerCustomer, PartnerError } from '../../partner/partner.ts'
import { type Client, lockClient } from '../client.ts'
import { listDocuments } from '../documents.ts'
import { listPersons } from '../persons.ts'
import { claimCustomer, findBridgeLink } from '../providers/link.ts'
import { insertLink } from '../providers/link-provider.ts'
import { openNumbers } from '../sealed.ts'
import { refuseRecord, type Told, takeAnswer } from './apply.ts'
import { changeStatus } from './change-status.ts'
import { isComplete } from './complete.ts'
import type { Done, KycDeps } from './look.ts'
import { readPartnerCustomer } from './partner-customer.ts'
import { withoutRefused } from './without-refused.ts'

/**
 * Makes the client a customer of the partner: by itself when the record is complete, else when a person says so. The key under which it is
 * made stands in the row, so a call whose answer was lost makes the same customer again.
 */
export async function handOver(deps: KycDeps, client: Client): Promise<Done> {
  if (!(await isWanted(deps, client))) return 'NOTHING_TO_DO'
  const customer = await readPartnerCustomer(deps.db, deps.sealer, client)
  try {
    const made = await create(deps, client, customer)
    const agreement = customer.signed_agreement_id ?? null
    await link(deps, client, made, { revision: client.revision, agreement })
    return 'FOLLOW'
  } catch (error) {
    if (!(error instanceof PartnerError)) throw error
    switch (error.kind) {
      case 'UNAVAILABLE':
      case 'NOT_FOUND':
        throw error
      case 'REFUSED':
        deps.log.warn({ clientId: client.id, problem: error.message }, 'the partner refuses a client')
        return refuse(deps, client, error.details.fields ?? [])
      case 'KEY_EXPIRED':
        return findAgain(deps, client, customer)
    }
  }
}

async function isWanted({ db, sealer }: KycDeps, client: Client): Promise<boolean> {
  if (client.status === 'rejected') return false
  if (client.by_hand) return true
  return isComplete(client, {
    numbers: openNumbers(sealer, client),
    documents: await listDocuments(db, client.company_id, [client.id]),
    personCount: (await listPersons(db, client.company_id, client.id)).length,
  })
}

/** What is refused made nothing: the next attempt is another effect, under another key. */
async function create(deps: KycDeps, client: Client, customer: NewPartnerCustomer): Promise<PartnerCustomer> {
  let key = client.partner_key
  const ask = async (fields: NewPartnerCustomer) => {
    try {
      return await deps.partner.createCustomer(fields, key)
    } catch (error) {
      if (error instanceof PartnerError && error.kind === 'REFUSED') key = await renewKey(deps, client, key)
      throw error
    }
  }
  return client.by_hand ? withoutRefused(customer, ask) : ask(customer)
}

/** Unless another has done so: then its key. */
async function renewKey({ db }: KycDeps, { company_id, id }: Client, key: string): Promise<string> {
  await db
    .updateTable('clients')
    .set({ partner_key: newId() })
    .where('company_id', '=', company_id)
    .where('id', '=', id)
    .where('partner_key', '=', key)
    .execute()
  const { partner_key } = await db
    .selectFrom('clients')
    .select('partner_key')
    .where('company_id', '=', company_id)
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  return partner_key
}

async function refuse(deps: KycDeps, client: Client, fields: readonly string[]): Promise<Done> {
  await inTransaction(deps.db, async (tx) => {
    const locked = await lockClient(tx, client.company_id, client.id)
    if (!isRefusal(locked) && locked.revision === client.revision)
      await refuseRecord(tx, deps, locked, fields)
  })
  return 'NOTHING_TO_DO'
}

/** The key is older than a day, or the record has changed under it: whether it made something is asked before anything is made. */
async function findAgain(deps: KycDeps, client: Client, customer: NewPartnerCustomer): Promise<Done> {
  const { partner } = deps
  const clientReferenceId = client.id
  // The e-mail address may have changed since, too. Then all customers are gone through: this is rare, and a second customer is worse.
  const found =
    (await partner.findCustomer({ clientReferenceId, email: client.email })) ??
    (await partner.findCustomer({ clientReferenceId, email: null }))
  if (found === null) {
    await renewKey(deps, client, client.partner_key)
    return 'AGAIN'
  }
  // It may have been made of an older record: everything is told anew, but for the acceptance that it has taken.
  await link(deps, client, found, { revision: 0, agreement: customer.signed_agreement_id ?? null })
  return 'AGAIN'
}

async function link(deps: KycDeps, client: Client, customer: PartnerCustomer, told: Told): Promise<void> {
  await inTransaction(deps.db, async (tx) => {
    const locked = await lockClient(tx, client.company_id, client.id)
    const owner = { companyId: client.company_id, clientId: client.id }
    if (!(await claimCustomer(tx, customer.id, owner)))
      throw new Error(`Customer ${customer.id} of the partner is another client's than ${client.id}`)
    // Deleted meanwhile: whose the customer was stays known, nothing else is done.
    if (isRefusal(locked) || (await findBridgeLink(tx, client.company_id, client.id)) !== null) return
    await insertAndTake(tx, deps, locked, customer, told)
  })
}

async function insertAndTake(
  tx: Tx,
  deps: KycDeps,
  locked: Client,
  customer: PartnerCustomer,
  told: Told,
): Promise<void> {
  const now = deps.clock.now()
  const inserted = await insertLink(tx, locked, {
    provider: 'BRIDGE',
    customerId: customer.id,
    isShown: locked.status === 'active',
    toldRevision: told.revision,
    toldAgreement: told.agreement,
    now,
  })
  const client =
    locked.status === 'pending'
      ? await changeStatus(tx, deps.sealer, locked, { status: 'in_review', caller: null, traceId: null, now })
      : locked
  await takeAnswer(tx, deps, client, inserted, customer, null)
}
