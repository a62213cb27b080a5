import { sql } from 'kysely'
import { Type } from 'typebox'
import type { Reader } from '../../../server/kernel/database.ts'
import { formA, pageFields, readPage } from '../../../server/kernel/http/fields.ts'
import { type ReadRoute, readRoute } from '../../../server/kernel/http/route.ts'
import { isId } from '../../../server/kernel/ids.ts'
import { isRefusal } from '../../../server/kernel/refusal.ts'
import type { Postbox, Posted } from '../../sms/postbox.ts'

interface List {
  readonly path: string
  readonly summary: string
  readonly postbox: Postbox
  readonly withSubject: boolean
  /** Where the platform keeps what it sends. */
  readonly table: 'text_messages' | 'email_messages'
}

/** What would have been sent to people: text messages to the company's cardholders, e-mails to its users. */
export function postboxRoutes({
  sms,
  emails,
}: {
  readonly sms: Postbox
  readonly emails: Postbox
}): ReadRoute[] {
  return [
    listRoute({
      path: '/sandbox/sms',
      summary: 'Text messages that would have been sent, the newest first',
      postbox: sms,
      withSubject: false,
      table: 'text_messages',
    }),
    listRoute({
      path: '/sandbox/emails',
      summary: 'E-mails that would have been sent, the newest first',
      postbox: emails,
      withSubject: true,
      table: 'email_messages',
    }),
  ]
}

function listRoute({ path, summary, postbox, withSubject, table }: List) {
  return readRoute({
    method: 'GET',
    path,
    access: { level: 2, operation: 'cards' },
    sandboxOnly: true,
    summary,
    tag: 'Sandbox',
    query: Type.Object(pageFields),
    answer: Type.Object({ items: Type.Array(Type.Object({ id: Type.String() })) }),
    async read(db, { companyId, query }) {
      const page = readPage(query)
      if (isRefusal(page)) return page
      const messages = postbox.list()
      const sent = await sentBy(db, table, companyId, messages)
      const all = messages.filter(({ id }) => sent.has(id))
      const items = all
        .slice(page.offset, page.offset + page.size)
        .map((message) => show(message, withSubject))
      return formA(items, all.length, page, 'items')
    },
  })
}

function show({ id, to, subject, text, sent_at }: Posted, withSubject: boolean) {
  return { id, to, ...(withSubject ? { subject: subject ?? null } : {}), text, sent_at }
}

/** Ids of those that the platform sent for this company: two companies' cardholders may have one phone, their users one e-mail. */
async function sentBy(
  db: Reader,
  table: List['table'],
  companyId: string,
  messages: readonly Posted[],
): Promise<Set<string>> {
  const ids = messages.map(({ id }) => id).filter(isId)
  const { rows } = await sql<{ id: string }>`
    SELECT id FROM ${sql.table(table)} WHERE company_id = ${companyId} AND id = ANY(${ids}::uuid[])`.execute(
    db,
  )
  return new Set(rows.map((row) => row.id))
}
