import { Type } from 'typebox'
import { writeRoute } from '../../kernel/http/route.ts'
import { newId } from '../../kernel/ids.ts'
import { isRefusal, refuse } from '../../kernel/refusal.ts'
import { auditRequest, lockIndividual } from './change-request.ts'
import { hasActiveRequest, RequestAnswer, showRequest } from './product-request.ts'

const PRODUCT = 'cards_individuals'

/** What is wanted is known at once, so a new request waits for it. */
export const requestProduct = writeRoute({
  method: 'POST',
  path: '/management/clients/individuals/{clientId}/products',
  access: { level: 3 },
  summary: 'Ask for a product for a client',
  refusals: ['CLIENT_NOT_FOUND', 'PRODUCT_REQUESTED', 'PRODUCT_UNAVAILABLE'],
  tag: 'Clients',
  body: Type.Object({ subproduct: Type.String({ description: PRODUCT }) }),
  answer: RequestAnswer,
  status: 201,
  async write(tx, call) {
    const client = await lockIndividual(tx, call)
    if (isRefusal(client)) return client
    const subproduct = call.body.subproduct.trim()
    if (subproduct.toLowerCase() !== PRODUCT) return refuse('PRODUCT_UNAVAILABLE', { subproduct })
    if (await hasActiveRequest(tx, client, PRODUCT, null)) return refuse('PRODUCT_REQUESTED')
    const status = 'pending_documentation'
    const row = await tx
      .insertInto('product_requests')
      .values({
        company_id: client.company_id,
        id: newId(),
        client_id: client.id,
        product: PRODUCT,
        status,
        created_at: call.now,
        updated_at: call.now,
      })
      .returningAll()
      .executeTakeFirstOrThrow()
    const request = { ...row, status } as const
    await auditRequest(tx, call, null, request, 'product_request.created')
    return showRequest(tx, client, request)
  },
})
