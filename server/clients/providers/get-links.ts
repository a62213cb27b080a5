import { Type } from 'typebox'
import { readRoute } from '../../kernel/http/route.ts'
import { isRefusal, refuse } from '../../kernel/refusal.ts'
import { findClient } from '../client.ts'
import { LinkAnswer, listLinks, showLink } from './link.ts'

const shared = { method: 'GET', access: { level: 1 }, tag: 'Clients (older calls)' } as const

export const listProviders = readRoute({
  ...shared,
  path: '/management/clients/{clientId}/providers',
  summary: "List a client's links to providers",
  refusals: ['CLIENT_NOT_FOUND'],
  answer: Type.Array(LinkAnswer),
  async read(db, { companyId, params }) {
    const client = await findClient(db, companyId, params.clientId ?? '')
    return isRefusal(client) ? client : (await listLinks(db, companyId, client.id)).map(showLink)
  },
})

export const getProvider = readRoute({
  ...shared,
  path: '/management/clients/{clientId}/providers/by-provider/{provider}',
  summary: "Get a client's link to one provider",
  refusals: ['CLIENT_NOT_FOUND', 'CLIENT_NOT_LINKED'],
  answer: LinkAnswer,
  async read(db, { companyId, params }) {
    const client = await findClient(db, companyId, params.clientId ?? '')
    if (isRefusal(client)) return client
    const provider = (params.provider ?? '').trim().toUpperCase()
    const link = (await listLinks(db, companyId, client.id)).find((one) => one.provider === provider)
    return link === undefined ? refuse('CLIENT_NOT_LINKED', { id: client.id, provider }) : showLink(link)
  },
})
