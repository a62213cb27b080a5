import { writeAudit } from '../../kernel/audit.ts'
import { writeRoute } from '../../kernel/http/route.ts'
import { refuse } from '../../kernel/refusal.ts'
import { lockCompany } from '../company.ts'
import { ApiKeyAnswer, apiKeyAnswer, findApiKey } from './api-key.ts'
import { refuseLosingLastAdmin } from './key-rules.ts'

/** Revocation is for ever, and counts from the next call on. Revoking again changes nothing and answers the same. */
export const revokeKeyRoute = writeRoute({
  method: 'DELETE',
  path: '/management/keys/{keyId}',
  access: { level: 3 },
  summary: 'Revoke an API key at once',
  refusals: ['API_KEY_NOT_FOUND', 'LAST_ADMIN_KEY'],
  tag: 'API keys',
  answer: ApiKeyAnswer,
  async write(tx, { companyId, caller, params, traceId, now }) {
    if ((await lockCompany(tx, companyId)) === null) return refuse('COMPANY_NOT_FOUND')
    const key = await findApiKey(tx, companyId, params.keyId ?? '')
    if (key === null) return refuse('API_KEY_NOT_FOUND')
    if (key.revoked_at !== null) return apiKeyAnswer(key)
    const refusal = await refuseLosingLastAdmin(tx, companyId, key, { revoked: true })
    if (refusal !== null) return refusal

    await tx
      .updateTable('api_keys')
      .set({ revoked_at: now })
      .where('company_id', '=', companyId)
      .where('id', '=', key.id)
      .execute()
    await tx
      .deleteFrom('api_key_directory')
      .where('company_id', '=', companyId)
      .where('key_id', '=', key.id)
      .execute()
    const after = apiKeyAnswer({ ...key, revoked_at: now })
    await writeAudit(tx, {
      companyId,
      caller,
      action: 'key.revoked',
      objectType: 'key',
      objectId: key.id,
      before: apiKeyAnswer(key),
      after,
      traceId,
      at: now,
    })
    return after
  },
})
