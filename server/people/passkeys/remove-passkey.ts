import { Type } from 'typebox'
import { writeAudit } from '../../kernel/audit.ts'
import { writeRoute } from '../../kernel/http/route.ts'
import { isId } from '../../kernel/ids.ts'
import { refuse } from '../../kernel/refusal.ts'
import { deletePasskeys } from './passkey.ts'

/** Sessions that it opened go on: sign out everywhere ends them. */
export const removePasskeyRoute = writeRoute({
  method: 'DELETE',
  path: '/portal/api/passkeys/{passkeyId}',
  access: { person: true },
  summary: 'Remove one of your passkeys',
  refusals: ['PASSKEY_NOT_FOUND'],
  tag: 'Portal',
  answer: Type.Null(),
  status: 204,
  async write(tx, { companyId, caller, params: { passkeyId = '' }, traceId, now }) {
    if (!isId(passkeyId)) return refuse('PASSKEY_NOT_FOUND')
    const [removed] = await deletePasskeys(tx, { companyId, userId: caller.id, passkeyId })
    if (removed === undefined) return refuse('PASSKEY_NOT_FOUND')
    await writeAudit(tx, {
      companyId,
      caller,
      action: 'user.passkey_removed',
      objectType: 'user',
      objectId: caller.id,
      before: { passkey_id: removed.id, name: removed.name },
      after: null,
      traceId,
      at: now,
    })
    return null
  },
})
