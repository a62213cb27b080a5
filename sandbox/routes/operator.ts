import type { Database } from '../../server/kernel/database.ts'

/** The platform as its operator sees it. */
export interface OperatedPlatform {
  readonly url: string
  readonly operatorKey: string
  readonly db: Database
}

export interface OperatorReply {
  readonly ok: boolean
  readonly status: number
  readonly body: { readonly message?: string }
}

/** A call of the operator; the same `key` has its effect once. */
export async function callAsOperator(
  { url, operatorKey }: OperatedPlatform,
  call: { readonly method: string; readonly path: string; readonly body: object; readonly key: string },
): Promise<OperatorReply> {
  const response = await fetch(`${url}${call.path}`, {
    method: call.method,
    headers: { 'x-api-key': operatorKey, 'idempotency-key': call.key },
    body: JSON.stringify(call.body),
  })
  return { ok: response.ok, status: response.status, body: JSON.parse(await response.text()) }
}
