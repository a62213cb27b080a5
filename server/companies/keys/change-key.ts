import { Type } from 'typebox'
import { writeAudit } from '../../kernel/audit.ts'
import type { Tx } from '../../kernel/database.ts'
import { readText } from '../../kernel/http/fields.ts'
import { type Caller, writeRoute } from '../../kernel/http/route.ts'
import { isRefusal, type Refusal, refuse } from '../../kernel/refusal.ts'
import { lockCompany } from '../company.ts'
import { type ApiKey, ApiKeyAnswer, apiKeyAnswer, findApiKey } from './api-key.ts'
import { keyFields, readAllowList, readExpiry, readLevels } from './key-fields.ts'
import { refuseGrant, refuseLosingLastAdmin, refuseTakenName } from './key-rules.ts'
import { writeLevels } from './write-levels.ts'

export const changeKeyRoute = writeRoute({
  method: 'PUT',
  path: '/management/keys/{keyId}',
  access: { level: 3 },
  summary: "Change an API key's name, levels, addresses or expiry",
  refusals: [
    'API_KEY_NOT_FOUND',
    'API_KEY_REVOKED',
    'API_KEY_EXISTS',
    'ALLOW_LIST_INVALID',
    'API_KEY_GRANT',
    'LAST_ADMIN_KEY',
  ],
  tag: 'API keys',
  body: Type.Object({ name: Type.Optional(Type.String()), ...keyFields }),
  answer: ApiKeyAnswer,
  async write(tx, { companyId, caller, params, body, traceId, now }) {
    if ((await lockCompany(tx, companyId)) === null) return refuse('COMPANY_NOT_FOUND')
    const before = await findApiKey(tx, companyId, params.keyId ?? '')
    if (before === null) return refuse('API_KEY_NOT_FOUND')
    if (before.revoked_at !== null) return refuse('API_KEY_REVOKED')
    const after = readChange(before, body)
    if (isRefusal(after)) return after
    const refusal = await refuseChange(tx, companyId, caller, before, after)
    if (refusal !== null) return refusal

    await tx
      .updateTable('api_keys')
      .set({ name: after.name, ip_allow_list: [...after.ip_allow_list], expires_at: after.expires_at })
      .where('company_id', '=', companyId)
      .where('id', '=', before.id)
      .execute()
    await writeLevels(tx, companyId, before.id, after.levels)
    await writeAudit(tx, {
      companyId,
      caller,
      action: 'key.changed',
      objectType: 'key',
      objectId: before.id,
      before: apiKeyAnswer(before),
      after: apiKeyAnswer(after),
      traceId,
      at: now,
    })
    return apiKeyAnswer(after)
  },
})

interface ChangeBody {
  readonly name?: string
  readonly levels?: Parameters<typeof readLevels>[0]
  readonly ip_allow_list?: string[]
  readonly expires_at?: string | null
}

/** The key as it would be: what the body omits is kept. */
function readChange(key: ApiKey, body: ChangeBody): ApiKey | Refusal {
  const name = body.name === undefined ? key.name : readText('name', body.name)
  if (isRefusal(name)) return name
  const list = body.ip_allow_list === undefined ? key.ip_allow_list : readAllowList(body.ip_allow_list)
  if (isRefusal(list)) return list
  const expiresAt = body.expires_at === undefined ? key.expires_at : readExpiry(body.expires_at)
  if (isRefusal(expiresAt)) return expiresAt
  const levels = readLevels(body.levels ?? {}, key.levels)
  return { ...key, name, levels, ip_allow_list: list, expires_at: expiresAt }
}

async function refuseChange(
  tx: Tx,
  companyId: string,
  caller: Caller,
  before: ApiKey,
  after: ApiKey,
): Promise<Refusal | null> {
  const change = { management: after.levels.management, expiresAt: after.expires_at }
  return (
    refuseGrant(caller, after.levels, before.levels) ??
    (await refuseTakenName(tx, companyId, after.name, before.id)) ??
    (await refuseLosingLastAdmin(tx, companyId, before, change))
  )
}
