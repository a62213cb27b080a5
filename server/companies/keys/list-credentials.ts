import { Type } from 'typebox'
import { readRoute } from '../../kernel/http/route.ts'
import { refuse } from '../../kernel/refusal.ts'
import { findApiKey } from './api-key.ts'
import { CredentialAnswer, credentialAnswer, listCredentials } from './credential.ts'

export const listCredentialsRoute = readRoute({
  method: 'GET',
  path: '/management/credentials/api-key/{keyId}',
  access: { level: 3 },
  summary: "List an API key's levels",
  refusals: ['API_KEY_NOT_FOUND'],
  tag: 'API keys',
  answer: Type.Array(CredentialAnswer),
  async read(db, { companyId, params }) {
    const key = await findApiKey(db, companyId, params.keyId ?? '')
    if (key === null) return refuse('API_KEY_NOT_FOUND')
    return (await listCredentials(db, companyId, key.id)).map(credentialAnswer)
  },
})
