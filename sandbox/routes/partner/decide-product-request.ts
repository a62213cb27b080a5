import { Type } from 'typebox'
import { enumField } from '../../../server/kernel/http/fields.ts'
import { writeRoute } from '../../../server/kernel/http/route.ts'
import { isId, newId } from '../../../server/kernel/ids.ts'
import { refuse } from '../../../server/kernel/refusal.ts'
import { callAsOperator } from '../operator.ts'
import type { PartnerRoutesDeps } from './deps.ts'

/** Who checks a client for a product decides, and the operator writes it down, as in production. */
export function decideProductRequest({ platform }: PartnerRoutesDeps) {
  return writeRoute({
    method: 'POST',
    path: '/sandbox/product-requests/{productRequestId}/kyc',
    access: { level: 2, operation: 'management' },
    sandboxOnly: true,
    status: 201,
    summary: 'Make the simulated provider decide on a product request',
    refusals: [
      'PRODUCT_REQUEST_NOT_FOUND',
      'PRODUCT_REQUESTED',
      'VALUE_NOT_ALLOWED',
      'PARTNER_CONTROL_REFUSED',
    ],
    tag: 'Sandbox',
    body: Type.Object({
      status: enumField(['enabled', 'rejected', 'pending_documentation']),
      rejection_code: Type.Optional(Type.String({ maxLength: 500 })),
      rejection_description: Type.Optional(Type.String({ maxLength: 500 })),
    }),
    answer: Type.Null(),
    async write(tx, { companyId, params, body }) {
      const id = params.productRequestId ?? ''
      const request = isId(id)
        ? await tx
            .selectFrom('product_requests')
            .select('client_id')
            .where('company_id', '=', companyId)
            .where('id', '=', id)
            .executeTakeFirst()
        : undefined
      if (request === undefined) return refuse('PRODUCT_REQUEST_NOT_FOUND')
      return { id, clientId: request.client_id, decision: body, key: newId() }
    },
    async finish({ id, clientId, decision, key }) {
      const path = `/management/clients/individuals/${clientId}/products/${id}/status`
      const call = { method: 'PATCH', path, body: decision, key }
      const { ok, status, body } = await callAsOperator(platform(), call)
      if (ok) return undefined
      if (status === 409) return refuse('PRODUCT_REQUESTED')
      return refuse('PARTNER_CONTROL_REFUSED', { detail: body.message ?? '' })
    },
  })
}
