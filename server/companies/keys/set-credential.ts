import { writeAudit } from '../../kernel/audit.ts'
import type { Tx } from '../../kernel/database.ts'
import type { Call, Level } from '../../kernel/http/route.ts'
import { type Refusal, refuse } from '../../kernel/refusal.ts'
import { apiKeyAnswer, findApiKey } from './api-key.ts'
import type { Credential } from './credential.ts'
import { refuseGrant, refuseLosingLastAdmin } from './key-rules.ts'
import { writeLevels } from './write-levels.ts'

/** Sets one level of a key that is not revoked, under the rules of levels. The caller holds the company's lock. */
export async function setCredential(
  tx: Tx,
  { companyId, caller, traceId, now }: Call<unknown, unknown>,
  credential: Credential,
  level: 0 | Level,
): Promise<Credential | Refusal> {
  const key = await findApiKey(tx, companyId, credential.keyId)
  if (key === null) return refuse('API_KEY_NOT_FOUND')
  if (key.revoked_at !== null) return refuse('API_KEY_REVOKED')
  const levels = { ...key.levels, [credential.operation]: level }
  const refusal =
    refuseGrant(caller, levels, key.levels) ??
    (await refuseLosingLastAdmin(tx, companyId, key, { management: levels.management }))
  if (refusal !== null) return refusal

  await writeLevels(tx, companyId, key.id, levels)
  await writeAudit(tx, {
    companyId,
    caller,
    action: 'key.changed',
    objectType: 'key',
    objectId: key.id,
    before: apiKeyAnswer(key),
    after: apiKeyAnswer({ ...key, levels }),
    traceId,
    at: now,
  })
  return { ...credential, level }
}
