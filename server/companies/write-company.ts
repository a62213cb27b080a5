import { Type } from 'typebox'
import { writeAudit } from '../kernel/audit.ts'
import type { Tx } from '../kernel/database.ts'
import type { Call } from '../kernel/http/route.ts'
import { type Refusal, refuse } from '../kernel/refusal.ts'
import type { Sealer } from '../kernel/sealer.ts'
import { sealKey } from '../webhooks/company-webhook.ts'
import { companyAnswer, companyFacts, isEmailTaken, lockCompany } from './company.ts'
import { NullableText } from './schemas.ts'

/** Checked values; absent = kept. */
export interface CompanyChange {
  readonly name?: string
  readonly email?: string
  readonly webhookUrl?: string
  readonly webhookKey?: string
}

export const CompanyAnswer = Type.Object({
  name: Type.String(),
  email: NullableText,
  webhook_url: NullableText,
  webhook_key: NullableText,
})

/** Changes the key's company and gives back the contract's Company. Refuses a taken email. */
export async function writeCompany(
  tx: Tx,
  sealer: Sealer,
  { companyId, caller, traceId, now }: Call<unknown, unknown>,
  change: CompanyChange,
): Promise<ReturnType<typeof companyAnswer> | Refusal> {
  if (change.email !== undefined && (await isEmailTaken(tx, change.email, companyId)))
    return refuse('COMPANY_EXISTS', { email: change.email })
  const before = await lockCompany(tx, companyId)
  if (before === null) return refuse('COMPANY_NOT_FOUND')
  const after = await tx
    .updateTable('companies')
    .set({
      name: change.name ?? before.name,
      email: change.email ?? before.email,
      webhook_url: change.webhookUrl ?? before.webhook_url,
      webhook_key:
        change.webhookKey === undefined ? before.webhook_key : sealKey(sealer, companyId, change.webhookKey),
    })
    .where('company_id', '=', companyId)
    .returningAll()
    .executeTakeFirstOrThrow()
  await writeAudit(tx, {
    companyId,
    caller,
    action: 'company.changed',
    objectType: 'company',
    objectId: companyId,
    before: companyFacts(before),
    after: { ...companyFacts(after), webhook_key_changed: change.webhookKey !== undefined },
    traceId,
    at: now,
  })
  return companyAnswer(sealer, after)
}
