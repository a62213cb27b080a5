import { Type } from 'typebox'
import { writeAudit } from '../../kernel/audit.ts'
import { callerName } from '../../kernel/http/caller-name.ts'
import { readText } from '../../kernel/http/fields.ts'
import { writeRoute } from '../../kernel/http/route.ts'
import { isRefusal, refuse } from '../../kernel/refusal.ts'
import { lockCompany } from '../company.ts'
import { apiKeyAnswer, levelEverywhere, NewTextAnswer } from './api-key.ts'
import { insertKey } from './insert-key.ts'
import { keyFields, readAllowList, readExpiry, readLevels } from './key-fields.ts'
import { refuseGrant, refuseTakenName } from './key-rules.ts'

const NO_LEVELS = levelEverywhere(0)

export const createKeyRoute = writeRoute({
  method: 'POST',
  path: '/management/keys/create',
  access: { level: 3 },
  summary: 'Create an API key',
  refusals: ['API_KEY_EXISTS', 'ALLOW_LIST_INVALID', 'API_KEY_GRANT'],
  tag: 'API keys',
  body: Type.Object({ name: Type.String(), ...keyFields }),
  answer: NewTextAnswer,
  async write(tx, { companyId, caller, body, traceId, now }) {
    const name = readText('name', body.name)
    if (isRefusal(name)) return name
    const levels = readLevels(body.levels ?? {}, NO_LEVELS)
    const ipAllowList = readAllowList(body.ip_allow_list ?? [])
    if (isRefusal(ipAllowList)) return ipAllowList
    const expiresAt = readExpiry(body.expires_at ?? null)
    if (isRefusal(expiresAt)) return expiresAt

    if ((await lockCompany(tx, companyId)) === null) return refuse('COMPANY_NOT_FOUND')
    const refusal =
      refuseGrant(caller, levels, NO_LEVELS) ?? (await refuseTakenName(tx, companyId, name, null))
    if (refusal !== null) return refusal

    const createdBy = callerName(caller)
    const input = { name, levels, ipAllowList, expiresAt, createdBy }
    const { key, text } = await insertKey(tx, companyId, input, now)
    const after = apiKeyAnswer(key)
    await writeAudit(tx, {
      companyId,
      caller,
      action: 'key.created',
      objectType: 'key',
      objectId: key.id,
      before: null,
      after,
      traceId,
      at: now,
    })
    return { ...after, api_key: text }
  },
})
