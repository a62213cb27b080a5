import type { Reader } from '../../kernel/database.ts'
import { isRefusal, type Refusal, refuse } from '../../kernel/refusal.ts'
import { type Client, findClient } from '../client.ts'

/** K0: these calls know no businesses. */
export async function findIndividual(
  reader: Reader,
  companyId: string,
  id: string,
): Promise<Client | Refusal> {
  const client = await findClient(reader, companyId, id)
  if (isRefusal(client) || client.type === 'individual') return client
  return refuse('CLIENT_NOT_FOUND')
}
