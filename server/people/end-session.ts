import { sql } from 'kysely'
import { Type } from 'typebox'
import { writeAudit } from '../kernel/audit.ts'
import { writeRoute } from '../kernel/http/route.ts'
import { isId } from '../kernel/ids.ts'
import { refuse } from '../kernel/refusal.ts'

export const endSessionRoute = writeRoute({
  method: 'DELETE',
  path: '/portal/api/sessions/{sessionId}',
  access: { person: true },
  summary: 'End one of your sessions',
  refusals: ['SESSION_NOT_FOUND'],
  tag: 'Portal',
  answer: Type.Null(),
  status: 204,
  async write(tx, { companyId, caller, params: { sessionId = '' }, traceId, now }) {
    if (!isId(sessionId)) return refuse('SESSION_NOT_FOUND')
    const ended = await tx
      .updateTable('session_directory')
      .set({ ended_at: sql<Date>`now()` })
      .where('company_id', '=', companyId)
      .where('user_id', '=', caller.id)
      .where('id', '=', sessionId)
      .where('ended_at', 'is', null)
      .returning('ip_address')
      .executeTakeFirst()
    if (ended === undefined) return refuse('SESSION_NOT_FOUND')
    await writeAudit(tx, {
      companyId,
      caller,
      action: 'user.session_ended',
      objectType: 'user',
      objectId: caller.id,
      before: { ip_address: ended.ip_address },
      after: null,
      traceId,
      at: now,
    })
    return null
  },
})
