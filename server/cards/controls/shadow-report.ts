import { Type } from 'typebox'
import { dateRangeFields, readDateRange } from '../../kernel/http/fields.ts'
import { readRoute } from '../../kernel/http/route.ts'
import { isRefusal } from '../../kernel/refusal.ts'
import { NO_VERDICTS, ReportShape, tally } from './verdicts.ts'

/** Counts what the shadow recorded beside each live decision: also of candidates that have been replaced or removed since. */
export const shadowReportRoute = readRoute({
  method: 'GET',
  path: '/cards/account/configuration/shadow/report',
  access: { level: 1 },
  summary: 'What the candidates would have declined beside what was declined',
  tag: 'Card configuration',
  query: Type.Object(dateRangeFields),
  answer: ReportShape,
  async read(db, { companyId, query }) {
    const range = readDateRange(query)
    if (isRefusal(range)) return range
    const { from, to } = range
    const groups = await db
      .selectFrom('card_transactions')
      .select(({ fn }) => ['decline_code', 'shadow_declined', fn.countAll<bigint>().as('purchases')])
      .where('company_id', '=', companyId)
      .where('judged', '=', true)
      .where('shadow_declined', 'is not', null)
      .$if(from !== null, (rows) => rows.where('created_at', '>=', from))
      .$if(to !== null, (rows) => rows.where('created_at', '<=', to))
      .groupBy(['decline_code', 'shadow_declined'])
      .execute()
    return groups.reduce(
      (report, { decline_code, shadow_declined, purchases }) =>
        tally(
          report,
          { liveCode: decline_code, shadowDeclined: shadow_declined === true },
          Number(purchases),
        ),
      NO_VERDICTS,
    )
  },
})
