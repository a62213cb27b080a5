import { Type } from 'typebox'
import { writeRoute } from '../../kernel/http/route.ts'
import { isRefusal } from '../../kernel/refusal.ts'
import { findClient } from '../client.ts'
import type { ClientDeps } from '../deps.ts'
import { BUSINESS_COLUMNS, changeBody, PERSONAL_COLUMNS, readClientChange } from '../fields/client-change.ts'
import { BUSINESS_FIELDS, namesOf, PERSONAL_FIELDS } from '../fields/details.ts'
import { RecordAnswer, showRecord } from '../record.ts'
import { updateClient } from '../write-client.ts'

const DETAILS = namesOf({ ...PERSONAL_FIELDS, ...BUSINESS_FIELDS })
const COLUMNS = [...new Set([...PERSONAL_COLUMNS, ...BUSINESS_COLUMNS])]

/** Omitted is kept; null or an empty text clears. */
export function changeClient({ sealer }: Pick<ClientDeps, 'sealer'>) {
  return writeRoute({
    method: 'PUT',
    path: '/management/clients/{id}',
    access: { level: 3 },
    summary: 'Change a client',
    refusals: ['CLIENT_NOT_FOUND', 'CLIENT_EXISTS', 'STATE_MISMATCH', 'FIELD_INVALID', 'INDUSTRY_UNKNOWN'],
    tag: 'Clients (older calls)',
    body: Type.Object(
      changeBody(COLUMNS, DETAILS, ['documents', 'business_documents', 'identifying_information']),
    ),
    takesImages: true,
    answer: RecordAnswer,
    async write(tx, call) {
      const found = await findClient(tx, call.companyId, call.params.id ?? '')
      if (isRefusal(found)) return found
      const change = readClientChange(call.body, { now: call.now, details: DETAILS, addressLines: [] })
      if (isRefusal(change)) return change
      const client = await updateClient(tx, { ...call, sealer, taken: 'CLIENT_EXISTS' }, found.id, change)
      return isRefusal(client) ? client : showRecord(tx, sealer, client)
    },
  })
}
