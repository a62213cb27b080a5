import { parseExact } from '../../../../sdk/src/exact-json.ts'
import { type Problem, readProblem, unreachable } from './problem.ts'
import type { Calls } from './schema.d.ts'

export type CallName = keyof Calls
export type Answer<N extends CallName> = Calls[N]['answer']
export type Body<N extends CallName> = Calls[N]['body']

/** What a call needs and no more: an empty part may be left out. */
export type Input<N extends CallName> = Part<'path', Calls[N]['path']> &
  Part<'query', Calls[N]['query']> &
  (Calls[N]['body'] extends undefined ? object : { readonly body: Calls[N]['body'] })

type Part<Key extends string, Fields> = object extends Fields
  ? { readonly [K in Key]?: Fields }
  : { readonly [K in Key]: Fields }

export interface CallOptions {
  readonly signal?: AbortSignal
  readonly idempotencyKey?: string
  /** Card transactions have two shapes. */
  readonly version?: 2
  /** Nobody has clicked: such a call keeps no session alive. */
  readonly isBackground?: boolean
}

interface AnyInput {
  readonly path?: Readonly<Record<string, string>>
  readonly query?: Readonly<Record<string, unknown>>
  readonly body?: unknown
}

/**
 * One call of the contract or of the portal's own, in the name of the person who has signed in.
 * @throws {Problem} when it is refused or the platform is not reached
 */
export async function call<N extends CallName>(
  name: N,
  input: Input<N>,
  options: CallOptions = {},
): Promise<Answer<N>> {
  const { path = {}, query = {}, body } = input as AnyInput
  const [method = '', template = ''] = name.split(' ')
  const response = await send(urlOf(template, path, query), {
    method,
    headers: headersOf(options),
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  })
  const text = await response.text()
  const answer = readBody(text)
  if (!response.ok) throw told(readProblem(response.status, answer, response.headers.get('x-trace-id')))
  return answer as Answer<N>
}

/** The path of a call with its parts filled in; also for links to files. */
export function urlOf(
  template: string,
  path: Readonly<Record<string, string>>,
  query: Readonly<Record<string, unknown>> = {},
): string {
  const filled = template.replace(/\{(\w+)\}/g, (_, key: string) => encodeURIComponent(path[key] ?? ''))
  const search = new URLSearchParams(
    Object.entries(query).flatMap(([key, value]) => {
      const values = Array.isArray(value) ? value : [value]
      return values
        .filter((one) => one !== undefined && one !== null && one !== '')
        .map((one) => [key, String(one)])
    }),
  ).toString()
  return search === '' ? filled : `${filled}?${search}`
}

export async function send(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, { ...init, credentials: 'same-origin', redirect: 'manual' })
  } catch (error) {
    if (init.signal?.aborted === true) throw error
    throw unreachable()
  }
}

export function headersOf({ idempotencyKey, version, isBackground }: CallOptions): Record<string, string> {
  return {
    'x-holdfast-portal': isBackground === true ? 'background' : '1',
    ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
    ...(version === undefined ? {} : { 'x-api-version': String(version) }),
  }
}

function readBody(text: string): unknown {
  if (text === '') return undefined
  try {
    return parseExact(text)
  } catch {
    return undefined
  }
}

type Listener = () => void
const listeners = new Set<Listener>()

/** Calls `listener` whenever the platform says that nobody is signed in any more. */
export function onSessionEnd(listener: Listener): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Both have the code DENIED, as has every other 401: only the texts tell them apart. */
const NOBODY: readonly string[] = ['Session has ended', 'Header x-api-key is mandatory.']

function told(problem: Problem): Problem {
  if (problem.status === 401 && NOBODY.includes(problem.message)) for (const listener of listeners) listener()
  return problem
}
