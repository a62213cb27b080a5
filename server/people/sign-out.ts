import { sql } from 'kysely'
import { Type } from 'typebox'
import { writeAudit } from '../kernel/audit.ts'
import { writeRoute } from '../kernel/http/route.ts'
import { refuse } from '../kernel/refusal.ts'
import { takeSession } from './session.ts'

export const signOutRoute = writeRoute({
  method: 'POST',
  path: '/portal/api/sign-out',
  access: { person: true },
  summary: 'End this session',
  tag: 'Portal',
  answer: Type.Null(),
  status: 204,
  async write(tx, { companyId, caller, page, traceId, now }) {
    if (caller.session === undefined) return refuse('SESSION_INVALID')
    await tx
      .updateTable('session_directory')
      .set({ ended_at: sql<Date>`now()` })
      .where('token_hash', '=', caller.session)
      .execute()
    await writeAudit(tx, {
      companyId,
      caller,
      action: 'user.signed_out',
      objectType: 'user',
      objectId: caller.id,
      before: null,
      after: null,
      traceId,
      at: now,
    })
    return takeSession(page)
  },
})
