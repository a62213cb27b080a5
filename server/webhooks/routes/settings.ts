import { Type } from 'typebox'
import { writeAudit } from '../../kernel/audit.ts'
import { enumField } from '../../kernel/http/fields.ts'
import { readRoute, writeRoute } from '../../kernel/http/route.ts'
import { refuse } from '../../kernel/refusal.ts'
import type { Sealer } from '../../kernel/sealer.ts'
import {
  type CompanyWebhook,
  lockCompanyWebhook,
  openSecret,
  readCompanyWebhook,
  sealSecret,
} from '../company-webhook.ts'
import { FORMATS } from '../envelope.ts'
import { LADDERS } from '../ladder.ts'
import { newSigningSecret } from '../signature.ts'
import type { WebhookRouteDeps } from './deps.ts'

const shared = { path: '/management/webhooks/settings', access: { level: 3 }, tag: 'Webhooks' } as const
const Settings = Type.Object({
  format: enumField(FORMATS),
  ladder: enumField(LADDERS),
  signing_secret: Type.String({ description: 'whsec_…: the key of the header webhook-signature' }),
})

export function getSettings({ sealer }: WebhookRouteDeps) {
  return readRoute({
    ...shared,
    method: 'GET',
    summary: 'Format, retry ladder and signing secret',
    answer: Settings,
    async read(db, { companyId }) {
      const webhook = await readCompanyWebhook(db, companyId)
      return webhook === null ? refuse('COMPANY_NOT_FOUND') : show(sealer, companyId, webhook)
    },
  })
}

/** Everything counts for the next attempt of every open delivery, a new secret too. */
export function changeSettings({ sealer }: WebhookRouteDeps) {
  return writeRoute({
    ...shared,
    method: 'PUT',
    summary: 'Change format or ladder, or rotate the signing secret',
    refusals: ['VALUE_NOT_ALLOWED'],
    body: Type.Object({
      format: Type.Optional(enumField(FORMATS)),
      ladder: Type.Optional(enumField(LADDERS)),
      rotate_signing_secret: Type.Optional(Type.Boolean()),
    }),
    answer: Settings,
    async write(tx, { companyId, body, caller, traceId, now }) {
      const before = await lockCompanyWebhook(tx, companyId)
      if (before === null) return refuse('COMPANY_NOT_FOUND')
      const after: CompanyWebhook = {
        ...before,
        format: body.format ?? before.format,
        ladder: body.ladder ?? before.ladder,
        sealedSecret: body.rotate_signing_secret
          ? sealSecret(sealer, companyId, newSigningSecret())
          : before.sealedSecret,
      }
      await tx
        .updateTable('companies')
        .set({
          webhook_format: after.format,
          webhook_ladder: after.ladder,
          webhook_secret: after.sealedSecret,
        })
        .where('company_id', '=', companyId)
        .execute()
      await writeAudit(tx, {
        companyId,
        caller,
        action: 'webhook_settings.changed',
        objectType: 'company',
        objectId: companyId,
        before: { format: before.format, ladder: before.ladder },
        after: {
          format: after.format,
          ladder: after.ladder,
          signing_secret_rotated: body.rotate_signing_secret === true,
        },
        traceId,
        at: now,
      })
      return show(sealer, companyId, after)
    },
  })
}

function show(sealer: Sealer, companyId: string, { format, ladder, sealedSecret }: CompanyWebhook) {
  return { format, ladder, signing_secret: openSecret(sealer, companyId, sealedSecret) }
}
