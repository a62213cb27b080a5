import { type Static, Type } from 'typebox'
import { NullableText } from '../../companies/schemas.ts'
import { writeAudit } from '../../kernel/audit.ts'
import type { Tx } from '../../kernel/database.ts'
import { writeRoute } from '../../kernel/http/route.ts'
import { isRefusal } from '../../kernel/refusal.ts'
import type { ClientDeps } from '../deps.ts'
import { insertDocuments } from '../documents.ts'
import { findPendingRequest, lockIndividual, type RequestCall } from './change-request.ts'
import { type ProductRequest, RequestAnswer, showRequest } from './product-request.ts'
import { type Item, RejectedItem, readItem } from './read-item.ts'

const DocumentationBody = Type.Object({
  document_type: Type.String({ description: 'passport, national_id, drivers_license or selfie' }),
  image_front: Type.String({ description: 'Base64 or a data URL' }),
  image_back: Type.Optional(NullableText),
  replace: Type.Optional(Type.Boolean({ description: 'Takes the place of one of the same type' })),
  metadata: Type.Optional(Type.Unsafe<Record<string, unknown>>({ type: 'object' })),
})

export const DocumentationAnswer = Type.Object({
  product: RequestAnswer,
  rejected_items: Type.Array(RejectedItem),
})

/** One document per call. What cannot be taken is named in the answer, and nothing of it is kept. */
export function addDocumentation({ sealer }: Pick<ClientDeps, 'sealer'>) {
  return writeRoute({
    method: 'POST',
    path: '/management/clients/individuals/{clientId}/products/{productRequestId}/documentation',
    access: { level: 3 },
    summary: 'Give a document that a product wants',
    refusals: ['CLIENT_NOT_FOUND', 'PRODUCT_REQUEST_NOT_FOUND', 'REQUEST_NOT_PENDING'],
    tag: 'Clients',
    body: DocumentationBody,
    takesImages: true,
    answer: DocumentationAnswer,
    async write(tx, call) {
      const client = await lockIndividual(tx, call)
      if (isRefusal(client)) return client
      const request = await findPendingRequest(tx, client, call)
      if (isRefusal(request)) return request
      const rejected = await takeItem(tx, sealer, request, call, call.body)
      return { product: await showRequest(tx, client, request), rejected_items: rejected }
    },
  })
}

async function takeItem(
  tx: Tx,
  sealer: ClientDeps['sealer'],
  request: ProductRequest,
  call: RequestCall,
  body: Static<typeof DocumentationBody>,
): Promise<readonly Static<typeof RejectedItem>[]> {
  const read = readItem(body)
  if (read.rejected.length > 0 || read.item === null) return read.rejected
  const { item } = read
  if (!(await makePlace(tx, request, item.type, body.replace ?? false)))
    return [
      { type: 'document', key: item.type, reason: 'was given already; send replace true to give another' },
    ]
  const { company_id: companyId, client_id: clientId, id: requestId } = request
  await insertDocuments(tx, sealer, { companyId, clientId, requestId }, [item], call.now)
  await writeAudit(tx, { ...auditOf(request, item), ...call, at: call.now })
  return []
}

/** @returns false when there is one of the type that is to stay. */
async function makePlace(
  tx: Tx,
  request: ProductRequest,
  type: string,
  isReplaced: boolean,
): Promise<boolean> {
  const ofType = { company_id: request.company_id, request_id: request.id, type }
  if (!isReplaced) {
    const given = await tx
      .selectFrom('client_documents')
      .select('id')
      .where((where) => where.and(ofType))
      .executeTakeFirst()
    return given === undefined
  }
  await tx
    .deleteFrom('client_documents')
    .where((where) => where.and(ofType))
    .execute()
  return true
}

function auditOf(request: ProductRequest, { type }: Item) {
  return {
    action: 'product_request.document_given',
    objectType: 'product_request',
    objectId: request.id,
    before: null,
    after: { document_type: type },
  }
}
