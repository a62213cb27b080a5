import { Type } from 'typebox'
import { OptionalText } from '../../companies/schemas.ts'
import type { Tx } from '../../kernel/database.ts'
import { enumField, readText } from '../../kernel/http/fields.ts'
import { writeRoute } from '../../kernel/http/route.ts'
import { isRefusal, type Refusal } from '../../kernel/refusal.ts'
import { type Client, findAnyClient, findClient, lockClient } from '../client.ts'
import type { ClientDeps } from '../deps.ts'
import { findBridgeLink } from '../providers/link.ts'
import { RecordAnswer, showRecord } from '../record.ts'
import { changeStatus } from './change-status.ts'
import type { Kyc } from './kyc.ts'
import { endOf } from './turn.ts'

const REASON_CHARACTERS_MAX = 500

/** What stands when the decision has committed. */
interface Decided {
  readonly companyId: string
  readonly clientId: string
}

/**
 * The operator's word on a client, whatever its status. Who is put into review or made active becomes a customer of the partner at
 * once, complete or not; when the partner does not answer, the KYC loop does it later.
 */
export function decideStatus(deps: ClientDeps, kyc: Kyc) {
  return writeRoute({
    method: 'PATCH',
    path: '/management/clients/{clientId}/status',
    access: { operator: true },
    summary: 'Decide on a client by hand',
    refusals: ['CLIENT_NOT_FOUND', 'VALUE_NOT_ALLOWED'],
    tag: 'Clients (older calls)',
    body: Type.Object({
      status: enumField(['in_review', 'active', 'rejected']),
      rejection_code: OptionalText,
      rejection_description: OptionalText,
    }),
    answer: RecordAnswer,
    async write(tx, call) {
      const reasons = readReasons(call.body)
      if (isRefusal(reasons)) return reasons
      const found = await findAnyClient(tx, call.params.clientId ?? '')
      if (isRefusal(found)) return found
      const client = await lockClient(tx, found.company_id, found.id)
      if (isRefusal(client)) return client
      const { status } = call.body
      const { caller, traceId, now } = call
      await changeStatus(tx, deps.sealer, client, { status, ...reasons, caller, traceId, now })
      if (status !== 'rejected') await putBefore(tx, client, now)
      return { companyId: client.company_id, clientId: client.id }
    },
    async finish({ companyId, clientId }: Decided) {
      await kyc.lookAt(companyId, clientId)
      await approve(deps, kyc, companyId, clientId)
      const client = await findClient(deps.db, companyId, clientId)
      return isRefusal(client) ? client : showRecord(deps.db, deps.sealer, client)
    },
  })
}

interface Reasons {
  readonly rejectionCode: string | null
  readonly rejectionDescription: string | null
}

export function readReasons(body: {
  readonly rejection_code?: string
  readonly rejection_description?: string
}): Reasons | Refusal {
  const read = (name: 'rejection_code' | 'rejection_description') =>
    readText(name, body[name] ?? '', { min: 0, max: REASON_CHARACTERS_MAX })
  const code = read('rejection_code')
  if (isRefusal(code)) return code
  const description = read('rejection_description')
  if (isRefusal(description)) return description
  return { rejectionCode: code || null, rejectionDescription: description || null }
}

/** The turn is this call's, after the commit: the loop takes it only if we die before. */
async function putBefore(tx: Tx, client: Client, now: Date): Promise<void> {
  await tx
    .updateTable('clients')
    .set({ by_hand: true, look_at: endOf(now), tries: 0 })
    .where('company_id', '=', client.company_id)
    .where('id', '=', client.id)
    .execute()
}

/** In the sandbox whom the operator has made active, the partner approves: as they stand now, not as they stood in the call. */
async function approve(
  { db, approveCustomer, log }: ClientDeps,
  kyc: Kyc,
  companyId: string,
  clientId: string,
): Promise<void> {
  if (approveCustomer === undefined) return
  const client = await findClient(db, companyId, clientId)
  const link = await findBridgeLink(db, companyId, clientId)
  if (isRefusal(client) || client.status !== 'active' || link === null) return
  try {
    await approveCustomer(link.customer_id)
    await kyc.lookAt(companyId, clientId)
  } catch (err) {
    log.warn({ err, clientId }, "the sandbox's partner could not be told to approve a client")
  }
}
