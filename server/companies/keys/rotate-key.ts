import { sql } from 'kysely'
import { Type } from 'typebox'
import { writeAudit } from '../../kernel/audit.ts'
import type { Tx } from '../../kernel/database.ts'
import { callerName } from '../../kernel/http/caller-name.ts'
import { writeRoute } from '../../kernel/http/route.ts'
import { refuse } from '../../kernel/refusal.ts'
import { lockCompany } from '../company.ts'
import { apiKeyAnswer, findApiKey, levelEverywhere, NewTextAnswer } from './api-key.ts'
import { refuseGrant } from './key-rules.ts'
import { newKeyText } from './key-text.ts'

const OVERLAP_HOURS_DEFAULT = 24
const OVERLAP_HOURS_MAX = 168

export const rotateKeyRoute = writeRoute({
  method: 'POST',
  path: '/management/keys/{keyId}/rotate',
  access: { level: 3 },
  summary: 'Give an API key a new text; the old one lives on for a while',
  refusals: ['API_KEY_NOT_FOUND', 'API_KEY_REVOKED', 'OVERLAP_INVALID', 'API_KEY_GRANT'],
  tag: 'API keys',
  body: Type.Object({ overlap_hours: Type.Optional(Type.Number()) }),
  answer: NewTextAnswer,
  async write(tx, { companyId, caller, params, body, traceId, now }) {
    const overlapHours = body.overlap_hours ?? OVERLAP_HOURS_DEFAULT
    if ((await lockCompany(tx, companyId)) === null) return refuse('COMPANY_NOT_FOUND')
    const key = await findApiKey(tx, companyId, params.keyId ?? '')
    if (key === null) return refuse('API_KEY_NOT_FOUND')
    if (key.revoked_at !== null) return refuse('API_KEY_REVOKED')
    if (overlapHours < 0 || overlapHours > OVERLAP_HOURS_MAX) return refuse('OVERLAP_INVALID')
    const refusal = refuseGrant(caller, key.levels, levelEverywhere(0))
    if (refusal !== null) return refusal

    const { text, prefix } = await replaceText(tx, companyId, key.id, overlapHours, callerName(caller))
    const after = { ...apiKeyAnswer(key), prefix }
    await writeAudit(tx, {
      companyId,
      caller,
      action: 'key.rotated',
      objectType: 'key',
      objectId: key.id,
      before: apiKeyAnswer(key),
      after: { ...after, overlap_hours: overlapHours },
      traceId,
      at: now,
    })
    return { ...after, api_key: text }
  },
})

/**
 * Every earlier text ends with the overlap, or before if an earlier rotation said so: an overlap of zero stops them all,
 * which is what a leaked key needs. Measured by the database's wall clock, as the directory reads it.
 */
async function replaceText(
  tx: Tx,
  companyId: string,
  keyId: string,
  overlapHours: number,
  rotatedBy: string,
) {
  const fresh = newKeyText()
  await tx
    .updateTable('api_key_directory')
    .set({
      valid_until: sql<Date>`least(valid_until, clock_timestamp() + ${overlapHours} * interval '1 hour')`,
    })
    .where('company_id', '=', companyId)
    .where('key_id', '=', keyId)
    .execute()
  await tx
    .insertInto('api_key_directory')
    .values({ key_hash: fresh.hash, company_id: companyId, key_id: keyId, valid_until: null })
    .execute()
  await tx
    .updateTable('api_keys')
    .set({ prefix: fresh.prefix, created_by: withMaker(rotatedBy) })
    .where('company_id', '=', companyId)
    .where('id', '=', keyId)
    .execute()
  return fresh
}

/** Who rotates a key knows its text as who made it does, and neither may approve what it asks for: both are named, apart by a blank. */
function withMaker(name: string) {
  return sql<string>`CASE WHEN ${name} = ANY(string_to_array(created_by, ' ')) THEN created_by
    ELSE concat_ws(' ', created_by, ${name}::text) END`
}
