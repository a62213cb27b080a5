import { writeRoute } from '../../kernel/http/route.ts'
import { isRefusal } from '../../kernel/refusal.ts'
import type { ClientDeps } from '../deps.ts'
import { IndividualAnswer, showIndividual } from '../record.ts'
import { updateClient } from '../write-client.ts'
import { findIndividual } from './individual.ts'
import { IndividualBody, readIndividual } from './individual-body.ts'

/** A full replacement: what the body does not name is gone, documents too. */
export function replaceIndividual({ sealer }: Pick<ClientDeps, 'sealer'>) {
  return writeRoute({
    method: 'PUT',
    path: '/management/clients/individuals/{id}',
    access: { level: 3 },
    summary: 'Replace an individual client',
    refusals: ['CLIENT_NOT_FOUND', 'INDIVIDUAL_EXISTS', 'STATE_MISMATCH', 'FIELD_INVALID'],
    tag: 'Clients',
    body: IndividualBody,
    takesImages: true,
    answer: IndividualAnswer,
    async write(tx, call) {
      const found = await findIndividual(tx, call.companyId, call.params.id ?? '')
      if (isRefusal(found)) return found
      const change = readIndividual(call)
      if (isRefusal(change)) return change
      const context = { ...call, sealer, taken: 'INDIVIDUAL_EXISTS' } as const
      const client = await updateClient(tx, context, found.id, change)
      return isRefusal(client) ? client : showIndividual(client)
    },
  })
}
