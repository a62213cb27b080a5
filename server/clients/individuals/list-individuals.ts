import { Type } from 'typebox'
import { readRoute } from '../../kernel/http/route.ts'
import { selectClients } from '../client.ts'
import { IndividualAnswer, showIndividual } from '../record.ts'

export const listIndividuals = readRoute({
  method: 'GET',
  path: '/management/clients/individuals',
  access: { level: 1 },
  summary: 'List the individual clients, newest first',
  tag: 'Clients',
  answer: Type.Array(IndividualAnswer),
  async read(db, { companyId }) {
    const clients = await selectClients(db, companyId)
      .where('type', '=', 'individual')
      .orderBy('id', 'desc')
      .execute()
    return clients.map(showIndividual)
  },
})
