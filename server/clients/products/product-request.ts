import type { Selectable } from 'kysely'
import { type Static, Type } from 'typebox'
import { Instant, NullableText } from '../../companies/schemas.ts'
import type { Reader, Tx } from '../../kernel/database.ts'
import { isId } from '../../kernel/ids.ts'
import { type Refusal, refuse } from '../../kernel/refusal.ts'
import type { Schema } from '../../migrations/schema.ts'
import type { Client } from '../client.ts'
import { listDocuments } from '../documents.ts'
import { MissingRequirements, missingRequirements } from './requirements.ts'

export type ProductStatus = 'requested' | 'pending_documentation' | 'in_kyc' | 'enabled' | 'rejected'

type Row = Selectable<Schema['product_requests']>

/** A client asks for a product, and gives what its provider wants to know. */
export interface ProductRequest extends Row {
  readonly status: ProductStatus
}

export function selectRequests(reader: Reader, companyId: string, clientId: string) {
  return reader
    .selectFrom('product_requests')
    .selectAll()
    .$narrowType<{ status: ProductStatus }>()
    .where('company_id', '=', companyId)
    .where('client_id', '=', clientId)
}

/** After its client's row, which is locked before: requests of one client change one after the other. */
export async function findRequest(tx: Tx, client: Client, id: string): Promise<ProductRequest | Refusal> {
  if (!isId(id)) return refuse('PRODUCT_REQUEST_NOT_FOUND')
  const query = selectRequests(tx, client.company_id, client.id).where('id', '=', id)
  return (await query.executeTakeFirst()) ?? refuse('PRODUCT_REQUEST_NOT_FOUND')
}

/** Another request for the product that is not rejected (K5). */
export async function hasActiveRequest(
  reader: Reader,
  client: Client,
  product: string,
  exceptId: string | null,
): Promise<boolean> {
  const other = await selectRequests(reader, client.company_id, client.id)
    .where('product', '=', product)
    .where('status', '<>', 'rejected')
    .$if(exceptId !== null, (query) => query.where('id', '<>', exceptId))
    .executeTakeFirst()
  return other !== undefined
}

export const RequestAnswer = Type.Object({
  id: Type.String(),
  client_id: Type.String(),
  product: Type.String(),
  status: Type.String({
    description: 'requested, pending_documentation, in_kyc, enabled or rejected',
  }),
  missing_requirements: MissingRequirements,
  rejection_code: NullableText,
  rejection_description: NullableText,
  created_at: Instant,
  updated_at: Instant,
})

/** What is missing is computed from what is there now. */
export async function showRequests(
  reader: Reader,
  client: Client,
  requests: readonly ProductRequest[],
): Promise<Static<typeof RequestAnswer>[]> {
  const documents = await listDocuments(reader, client.company_id, [client.id])
  return requests.map((request) => ({
    id: request.id,
    client_id: request.client_id,
    product: request.product,
    status: request.status,
    missing_requirements: missingRequirements(
      client,
      documents.filter(({ request_id }) => request_id === request.id),
    ),
    rejection_code: request.rejection_code,
    rejection_description: request.rejection_description,
    created_at: request.created_at.toISOString(),
    updated_at: request.updated_at.toISOString(),
  }))
}

export async function showRequest(reader: Reader, client: Client, request: ProductRequest) {
  const [shown] = await showRequests(reader, client, [request])
  if (shown === undefined) throw new Error(`Product request ${request.id} cannot be shown`)
  return shown
}
