import { readRoute } from '../../kernel/http/route.ts'
import { isRefusal } from '../../kernel/refusal.ts'
import { IndividualAnswer, showIndividual } from '../record.ts'
import { findIndividual } from './individual.ts'

export const getIndividual = readRoute({
  method: 'GET',
  path: '/management/clients/individuals/{id}',
  access: { level: 1 },
  summary: 'Get an individual client',
  refusals: ['CLIENT_NOT_FOUND'],
  tag: 'Clients',
  answer: IndividualAnswer,
  async read(db, { companyId, params }) {
    const client = await findIndividual(db, companyId, params.id ?? '')
    return isRefusal(client) ? client : showIndividual(client)
  },
})
