import { Type } from 'typebox'
import { writeAudit } from '../kernel/audit.ts'
import { writeRoute } from '../kernel/http/route.ts'
import { endSessions, takeSession } from './session.ts'

export const signOutEverywhereRoute = writeRoute({
  method: 'POST',
  path: '/portal/api/sign-out-everywhere',
  access: { person: true },
  summary: 'End all of your sessions, this one too',
  tag: 'Portal',
  answer: Type.Null(),
  status: 204,
  async write(tx, { companyId, caller, page, traceId, now }) {
    await endSessions(tx, companyId, caller.id)
    await writeAudit(tx, {
      companyId,
      caller,
      action: 'user.signed_out_everywhere',
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
