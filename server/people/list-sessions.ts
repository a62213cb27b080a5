import { Type } from 'typebox'
import { Instant, NullableText } from '../companies/schemas.ts'
import { readRoute } from '../kernel/http/route.ts'
import type { PeopleDeps } from './deps.ts'
import { selectLiving } from './session-directory.ts'

export function listSessionsRoute({ config }: Pick<PeopleDeps, 'config'>) {
  return readRoute({
    method: 'GET',
    path: '/portal/api/sessions',
    access: { person: true },
    summary: 'Where you are signed in, the newest first',
    tag: 'Portal',
    answer: Type.Array(
      Type.Object({
        id: Type.String(),
        ip_address: NullableText,
        user_agent: NullableText,
        created_at: Instant,
        last_used_at: { ...Instant, description: 'To the minute' },
        expires_at: Instant,
        is_current: Type.Boolean({ description: 'The one that asks' }),
      }),
    ),
    async read(db, { companyId, caller }) {
      const sessions = await selectLiving(db, config)
        .select([
          's.id',
          's.ip_address',
          's.user_agent',
          's.created_at',
          's.last_used_at',
          's.expires_at',
          's.token_hash',
        ])
        .where('s.company_id', '=', companyId)
        .where('s.user_id', '=', caller.id)
        .orderBy('s.created_at', 'desc')
        .execute()
      return sessions.map(({ token_hash, ...session }) => ({
        ...session,
        is_current: caller.session?.equals(token_hash) === true,
      }))
    },
  })
}
