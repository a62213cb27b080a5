import { readRoute } from '../kernel/http/route.ts'
import { refuse } from '../kernel/refusal.ts'
import { SessionAnswer } from './session.ts'
import { listUsers, userAnswer } from './user.ts'

export const showSessionRoute = readRoute({
  method: 'GET',
  path: '/portal/api/session',
  access: { person: true },
  summary: 'Who has signed in, where, and until when',
  tag: 'Portal',
  answer: SessionAnswer,
  async read(db, { companyId, caller }) {
    const found =
      caller.session === undefined
        ? undefined
        : await db
            .selectFrom('session_directory as s')
            .innerJoin('companies as c', 'c.company_id', 's.company_id')
            .select(['s.expires_at', 'c.company_id as id', 'c.name'])
            .where('s.token_hash', '=', caller.session)
            .executeTakeFirst()
    const user = (await listUsers(db, companyId)).find(({ id }) => id === caller.id)
    if (found === undefined || user === undefined) return refuse('SESSION_INVALID')
    const { expires_at, ...company } = found
    return { expires_at, user: userAnswer(user), company }
  },
})
