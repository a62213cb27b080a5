import { Type } from 'typebox'
import { jsonb } from '../../../kernel/database.ts'
import { readDateRange } from '../../../kernel/http/fields.ts'
import { writeRoute } from '../../../kernel/http/route.ts'
import { newId } from '../../../kernel/ids.ts'
import { isRefusal } from '../../../kernel/refusal.ts'
import { invalid } from '../configuration/fields.ts'
import { candidateFields, readCandidates } from '../configuration/shadow.ts'
import { type BackTestRequest, BackTestShape, showBackTest } from './back-test.ts'

/** Each reads its company's whole season: more at once would only make all of them late. */
const RUNNING_MAX = 10

export const createBackTest = writeRoute({
  method: 'POST',
  path: '/cards/account/configuration/back-tests',
  access: { level: 2 },
  summary: 'Judge the recorded purchases between two dates again by candidates',
  tag: 'Card configuration',
  refusals: ['VELOCITY_RULES_LIMIT', 'VELOCITY_RULES_DUPLICATE', 'CARD_CONFIGURATION'],
  body: Type.Object({ from_date: Type.String(), to_date: Type.String(), ...candidateFields }),
  answer: BackTestShape,
  status: 201,
  async write(tx, { companyId, body, now }) {
    const range = readDateRange(body)
    if (isRefusal(range)) return range
    const candidates = readCandidates(body)
    if (isRefusal(candidates)) return candidates
    const { from, to } = range
    if (from === null || to === null) return invalid('from_date and to_date must not be empty')
    if (from > to) return invalid('from_date must not be after to_date')
    const { running } = await tx
      .selectFrom('card_back_tests')
      .select(({ fn }) => fn.countAll<bigint>().as('running'))
      .where('company_id', '=', companyId)
      .where('status', '=', 'RUNNING')
      .executeTakeFirstOrThrow()
    if (running >= RUNNING_MAX)
      return invalid(`${RUNNING_MAX} back-tests are running; wait until one of them is done`)
    // Purchases that come while it runs are none of it: repeated after a crash it must find the same.
    const end = new Date(Math.min(to.getTime(), now.getTime()))
    const request: BackTestRequest = { from: from.toISOString(), to: end.toISOString(), ...candidates }
    const backTest = { id: newId(), status: 'RUNNING', report: null }
    await tx
      .insertInto('card_back_tests')
      .values({ ...backTest, company_id: companyId, request: jsonb(request), created_at: now })
      .execute()
    return showBackTest(backTest)
  },
})
