import { Type } from 'typebox'
import { OptionalText } from '../../companies/schemas.ts'
import { enumField } from '../../kernel/http/fields.ts'
import { writeRoute } from '../../kernel/http/route.ts'
import { isRefusal, refuse } from '../../kernel/refusal.ts'
import { findAnyClient } from '../client.ts'
import { readReasons } from '../kyc/decide-status.ts'
import { changeRequest, lockIndividual } from './change-request.ts'
import { findRequest, hasActiveRequest, RequestAnswer, showRequest } from './product-request.ts'

/** The word of the product's provider, written down by the operator, whatever the status. */
export const decideProduct = writeRoute({
  method: 'PATCH',
  path: '/management/clients/individuals/{clientId}/products/{productRequestId}/status',
  access: { operator: true },
  summary: 'Decide on a product request',
  refusals: ['CLIENT_NOT_FOUND', 'PRODUCT_REQUEST_NOT_FOUND', 'PRODUCT_REQUESTED', 'VALUE_NOT_ALLOWED'],
  tag: 'Clients',
  body: Type.Object({
    status: enumField(['enabled', 'rejected', 'pending_documentation']),
    rejection_code: OptionalText,
    rejection_description: OptionalText,
  }),
  answer: RequestAnswer,
  async write(tx, call) {
    const reasons = readReasons(call.body)
    if (isRefusal(reasons)) return reasons
    const found = await findAnyClient(tx, call.params.clientId ?? '')
    if (isRefusal(found)) return found
    const client = await lockIndividual(tx, { ...call, companyId: found.company_id })
    if (isRefusal(client)) return client
    const request = await findRequest(tx, client, call.params.productRequestId ?? '')
    if (isRefusal(request)) return request
    const { status } = call.body
    if (status !== 'rejected' && (await hasActiveRequest(tx, client, request.product, request.id)))
      return refuse('PRODUCT_REQUESTED')
    const isEnabled = status === 'enabled'
    const decided = await changeRequest(tx, call, request, {
      status,
      rejection_code: isEnabled ? null : reasons.rejectionCode,
      rejection_description: isEnabled ? null : reasons.rejectionDescription,
    })
    return showRequest(tx, client, decided)
  },
})
