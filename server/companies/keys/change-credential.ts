import { Type } from 'typebox'
import { writeRoute } from '../../kernel/http/route.ts'
import { isRefusal, refuse } from '../../kernel/refusal.ts'
import { lockCompany } from '../company.ts'
import { LevelField } from '../schemas.ts'
import { CredentialAnswer, credentialAnswer, findCredential } from './credential.ts'
import { setCredential } from './set-credential.ts'

export const changeCredentialRoute = writeRoute({
  method: 'PUT',
  path: '/management/credentials/{credentialId}',
  access: { level: 3 },
  summary: 'Change one level of an API key',
  refusals: ['CREDENTIAL_NOT_FOUND', 'API_KEY_REVOKED', 'API_KEY_GRANT', 'LAST_ADMIN_KEY'],
  tag: 'API keys',
  body: Type.Object({ level: LevelField }),
  answer: CredentialAnswer,
  async write(tx, call) {
    const { companyId, params, body } = call
    if ((await lockCompany(tx, companyId)) === null) return refuse('COMPANY_NOT_FOUND')
    const credential = await findCredential(tx, companyId, params.credentialId ?? '')
    if (credential === null) return refuse('CREDENTIAL_NOT_FOUND')
    const set = await setCredential(tx, call, credential, body.level)
    return isRefusal(set) ? set : credentialAnswer(set)
  },
})
