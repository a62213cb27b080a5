import { Type } from 'typebox'
import { PARTNER_WEBHOOK_PATH } from '../../kernel/config-partner.ts'
import type { Database } from '../../kernel/database.ts'
import { Content } from '../../kernel/http/content.ts'
import { rawRoute } from '../../kernel/http/route.ts'
import type { Logger } from '../../kernel/log.ts'
import { isRefusal, type Refusal } from '../../kernel/refusal.ts'
import { partnerEvents } from '../metrics.ts'
import { readEvent } from './read-event.ts'
import { type EventSignature, readSignature, verifySignature } from './signature.ts'

export interface ReceiveDeps {
  readonly db: Database
  readonly log: Logger
  /** Tells whom it concerns. */
  readonly wake: () => void
}

/** Where the partner sends its events: stored before they are answered, and told after that. */
export function receiveEvent({ db, log, wake }: ReceiveDeps) {
  return rawRoute({
    method: 'POST',
    path: PARTNER_WEBHOOK_PATH,
    access: { open: true },
    summary: 'An event of the banking partner, which signs it (X-Webhook-Signature)',
    tag: 'Partner',
    refusals: ['PARTNER_SIGNATURE'],
    body: Type.Object({
      event_id: Type.Optional(Type.String()),
      event_category: Type.Optional(Type.String()),
      event_object_id: Type.Optional(Type.String()),
    }),
    answer: Type.Object({}),
    async respond({ bytes, headers, traceId }) {
      const signature = readSignature(headers['x-webhook-signature'], Date.now())
      const refusal = isRefusal(signature) ? signature : await demandOurs(db, signature, bytes)
      if (refusal !== null) {
        partnerEvents.inc({ outcome: 'REFUSED' })
        log.warn({ traceId, problem: refusal.params.detail }, 'a webhook of the partner was refused')
        return refusal
      }
      const event = readEvent(bytes)
      if (event === null) {
        // Refused, it would come again for two days and hold up all events behind it.
        partnerEvents.inc({ outcome: 'IGNORED' })
        log.error({ traceId }, 'an event of the partner cannot be read')
        return ok()
      }
      const stored = await db
        .insertInto('partner_event_directory')
        .values({
          event_id: event.eventId,
          category: event.category,
          object_id: event.objectId,
          changed_at: event.changedAt,
        })
        .onConflict((conflict) => conflict.doNothing())
        .returning('event_id')
        .execute()
      partnerEvents.inc({ outcome: stored.length > 0 ? 'STORED' : 'KNOWN' })
      wake()
      return ok()
    },
  })
}

async function demandOurs(db: Database, signature: EventSignature, bytes: Buffer): Promise<Refusal | null> {
  const rows = await db.selectFrom('partner_endpoint_directory').select('public_key').execute()
  const publicKeys = rows.flatMap(({ public_key }) => public_key ?? [])
  return verifySignature(publicKeys, signature, bytes)
}

function ok(): Content {
  return new Content('application/json; charset=utf-8', '{}')
}
