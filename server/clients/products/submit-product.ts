import { writeRoute } from '../../kernel/http/route.ts'
import { isRefusal } from '../../kernel/refusal.ts'
import { DocumentationAnswer } from './add-documentation.ts'
import { changeRequest, findPendingRequest, lockIndividual } from './change-request.ts'
import { showRequest } from './product-request.ts'

/** While something is missing it is named, and nothing changes. Else the provider judges: the partner is told what it has not yet. */
export const submitProduct = writeRoute({
  method: 'POST',
  path: '/management/clients/individuals/{clientId}/products/{productRequestId}/submit',
  access: { level: 3 },
  summary: "Put a product request before the product's provider",
  refusals: ['CLIENT_NOT_FOUND', 'PRODUCT_REQUEST_NOT_FOUND', 'REQUEST_NOT_PENDING'],
  tag: 'Clients',
  answer: DocumentationAnswer,
  async write(tx, call) {
    const client = await lockIndividual(tx, call)
    if (isRefusal(client)) return client
    const request = await findPendingRequest(tx, client, call)
    if (isRefusal(request)) return request
    const shown = await showRequest(tx, client, request)
    const { documents, data } = shown.missing_requirements
    if (documents.length + data.length > 0) return { product: shown, rejected_items: [] }
    const change = { status: 'in_kyc', rejection_code: null, rejection_description: null } as const
    const submitted = await changeRequest(tx, call, request, change)
    await tx
      .updateTable('clients')
      .set({ revision: client.revision + 1, look_at: call.now, tries: 0 })
      .where('company_id', '=', client.company_id)
      .where('id', '=', client.id)
      .execute()
    return { product: await showRequest(tx, client, submitted), rejected_items: [] }
  },
})
