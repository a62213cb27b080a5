import { Type } from 'typebox'
import { Content } from '../../kernel/http/content.ts'
import { malformed } from '../../kernel/http/fields.ts'
import { readRoute } from '../../kernel/http/route.ts'
import { isRefusal, refuse } from '../../kernel/refusal.ts'
import type { Live } from './live.ts'

const MARK = /^\d{1,19}$/

/** Read with fetch, which can send the portal's header; EventSource cannot. */
export function followEventsRoute(live: Live) {
  return readRoute({
    method: 'GET',
    path: '/portal/api/events',
    access: { person: true },
    summary: 'What changes, as server-sent events, until the session ends',
    tag: 'Portal',
    query: Type.Object({
      after: Type.Optional(Type.String({ description: 'The id of the last event that was read' })),
    }),
    answer: Type.String({
      description:
        'Events ready, changed {"topics":[{"product","event_type","wallet_id","card_id","client_id","object_id"}]}, reset (ask for everything again) and end {"reason":"session|restart"}',
    }),
    answerType: 'text/event-stream',
    async read(_db, { companyId, caller, query: { after } }) {
      if (after !== undefined && !MARK.test(after)) return malformed('after must be the id of an event')
      if (caller.session === undefined) return refuse('SESSION_INVALID')
      const stream = await live.open({
        companyId,
        session: caller.session,
        seesManagement: caller.levels.management === 3,
        after: after === undefined ? null : BigInt(after),
      })
      if (isRefusal(stream)) return stream
      // Proxies that collect an answer before they pass it on would keep it for ever.
      return new Content('text/event-stream; charset=utf-8', stream.readable, { 'x-accel-buffering': 'no' })
    },
  })
}
