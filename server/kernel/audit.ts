import type { Tx } from './database.ts'
import { jsonb } from './database.ts'
import type { Caller } from './http/route.ts'
import { newId } from './ids.ts'

export interface AuditEntry {
  readonly companyId: string
  /** Null: the platform itself, in the background. */
  readonly caller: Caller | null
  /** `<object>.<what happened>`: `key.revoked`, `company.created`. */
  readonly action: string
  readonly objectType: string
  readonly objectId: string | null
  /** What the change touched, before and after. Never a secret: the log is shown to the company. */
  readonly before: object | null
  readonly after: object | null
  readonly traceId: string | null
  readonly at: Date
}

/** Who did what to what, from where: written in the transaction of the change, so neither is without the other. */
export async function writeAudit(tx: Tx, entry: AuditEntry): Promise<void> {
  await tx
    .insertInto('audit_log')
    .values({
      company_id: entry.companyId,
      id: newId(),
      at: entry.at,
      actor_type: entry.caller?.type ?? 'SYSTEM',
      actor_id: entry.caller?.id ?? null,
      actor_name: entry.caller?.name ?? null,
      action: entry.action,
      object_type: entry.objectType,
      object_id: entry.objectId,
      before: entry.before === null ? null : jsonb(entry.before),
      after: entry.after === null ? null : jsonb(entry.after),
      ip_address: entry.caller?.ipAddress ?? null,
      trace_id: entry.traceId,
    })
    .execute()
}
