import { Type } from 'typebox'
import type { Profile } from '../kernel/config.ts'
import { readText } from '../kernel/http/fields.ts'
import { type Route, writeRoute } from '../kernel/http/route.ts'
import { isRefusal, type Refusal } from '../kernel/refusal.ts'
import { readEmail, readWebhookKey, readWebhookUrl } from './company-fields.ts'
import type { CompanyDeps } from './create-company.ts'
import { OptionalText } from './schemas.ts'
import { CompanyAnswer, type CompanyChange, writeCompany } from './write-company.ts'

/** The call and its older name. */
export function changeCompanyRoutes({ sealer, config }: CompanyDeps): Route[] {
  return ['/management/companies', '/management/clients'].map((path) =>
    writeRoute({
      method: 'PUT',
      path,
      access: { level: 3 },
      summary: `Change the key's company; what is omitted is kept${path === '/management/clients' ? ' (alias)' : ''}`,
      refusals: [
        'COMPANY_NOT_FOUND',
        'FIELD_INVALID',
        'WEBHOOK_URL_INVALID',
        'WEBHOOK_KEY_SHORT',
        'COMPANY_EXISTS',
      ],
      tag: 'Companies',
      body: Type.Object({
        name: OptionalText,
        email: OptionalText,
        webhook_url: OptionalText,
        webhook_key: OptionalText,
      }),
      answer: CompanyAnswer,
      async write(tx, call) {
        const change = readChange(call.body, config.profile)
        return isRefusal(change) ? change : writeCompany(tx, sealer, call, change)
      },
    }),
  )
}

interface ChangeBody {
  readonly name?: string
  readonly email?: string
  readonly webhook_url?: string
  readonly webhook_key?: string
}

function readChange(body: ChangeBody, profile: Profile): CompanyChange | Refusal {
  const name = body.name === undefined ? undefined : readText('name', body.name)
  if (isRefusal(name)) return name
  const email = body.email === undefined ? undefined : readEmail('email', body.email)
  if (isRefusal(email)) return email
  const webhookUrl = body.webhook_url === undefined ? undefined : readWebhookUrl(body.webhook_url, profile)
  if (isRefusal(webhookUrl)) return webhookUrl
  const webhookKey =
    body.webhook_key === undefined ? undefined : readWebhookKey('webhook_key', body.webhook_key)
  if (isRefusal(webhookKey)) return webhookKey
  return {
    ...(name === undefined ? {} : { name }),
    ...(email === undefined ? {} : { email }),
    ...(webhookUrl === undefined ? {} : { webhookUrl }),
    ...(webhookKey === undefined ? {} : { webhookKey }),
  }
}
