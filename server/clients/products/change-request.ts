import { writeAudit } from '../../kernel/audit.ts'
import type { Tx } from '../../kernel/database.ts'
import type { Call } from '../../kernel/http/route.ts'
import { isRefusal, type Refusal, refuse } from '../../kernel/refusal.ts'
import { type Client, lockClient } from '../client.ts'
import { findRequest, type ProductRequest } from './product-request.ts'

export type RequestCall = Pick<Call<unknown, unknown>, 'companyId' | 'caller' | 'traceId' | 'now' | 'params'>

/** The client of the path: its requests change under its lock. */
export async function lockIndividual(tx: Tx, call: RequestCall): Promise<Client | Refusal> {
  const client = await lockClient(tx, call.companyId, call.params.clientId ?? '')
  if (isRefusal(client) || client.type === 'individual') return client
  return refuse('CLIENT_NOT_FOUND')
}

/** The request of the path, while its client may still add to it (K7). */
export async function findPendingRequest(
  tx: Tx,
  client: Client,
  call: RequestCall,
): Promise<ProductRequest | Refusal> {
  const request = await findRequest(tx, client, call.params.productRequestId ?? '')
  if (isRefusal(request) || request.status === 'pending_documentation') return request
  return refuse('REQUEST_NOT_PENDING')
}

type Change = Pick<ProductRequest, 'status' | 'rejection_code' | 'rejection_description'>

export async function changeRequest(
  tx: Tx,
  call: RequestCall,
  request: ProductRequest,
  change: Change,
): Promise<ProductRequest> {
  const changed: ProductRequest = { ...request, ...change, updated_at: call.now }
  await tx
    .updateTable('product_requests')
    .set({ ...change, updated_at: call.now })
    .where('company_id', '=', request.company_id)
    .where('id', '=', request.id)
    .execute()
  await auditRequest(tx, call, request, changed, 'product_request.status_changed')
  return changed
}

export async function auditRequest(
  tx: Tx,
  { caller, traceId, now }: RequestCall,
  before: ProductRequest | null,
  after: ProductRequest,
  action: string,
): Promise<void> {
  const facts = ({ product, status, rejection_code, rejection_description }: ProductRequest) => {
    return { product, status, rejection_code, rejection_description }
  }
  await writeAudit(tx, {
    companyId: after.company_id,
    caller,
    action,
    objectType: 'product_request',
    objectId: after.id,
    before: before === null ? null : facts(before),
    after: facts(after),
    traceId,
    at: now,
  })
}
