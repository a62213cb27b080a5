import { Type } from 'typebox'
import { readRoute } from '../../kernel/http/route.ts'
import { ApiKeyAnswer, apiKeyAnswer, listApiKeys } from './api-key.ts'

export const listKeysRoute = readRoute({
  method: 'GET',
  path: '/management/keys/list',
  access: { level: 3 },
  summary: 'List the API keys, the revoked ones too',
  tag: 'API keys',
  answer: Type.Array(ApiKeyAnswer),
  async read(db, { companyId }) {
    return (await listApiKeys(db, companyId)).map(apiKeyAnswer)
  },
})
