import { Type } from 'typebox'
import { enumField } from '../../kernel/http/fields.ts'
import { writeRoute } from '../../kernel/http/route.ts'
import { isRefusal, refuse } from '../../kernel/refusal.ts'
import { lockCompany } from '../company.ts'
import { LevelField } from '../schemas.ts'
import { findApiKey, OPERATIONS } from './api-key.ts'
import { CredentialAnswer, credentialAnswer, listCredentials } from './credential.ts'
import { setCredential } from './set-credential.ts'

export const createCredentialRoute = writeRoute({
  method: 'POST',
  path: '/management/credentials/create',
  access: { level: 3 },
  summary: 'Give an API key a level of an operation',
  refusals: ['VALUE_NOT_ALLOWED', 'API_KEY_NOT_FOUND', 'API_KEY_REVOKED', 'API_KEY_GRANT', 'LAST_ADMIN_KEY'],
  tag: 'API keys',
  body: Type.Object({ key_id: Type.String(), operation_id: enumField(OPERATIONS), level: LevelField }),
  answer: CredentialAnswer,
  async write(tx, call) {
    const { companyId, body } = call
    if ((await lockCompany(tx, companyId)) === null) return refuse('COMPANY_NOT_FOUND')
    const key = await findApiKey(tx, companyId, body.key_id.trim())
    if (key === null) return refuse('API_KEY_NOT_FOUND')
    const credentials = await listCredentials(tx, companyId, key.id)
    const credential = credentials.find(({ operation }) => operation === body.operation_id)
    if (credential === undefined) return refuse('CREDENTIAL_NOT_FOUND')
    const set = await setCredential(tx, call, credential, body.level)
    return isRefusal(set) ? set : credentialAnswer(set)
  },
})
