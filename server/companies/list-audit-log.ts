import { sql } from 'kysely'
import { Type } from 'typebox'
import type { Reader } from '../kernel/database.ts'
import { dateRangeFields, formA, pageFields, readDateRange, readPage } from '../kernel/http/fields.ts'
import { readRoute } from '../kernel/http/route.ts'
import { isRefusal } from '../kernel/refusal.ts'
import { Instant, NullableInteger, NullableText } from './schemas.ts'

const AnyObject = Type.Union([Type.Object({}), Type.Null()])
const OptionalFilter = Type.Optional(Type.String())

export const listAuditLogRoute = readRoute({
  method: 'GET',
  path: '/management/audit-log',
  access: { level: 3 },
  summary: 'Who changed what, newest first',
  tag: 'Audit',
  query: Type.Object({
    actor: Type.Optional(Type.String({ description: 'Id or name of the key or person, or their type' })),
    action: OptionalFilter,
    object_id: OptionalFilter,
    ...dateRangeFields,
    ...pageFields,
  }),
  answer: Type.Object({
    number_of_elements: Type.Integer(),
    next_page: NullableInteger,
    total_pages: Type.Integer(),
    total_elements: Type.Integer(),
    items: Type.Array(
      Type.Object({
        id: Type.String(),
        at: Instant,
        actor: Type.Object({ type: Type.String(), id: NullableText, name: NullableText }),
        action: Type.String(),
        object_type: Type.String(),
        object_id: NullableText,
        before: AnyObject,
        after: AnyObject,
        ip_address: NullableText,
        trace_id: NullableText,
      }),
    ),
  }),
  async read(db, { companyId, query }) {
    const page = readPage(query)
    if (isRefusal(page)) return page
    const range = readDateRange(query)
    if (isRefusal(range)) return range
    const matching = selectEntries(db, companyId, { ...query, ...range })
    const { total } = await matching.select(sql<bigint>`count(*)`.as('total')).executeTakeFirstOrThrow()
    const rows = await matching
      .selectAll()
      .orderBy('id', 'desc')
      .limit(page.size)
      .offset(page.offset)
      .execute()
    const items = rows.map(({ company_id, xid, actor_type, actor_id, actor_name, ...row }) => {
      const { id, at, ...rest } = row
      return { id, at, actor: { type: actor_type, id: actor_id, name: actor_name }, ...rest }
    })
    return formA(items, Number(total), page, 'items')
  },
})

interface Filter {
  readonly actor?: string
  readonly action?: string
  readonly object_id?: string
  readonly from: Date | null
  readonly to: Date | null
}

function selectEntries(db: Reader, companyId: string, { actor, action, object_id, from, to }: Filter) {
  let entries = db.selectFrom('audit_log').where('company_id', '=', companyId)
  if (actor)
    entries = entries.where((eb) =>
      eb.or([
        eb('actor_id', '=', actor),
        eb('actor_name', '=', actor),
        eb('actor_type', '=', actor.toUpperCase()),
      ]),
    )
  if (action) entries = entries.where('action', '=', action)
  if (object_id) entries = entries.where('object_id', '=', object_id)
  if (from !== null) entries = entries.where('at', '>=', from)
  if (to !== null) entries = entries.where('at', '<=', to)
  return entries
}
