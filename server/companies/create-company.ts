import { randomBytes } from 'node:crypto'
import { Type } from 'typebox'
import { writeAudit } from '../kernel/audit.ts'
import type { Config } from '../kernel/config.ts'
import type { Tx } from '../kernel/database.ts'
import { readText } from '../kernel/http/fields.ts'
import { writeRoute } from '../kernel/http/route.ts'
import { newId } from '../kernel/ids.ts'
import { isRefusal, type Refusal, refuse } from '../kernel/refusal.ts'
import type { Sealer } from '../kernel/sealer.ts'
import { sealKey, sealSecret } from '../webhooks/company-webhook.ts'
import { newSigningSecret } from '../webhooks/signature.ts'
import { type Company, companyFacts, isEmailTaken } from './company.ts'
import { readEmail, readWebhookUrl } from './company-fields.ts'
import { levelEverywhere } from './keys/api-key.ts'
import { insertKey } from './keys/insert-key.ts'
import { NullableText, OptionalText } from './schemas.ts'

export interface CompanyDeps {
  readonly sealer: Sealer
  readonly config: Pick<Config, 'profile' | 'contract'>
}

export interface NewCompany {
  readonly name: string
  readonly email: string | null
  readonly webhookUrl: string | null
}

/**
 * A company with a generated webhook key and signing secret, the contract of the settings, and a first key that has level 3
 * everywhere. `apiKey` is that key's text: it is stored hashed, so it is shown now or never. Refuses a taken email (M4).
 */
export async function createCompany(
  tx: Tx,
  deps: CompanyDeps,
  input: NewCompany,
  now: Date,
): Promise<{ company: Company; apiKey: string } | Refusal> {
  if (input.email !== null && (await isEmailTaken(tx, input.email, null)))
    return refuse('COMPANY_EXISTS', { email: input.email })
  const companyId = newId()
  const company = await tx
    .insertInto('companies')
    .values({
      company_id: companyId,
      name: input.name,
      email: input.email,
      webhook_url: input.webhookUrl,
      webhook_key: sealKey(deps.sealer, companyId, randomBytes(24).toString('base64url')),
      webhook_secret: sealSecret(deps.sealer, companyId, newSigningSecret()),
      treasury_wallets: deps.config.contract.treasuryWallets,
      virtual_wallets: deps.config.contract.virtualWallets,
      virtual_cards: deps.config.contract.virtualCards,
      created_at: now,
    })
    .returningAll()
    .executeTakeFirstOrThrow()
  const first = {
    name: 'first key',
    levels: levelEverywhere(3),
    ipAllowList: [],
    expiresAt: null,
    createdBy: 'operator',
  }
  const { text } = await insertKey(tx, companyId, first, now)
  return { company, apiKey: text }
}

export function createCompanyRoute(deps: CompanyDeps) {
  return writeRoute({
    method: 'POST',
    path: '/management/companies',
    access: { operator: true },
    summary: 'Create a company and its first key',
    refusals: ['FIELD_INVALID', 'WEBHOOK_URL_INVALID', 'COMPANY_EXISTS'],
    tag: 'Companies',
    body: Type.Object({ name: Type.String(), email: OptionalText, webhook_url: OptionalText }),
    answer: Type.Object({
      name: Type.String(),
      email: NullableText,
      webhook_url: NullableText,
      id: Type.String(),
      api_key: Type.String({ description: 'Level 3 everywhere. Shown once.' }),
    }),
    async write(tx, { body, caller, traceId, now }) {
      const name = readText('name', body.name)
      if (isRefusal(name)) return name
      const email = body.email === undefined ? null : readEmail('email', body.email)
      if (isRefusal(email)) return email
      const webhookUrl =
        body.webhook_url === undefined ? null : readWebhookUrl(body.webhook_url, deps.config.profile)
      if (isRefusal(webhookUrl)) return webhookUrl
      const created = await createCompany(tx, deps, { name, email, webhookUrl }, now)
      if (isRefusal(created)) return created
      const { company, apiKey } = created
      await writeAudit(tx, {
        companyId: company.company_id,
        caller,
        action: 'company.created',
        objectType: 'company',
        objectId: company.company_id,
        before: null,
        after: companyFacts(company),
        traceId,
        at: now,
      })
      return { name, email, webhook_url: webhookUrl, id: company.company_id, api_key: apiKey }
    },
  })
}
