import { Type } from 'typebox'
import { readRoute } from '../../kernel/http/route.ts'
import { isRefusal } from '../../kernel/refusal.ts'
import { findIndividual } from '../individuals/individual.ts'
import { RequestAnswer, selectRequests, showRequests } from './product-request.ts'

export const listProducts = readRoute({
  method: 'GET',
  path: '/management/clients/individuals/{clientId}/products',
  access: { level: 1 },
  summary: 'List the products that a client has asked for, rejected ones too, newest first',
  refusals: ['CLIENT_NOT_FOUND'],
  tag: 'Clients',
  answer: Type.Array(RequestAnswer),
  async read(db, { companyId, params }) {
    const client = await findIndividual(db, companyId, params.clientId ?? '')
    if (isRefusal(client)) return client
    const requests = await selectRequests(db, companyId, client.id).orderBy('id', 'desc').execute()
    return showRequests(db, client, requests)
  },
})
