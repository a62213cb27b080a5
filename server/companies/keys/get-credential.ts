import { readRoute } from '../../kernel/http/route.ts'
import { refuse } from '../../kernel/refusal.ts'
import { CredentialAnswer, credentialAnswer, findCredential } from './credential.ts'

export const getCredentialRoute = readRoute({
  method: 'GET',
  path: '/management/credentials/{credentialId}',
  access: { level: 3 },
  summary: 'Get one level of an API key',
  refusals: ['CREDENTIAL_NOT_FOUND'],
  tag: 'API keys',
  answer: CredentialAnswer,
  async read(db, { companyId, params }) {
    const credential = await findCredential(db, companyId, params.credentialId ?? '')
    return credential === null ? refuse('CREDENTIAL_NOT_FOUND') : credentialAnswer(credential)
  },
})
