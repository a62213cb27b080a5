import { writeRoute } from '../../kernel/http/route.ts'
import { isRefusal, refuse } from '../../kernel/refusal.ts'
import { lockCompany } from '../company.ts'
import { Empty } from '../schemas.ts'
import { findCredential } from './credential.ts'
import { setCredential } from './set-credential.ts'

export const deleteCredentialRoute = writeRoute({
  method: 'DELETE',
  path: '/management/credentials/{credentialId}',
  access: { level: 3 },
  summary: 'Take an operation from an API key (level 0)',
  refusals: ['CREDENTIAL_NOT_FOUND', 'API_KEY_REVOKED', 'LAST_ADMIN_KEY'],
  tag: 'API keys',
  answer: Empty,
  async write(tx, call) {
    const { companyId, params } = call
    if ((await lockCompany(tx, companyId)) === null) return refuse('COMPANY_NOT_FOUND')
    const credential = await findCredential(tx, companyId, params.credentialId ?? '')
    if (credential === null) return refuse('CREDENTIAL_NOT_FOUND')
    const set = await setCredential(tx, call, credential, 0)
    return isRefusal(set) ? set : {}
  },
})
