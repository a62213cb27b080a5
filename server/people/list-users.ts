import { Type } from 'typebox'
import { readRoute } from '../kernel/http/route.ts'
import { listUsers, UserAnswer, userAnswer } from './user.ts'

export const listUsersRoute = readRoute({
  method: 'GET',
  path: '/management/users',
  access: { level: 3 },
  summary: 'List the people of the company',
  tag: 'Users',
  answer: Type.Array(UserAnswer),
  async read(db, { companyId }) {
    return (await listUsers(db, companyId)).map(userAnswer)
  },
})
