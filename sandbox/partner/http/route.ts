import type { Json } from '../records.ts'
import type { World } from '../world.ts'
import { notFound } from './problem.ts'

export interface ApiCall {
  readonly world: World
  readonly params: Readonly<Record<string, string>>
  readonly query: URLSearchParams
  /** `{}` without bytes. */
  readonly body: Json
}

export interface ApiAnswer {
  readonly status: number
  readonly body: unknown
}

/** One call. Its answer is made at once and in one commit, with all that it does; it refuses by throwing a Problem. */
export interface ApiRoute {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** Below the prefix, with braces: `/customers/{id}`. */
  readonly path: string
  /** A POST that takes no Idempotency-Key. */
  readonly unkeyed?: true
  answer(call: ApiCall): ApiAnswer
}

export function idIn(params: ApiCall['params'], name = 'id'): string {
  const id = params[name]
  if (id === undefined) throw notFound('Resource')
  return id
}

export interface Matched<R> {
  readonly route: R
  readonly params: Readonly<Record<string, string>>
}

/** The route of a path; a literal segment wins over a variable. Null: there is none. */
export function matchRoute<R extends { readonly method: string; readonly path: string }>(
  routes: readonly R[],
  method: string,
  path: string,
): Matched<R> | null {
  const asked = segmentsOf(path)
  const matches = routes.flatMap((route) => {
    const params = route.method === method ? paramsOf(segmentsOf(route.path), asked) : null
    return params === null ? [] : [{ route, params }]
  })
  return matches.toSorted((a, b) => Object.keys(a.params).length - Object.keys(b.params).length)[0] ?? null
}

function segmentsOf(path: string): string[] {
  return path.split('/').filter((one) => one !== '')
}

function paramsOf(pattern: readonly string[], asked: readonly string[]): Record<string, string> | null {
  if (pattern.length !== asked.length) return null
  const params: Record<string, string> = {}
  for (const [index, one] of pattern.entries()) {
    const text = asked[index] ?? ''
    if (one.startsWith('{')) params[one.slice(1, -1)] = text
    else if (one !== text) return null
  }
  return params
}
