import { Type } from 'typebox'
import { malformed } from '../../kernel/http/fields.ts'
import { readRoute } from '../../kernel/http/route.ts'
import { isRefusal, refuse } from '../../kernel/refusal.ts'
import { findClient, selectClients } from '../client.ts'
import type { ClientDeps } from '../deps.ts'
import { readFullPhone } from '../fields/read-contact.ts'
import { RecordAnswer, showRecord } from '../record.ts'
import { FULL_PHONE } from '../write-client.ts'

const shared = {
  method: 'GET',
  access: { level: 1 },
  refusals: ['CLIENT_NOT_FOUND'],
  tag: 'Clients (older calls)',
  answer: RecordAnswer,
} as const

export function getClient({ sealer }: Pick<ClientDeps, 'sealer'>) {
  return readRoute({
    ...shared,
    path: '/management/clients/{id}',
    summary: 'Get a client',
    async read(db, { companyId, params }) {
      const client = await findClient(db, companyId, params.id ?? '')
      return isRefusal(client) ? client : showRecord(db, sealer, client)
    },
  })
}

/** By country code and number in one, as a messenger names its user. */
export function getClientByPhone({ sealer }: Pick<ClientDeps, 'sealer'>) {
  return readRoute({
    ...shared,
    path: '/management/clients/by-phone-whatsapp',
    summary: 'Find a client by the whole telephone number',
    query: Type.Object({
      full_phone_number: Type.Optional(Type.String({ description: 'Required: 541100000000' })),
      fullPhoneNumber: Type.Optional(Type.String({ description: 'Another name of full_phone_number' })),
    }),
    async read(db, { companyId, query }) {
      const text = query.full_phone_number ?? query.fullPhoneNumber ?? ''
      if (text.trim() === '') return malformed('full_phone_number is required')
      const phone = readFullPhone(text)
      const client =
        phone === null
          ? undefined
          : await selectClients(db, companyId).where(FULL_PHONE, '=', phone).executeTakeFirst()
      return client === undefined ? refuse('CLIENT_NOT_FOUND') : showRecord(db, sealer, client)
    },
  })
}
