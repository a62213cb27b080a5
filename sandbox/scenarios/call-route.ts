import { type Database, inTransaction } from '../../server/kernel/database.ts'
import { type Answer, refusalAnswer, successAnswer } from '../../server/kernel/http/answer.ts'
import { authorise } from '../../server/kernel/http/authenticate.ts'
import type { Call, RawRoute, ReadRoute, Route } from '../../server/kernel/http/route.ts'
import { anyObject, bodyShape } from '../../server/kernel/http/shape.ts'
import { isRefusal, type Refusal } from '../../server/kernel/refusal.ts'

export type CallableRoute = Exclude<Route, RawRoute>

/** Who runs the scenario, and when. */
export type CallBase = Pick<Call<unknown, unknown>, 'companyId' | 'caller' | 'traceId' | 'origin' | 'now'>

/** The route of a path without its query; null when there is none. */
export function findRoute(
  routes: readonly CallableRoute[],
  method: string,
  path: string,
): { readonly route: CallableRoute; readonly params: Record<string, string> } | null {
  for (const route of routes) {
    const pattern = new RegExp(`^${route.path.replace(/\{(\w+)\}/g, '(?<$1>[^/]+)')}/?$`)
    const match = route.method === method ? pattern.exec(path) : null
    if (match !== null) return { route, params: { ...match.groups } }
  }
  return null
}

/** Calls a route as the HTTP server would, but for idempotency: a scenario calls each step once. */
export async function callRoute(
  db: Database,
  { route, params }: { readonly route: CallableRoute; readonly params: Record<string, string> },
  body: unknown,
  base: CallBase,
): Promise<Answer> {
  const shape =
    route.bodyReadByHandler === true || route.body === undefined ? anyObject : bodyShape(route.body)
  const read = shape.read(body)
  const denied = authorise(route, base.caller)
  const problem = denied ?? (isRefusal(read) ? read : null)
  if (problem !== null) return refusalAnswer(problem, base.traceId)
  const call = {
    ...base,
    params,
    body: read as never,
    query: {} as never,
    apiVersion: 1 as const,
    isKeyed: false,
    userAgent: null,
    page: null,
  }
  const result = 'read' in route ? await route.read(db, call) : await write(db, route, call)
  return isRefusal(result)
    ? refusalAnswer(result, base.traceId)
    : successAnswer(route.status ?? 200, result, base.traceId)
}

async function write(
  db: Database,
  route: Exclude<CallableRoute, ReadRoute>,
  call: Call<never, never>,
): Promise<unknown | Refusal> {
  const prepared = await route.prepare?.(db, call)
  if (isRefusal(prepared)) return prepared
  const written = await inTransaction(db, (tx) => route.write(tx, call, prepared))
  if (isRefusal(written) || route.finish === undefined) return written
  return route.finish(JSON.parse(JSON.stringify(written ?? null)), call)
}
