import { Type } from 'typebox'
import { readRoute } from '../../kernel/http/route.ts'
import { selectClients } from '../client.ts'
import type { ClientDeps } from '../deps.ts'
import { RecordAnswer, showRecords } from '../record.ts'

const CHANNELS = ['otp', 'sms', 'whatsapp', 'telegram'] as const
const Filter = Type.Optional(Type.Boolean())

/** A channel that was never named is one that is off. */
export function listClients({ sealer }: Pick<ClientDeps, 'sealer'>) {
  return readRoute({
    method: 'GET',
    path: '/management/clients',
    access: { level: 1 },
    summary: 'List the clients, newest first',
    tag: 'Clients (older calls)',
    query: Type.Object({ otp: Filter, sms: Filter, whatsapp: Filter, telegram: Filter }),
    answer: Type.Array(RecordAnswer),
    async read(db, { companyId, query }) {
      let wanted = selectClients(db, companyId)
      for (const channel of CHANNELS) {
        const isOn = query[channel]
        if (isOn !== undefined) wanted = wanted.where(channel, isOn ? 'is' : 'is not', true)
      }
      const clients = await wanted.orderBy('id', 'desc').execute()
      return showRecords(db, sealer, companyId, clients)
    },
  })
}
