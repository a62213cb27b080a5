import { Type } from 'typebox'
import { writeRoute } from '../kernel/http/route.ts'
import { isRefusal } from '../kernel/refusal.ts'
import { readWebhookKey, readWebhookUrl } from './company-fields.ts'
import type { CompanyDeps } from './create-company.ts'
import { CompanyAnswer, writeCompany } from './write-company.ts'

const shared = { access: { level: 3 }, tag: 'Companies', answer: CompanyAnswer } as const

export function subscribeWebhookRoute({ sealer, config }: CompanyDeps) {
  return writeRoute({
    ...shared,
    method: 'POST',
    path: '/management/companies/webhook/subscribe',
    summary: 'Set the webhook URL and key',
    refusals: ['COMPANY_NOT_FOUND', 'WEBHOOK_KEY_SHORT', 'FIELD_INVALID', 'WEBHOOK_URL_INVALID'],
    body: Type.Object({ url: Type.String(), webhook_key: Type.String() }),
    async write(tx, call) {
      const webhookKey = readWebhookKey('webhook_key', call.body.webhook_key)
      if (isRefusal(webhookKey)) return webhookKey
      const webhookUrl = readWebhookUrl(call.body.url, config.profile)
      if (isRefusal(webhookUrl)) return webhookUrl
      return writeCompany(tx, sealer, call, { webhookUrl, webhookKey })
    },
  })
}

/** The older call: the key is kept. */
export function changeWebhookUrlRoute({ sealer, config }: CompanyDeps) {
  return writeRoute({
    ...shared,
    method: 'PATCH',
    path: '/management/clients/webhook-url',
    summary: 'Set the webhook URL',
    refusals: ['COMPANY_NOT_FOUND', 'WEBHOOK_URL_INVALID'],
    body: Type.Object({ webhook_url: Type.String() }),
    async write(tx, call) {
      const webhookUrl = readWebhookUrl(call.body.webhook_url, config.profile)
      return isRefusal(webhookUrl) ? webhookUrl : writeCompany(tx, sealer, call, { webhookUrl })
    },
  })
}

/** Valid from the next delivery. */
export function changeWebhookKeyRoute({ sealer }: CompanyDeps) {
  return writeRoute({
    ...shared,
    method: 'POST',
    path: '/management/companies/webhook/key',
    summary: 'Set the webhook key',
    refusals: ['COMPANY_NOT_FOUND', 'WEBHOOK_KEY_SHORT', 'FIELD_INVALID'],
    body: Type.Object({ key: Type.String() }),
    async write(tx, call) {
      const webhookKey = readWebhookKey('key', call.body.key)
      return isRefusal(webhookKey) ? webhookKey : writeCompany(tx, sealer, call, { webhookKey })
    },
  })
}
