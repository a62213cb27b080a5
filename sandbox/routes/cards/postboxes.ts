import { sql } from 'kysely'
import { Type } from 'typebox'
import type { Reader } from '../../../server/kernel/database.ts'
import { formA, pageFields, readPage } from '../../../server/kernel/http/fields.ts'
import { type ReadRoute, readRoute } from '../../../server/kernel/http/route.ts'
import { isRefusal } from '../../../server/kernel/refusal.ts'
import { type Postbox, type Posted, phoneDigits } from '../../sms/postbox.ts'

interface List {
  readonly path: string
  readonly summary: string
  readonly withSubject: boolean
  /** The newest first. */
  readonly ofCompany: (db: Reader, companyId: string) => Promise<Posted[]>
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
      withSubject: false,
      async ofCompany(db, companyId) {
        const messages = sms.list()
        const phones = await phonesOf(db, companyId, messages)
        return messages.filter(({ to }) => phones.has(phoneDigits(to)))
      },
    }),
    listRoute({
      path: '/sandbox/emails',
      summary: 'E-mails that would have been sent, the newest first',
      withSubject: true,
      ofCompany: async (_db, companyId) => emails.list().filter((email) => email.companyId === companyId),
    }),
  ]
}

function listRoute({ path, summary, withSubject, ofCompany }: List) {
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
      const all = await ofCompany(db, companyId)
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

/** Of the receivers, those that are cardholders of the company: digits of their numbers. */
async function phonesOf(db: Reader, companyId: string, messages: readonly Posted[]): Promise<Set<string>> {
  const wanted = [...new Set(messages.map(({ to }) => phoneDigits(to)))]
  if (wanted.length === 0) return new Set()
  const phone = sql<string>`phone_country_code || phone`
  const rows = await db
    .selectFrom('cards')
    .select(phone.as('phone'))
    .distinct()
    .where('company_id', '=', companyId)
    .where(phone, 'in', wanted)
    .execute()
  return new Set(rows.map((row) => row.phone))
}
