import { writeExact } from './exact-json.ts'

export interface Request {
  readonly url: string
  readonly method: string
  readonly body: string | null
}

/**
 * The parts of a call, from one flat object: names in the path's braces fill the path, the rest is the query of a GET and the
 * body of everything else.
 * @throws TypeError when a part of the path is missing, or would lead elsewhere
 */
export function composeRequest(
  baseUrl: string,
  name: string,
  input: Readonly<Record<string, unknown>>,
  numbers: readonly string[],
): Request {
  const [method = '', template = ''] = name.split(' ')
  const rest = new Map(Object.entries(input).filter(([, value]) => value !== undefined))
  const path = template.replace(/\{(\w+)\}/g, (_, key: string) => {
    const segment = segmentOf(key, rest.get(key))
    rest.delete(key)
    return segment
  })
  if (method === 'GET') return { method, url: `${baseUrl}${path}${queryOf(rest)}`, body: null }
  const body = rest.size === 0 ? null : writeExact(Object.fromEntries(rest), new Set(numbers))
  return { method, url: `${baseUrl}${path}`, body }
}

function segmentOf(key: string, value: unknown): string {
  const text = typeof value === 'string' || typeof value === 'number' ? String(value) : ''
  // An empty segment or one of dots would be the address of another call.
  if (/^\.{0,2}$/.test(text)) throw new TypeError(`${key} must be a text that is not empty`)
  return encodeURIComponent(text)
}

function queryOf(fields: ReadonlyMap<string, unknown>): string {
  const query = new URLSearchParams()
  for (const [key, value] of fields)
    for (const one of Array.isArray(value) ? value : [value])
      if (one !== null && one !== undefined) query.append(key, String(one))
  return query.size === 0 ? '' : `?${query}`
}
