import { Type } from 'typebox'
import { readRoute } from '../../kernel/http/route.ts'
import { listPasskeys, PasskeyAnswer, passkeyAnswer } from './passkey.ts'

export const listPasskeysRoute = readRoute({
  method: 'GET',
  path: '/portal/api/passkeys',
  access: { person: true },
  summary: 'Your passkeys, the newest first',
  tag: 'Portal',
  answer: Type.Array(PasskeyAnswer),
  async read(db, { companyId, caller }) {
    return (await listPasskeys(db, companyId, caller.id)).map(passkeyAnswer)
  },
})
