import { readRoute } from '../../kernel/http/route.ts'
import { refuse } from '../../kernel/refusal.ts'
import { ApiKeyAnswer, apiKeyAnswer, findApiKey } from './api-key.ts'

export const getKeyRoute = readRoute({
  method: 'GET',
  path: '/management/keys/{keyId}',
  access: { level: 3 },
  summary: 'Get an API key by id or name',
  refusals: ['API_KEY_NOT_FOUND'],
  tag: 'API keys',
  answer: ApiKeyAnswer,
  async read(db, { companyId, params }) {
    const key = await findApiKey(db, companyId, params.keyId ?? '')
    return key === null ? refuse('API_KEY_NOT_FOUND') : apiKeyAnswer(key)
  },
})
