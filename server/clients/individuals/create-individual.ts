import { writeRoute } from '../../kernel/http/route.ts'
import { isRefusal } from '../../kernel/refusal.ts'
import type { ClientDeps } from '../deps.ts'
import { IndividualAnswer, showIndividual } from '../record.ts'
import { insertClient } from '../write-client.ts'
import { IndividualBody, readIndividual } from './individual-body.ts'

export function createIndividual({ sealer }: Pick<ClientDeps, 'sealer'>) {
  return writeRoute({
    method: 'POST',
    path: '/management/clients/individuals',
    access: { level: 1 },
    summary: 'Create an individual client',
    refusals: ['INDIVIDUAL_EXISTS', 'STATE_MISMATCH', 'FIELD_INVALID'],
    tag: 'Clients',
    body: IndividualBody,
    takesImages: true,
    answer: IndividualAnswer,
    status: 201,
    async write(tx, call) {
      const change = readIndividual(call)
      if (isRefusal(change)) return change
      const context = { ...call, sealer, taken: 'INDIVIDUAL_EXISTS' } as const
      const client = await insertClient(tx, context, 'individual', change)
      return isRefusal(client) ? client : showIndividual(client)
    },
  })
}
