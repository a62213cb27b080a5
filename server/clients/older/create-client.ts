import { Type } from 'typebox'
import { writeRoute } from '../../kernel/http/route.ts'
import { isRefusal } from '../../kernel/refusal.ts'
import type { ClientDeps } from '../deps.ts'
import { changeBody, PERSONAL_COLUMNS, readClientChange } from '../fields/client-change.ts'
import { namesOf, PERSONAL_FIELDS } from '../fields/details.ts'
import { RecordAnswer, showRecord } from '../record.ts'
import { insertClient } from '../write-client.ts'

const DETAILS = namesOf(PERSONAL_FIELDS)

/** Everything is optional: what the provider needs may come later. */
export function createClient({ sealer }: Pick<ClientDeps, 'sealer'>) {
  return writeRoute({
    method: 'POST',
    path: '/management/clients',
    access: { level: 3 },
    summary: 'Create an individual client',
    refusals: ['CLIENT_EXISTS', 'STATE_MISMATCH', 'FIELD_INVALID'],
    tag: 'Clients (older calls)',
    body: Type.Object(changeBody(PERSONAL_COLUMNS, DETAILS, ['documents', 'identifying_information'])),
    takesImages: true,
    answer: RecordAnswer,
    async write(tx, call) {
      const change = readClientChange(call.body, { now: call.now, details: DETAILS, addressLines: [] })
      if (isRefusal(change)) return change
      const client = await insertClient(tx, { ...call, sealer, taken: 'CLIENT_EXISTS' }, 'individual', change)
      return isRefusal(client) ? client : showRecord(tx, sealer, client)
    },
  })
}
