import { readRoute } from '../../../kernel/http/route.ts'
import { isId } from '../../../kernel/ids.ts'
import { refuse } from '../../../kernel/refusal.ts'
import { BackTestShape, showBackTest } from './back-test.ts'

export const getBackTest = readRoute({
  method: 'GET',
  path: '/cards/account/configuration/back-tests/{backTestId}',
  access: { level: 1 },
  summary: 'A back-test; its report when it is DONE',
  tag: 'Card configuration',
  refusals: ['BACK_TEST_NOT_FOUND'],
  answer: BackTestShape,
  async read(db, { companyId, params: { backTestId = '' } }) {
    const row = isId(backTestId)
      ? await db
          .selectFrom('card_back_tests')
          .select(['id', 'status', 'report'])
          .where('company_id', '=', companyId)
          .where('id', '=', backTestId)
          .executeTakeFirst()
      : undefined
    return row === undefined ? refuse('BACK_TEST_NOT_FOUND') : showBackTest(row)
  },
})
