/** Calls drawn from the OpenAPI document: valid, nearly valid and wild. */
import fc from 'fast-check'
import type { Answer, Ask } from './ask.ts'
import { fillPath, type Operation, pathNames, type Schema } from './operations.ts'

/** What stands in a text between these is written into the JSON without quotes: what no value of JavaScript gives. */
const RAW = '\u2063'
const raw = (text: string) => `${RAW}${text}${RAW}`

const NASTY = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    '',
    ' ',
    '\0',
    'a\0b',
    '\ud800',
    'x\u202ey',
    '👩‍👩‍👧',
    'ﷺ'.repeat(100),
    'x'.repeat(300),
    'x'.repeat(100_000),
    '__proto__',
    'constructor',
    "'; DROP TABLE companies; --",
    '%00',
    '../../etc/passwd',
    '{{7*7}}',
    '2026-02-30',
    '9999-12-31T23:59:59.999Z',
    '-271821-04-20',
    '1970-01-01T00:00:00+99:99',
    'NaN',
    'Infinity',
    '1e5',
    '0x10',
    '١٢٣',
    '9'.repeat(400),
    `0.${'0'.repeat(300)}1`,
    0,
    -0,
    -1,
    0.1,
    1e-7,
    1e21,
    1e308,
    2 ** 31,
    2 ** 53,
    raw('1e400'),
    raw('-1e-400'),
    raw('123456789012345678901234567890.123456789'),
    raw(`${'['.repeat(5_000)}${']'.repeat(5_000)}`),
    raw('{"__proto__":{"level":3},"constructor":{"prototype":{}}}'),
    raw('{"a":1,"a":2}'),
    [],
    {},
    [[]],
    [null],
    { id: {} },
  ),
  fc.anything({ maxDepth: 2, withBigInt: false }),
  fc.string({ unit: 'binary' }),
  fc.uuid(),
)

const WORDS = fc.string({ unit: 'grapheme', maxLength: 30 })

/** Ids that there are: whoever asks gets further than to a 404. */
export interface Pools {
  /** By the name of a path's parameter, or of a field in camel case. */
  of(name: string, path: string): readonly string[]
}

function valid(schema: Schema, name: string, pools: Pools, depth = 0): fc.Arbitrary<unknown> {
  if (schema.anyOf !== undefined)
    return fc.oneof(...schema.anyOf.map((one) => valid(one, name, pools, depth)))
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum)
  if (schema.const !== undefined) return fc.constant(schema.const)
  switch (schema.type) {
    case 'string':
      return text(name, pools)
    case 'integer':
      return fc.oneof(fc.integer({ min: 0, max: 5 }), fc.integer())
    case 'number':
      return fc.oneof(fc.integer({ min: 1, max: 100 }), fc.double({ min: 0, max: 1e6, noNaN: true }))
    case 'boolean':
      return fc.boolean()
    case 'null':
      return fc.constant(null)
    case 'array':
      return fc.array(valid(schema.items ?? {}, name, pools, depth + 1), { maxLength: 3 })
    case 'object':
      return object(schema, pools, depth)
    default:
      return NASTY
  }
}

function object(schema: Schema, pools: Pools, depth: number): fc.Arbitrary<unknown> {
  const properties = Object.entries(schema.properties ?? {})
  if (properties.length === 0) return fc.dictionary(fc.string({ maxLength: 5 }), NASTY, { maxKeys: 3 })
  const required = new Set(schema.required ?? [])
  const members = properties.map(([name, one]) => [name, valid(one, name, pools, depth + 1)] as const)
  return fc.record(Object.fromEntries(members), { requiredKeys: [...required] })
}

/** Of what a field of this name would hold. */
function text(name: string, pools: Pools): fc.Arbitrary<string> {
  const camel = name.replaceAll(/_(\w)/g, (_all, letter: string) => letter.toUpperCase())
  const ids = pools.of(camel, '')
  const known = [
    'POLYGON',
    'BSC',
    'TRON',
    'USDC',
    'ACTIVE',
    'TOP_UP',
    'active',
    '12.5',
    '1',
    '000000',
    'USD',
    'ARG',
    'deposit',
    'cards_individuals',
    'someone@example.org',
    'https://example.org/x',
    'http://127.0.0.1:1/',
    '0x000000000000000000000000000000000000bEEF',
    'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t',
    new Date(0).toISOString(),
    '2026-01-01',
    '* * * * *',
  ]
  return fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...(ids.length > 0 ? ids : known)) },
    { weight: 1, arbitrary: fc.constantFrom(...known) },
    { weight: 1, arbitrary: WORDS },
  )
}

/** One value somewhere within becomes another one, or goes, or gets company. */
function mutated(value: unknown, at: number, put: unknown): unknown {
  if (typeof value !== 'object' || value === null) return put
  const keys = Object.keys(value)
  const key = keys[at % (keys.length + 1)]
  if (key === undefined) return Array.isArray(value) ? [...value, put] : { ...value, extra: put }
  const copy: Record<string, unknown> = Array.isArray(value)
    ? ([...value] as unknown as Record<string, unknown>)
    : { ...value }
  const member = copy[key]
  const goesDeeper = typeof member === 'object' && member !== null && at % 3 === 0
  copy[key] = goesDeeper ? mutated(member, Math.floor(at / 3), put) : put
  return copy
}

function jsonText(value: unknown): string {
  const written = JSON.stringify(value) ?? 'null'
  return written.replaceAll(new RegExp(`"${RAW}(.*?)${RAW}"`, 'g'), (_all, inside: string) =>
    inside.replaceAll('\\"', '"'),
  )
}

function bodyOf(schema: Schema | null, pools: Pools): fc.Arbitrary<string | undefined> {
  const good = schema === null ? fc.constant<unknown>({}) : valid(schema, '', pools)
  const nearly = fc.tuple(good, fc.nat(), NASTY).map(([value, at, put]) => mutated(value, at, put))
  const broken = fc
    .tuple(good, fc.nat(), fc.nat(20), fc.string({ unit: 'binary', maxLength: 5 }))
    .map(([value, at, cut, put]) => {
      const whole = jsonText(value)
      const place = at % (whole.length + 1)
      return whole.slice(0, place) + put + whole.slice(place + cut)
    })
  return fc.oneof(
    { weight: 4, arbitrary: good.map(jsonText) },
    { weight: 5, arbitrary: nearly.map(jsonText) },
    { weight: 1, arbitrary: NASTY.map(jsonText) },
    { weight: 1, arbitrary: broken },
    { weight: 1, arbitrary: fc.constant(undefined) },
  )
}

const odd = fc.oneof(
  fc.constantFrom(
    'x',
    '%',
    '\0',
    '..',
    ' ',
    'null',
    '0',
    "'",
    'x'.repeat(2_000),
    '01990000-0000-7000-8000-000000000001',
  ),
  fc.string({ unit: 'binary', maxLength: 20 }).map((value) => value.toWellFormed()),
)

function pathOf({ path }: Operation, pools: Pools): fc.Arbitrary<string> {
  const names = pathNames(path)
  const values = names.map((name) => {
    const ids = pools.of(name, path)
    const weight = ids.length === 0 ? 0 : 6
    return fc.oneof(
      { weight, arbitrary: fc.constantFrom(...(ids.length === 0 ? ['x'] : ids)) },
      { weight: 1, arbitrary: odd },
    )
  })
  return fc.tuple(...values).map((chosen) => fillPath(path, (name) => chosen[names.indexOf(name)] ?? ''))
}

/** Given once, twice, or not; by its schema or not at all. */
function queryOf({ query }: Operation, pools: Pools): fc.Arbitrary<string> {
  const pairs = query.map(({ name, schema }) => {
    const one = fc
      .oneof({ weight: 4, arbitrary: valid(schema, name, pools) }, { weight: 1, arbitrary: NASTY })
      .map((value) =>
        encodeURIComponent(
          String(typeof value === 'object' ? JSON.stringify(value) : value)
            .slice(0, 3_000)
            .toWellFormed(),
        ),
      )
    return fc
      .array(one, { maxLength: 2 })
      .map((values) => values.map((value) => `${name}=${value}`).join('&'))
  })
  const loose = fc.stringMatching(/^[a-z0-9%&=+.,;:[\]{}~_-]{0,20}$/)
  return fc
    .tuple(fc.oneof({ weight: 8, arbitrary: fc.constant('') }, { weight: 1, arbitrary: loose }), ...pairs)
    .map((parts) => parts.filter((part) => part !== '').join('&'))
}

export type Who = 'key' | 'person' | 'operator' | 'nobody'

/** One call. */
export interface Case {
  readonly operation: Operation
  readonly who: Who
  readonly method: string
  readonly path: string
  readonly body: string | undefined
  readonly headers: Readonly<Record<string, string>>
}

const headers = fc.record(
  {
    'content-type': fc.constantFrom(
      'application/json',
      'text/plain',
      'application/xml',
      'multipart/form-data; boundary=x',
      'x',
    ),
    'idempotency-key': fc.constantFrom('a', 'b', 'c', 'x'.repeat(255), 'x'.repeat(256), ' '),
    'x-api-version': fc.constantFrom('1', '2', 'x'),
    cookie: fc.constantFrom('holdfast=hfs_x', ';;;=', 'a=b'),
    'x-holdfast-portal': fc.constantFrom('1', 'background', 'x'),
    origin: fc.constantFrom('https://elsewhere.example', 'null', 'x'),
    accept: fc.constantFrom('text/html', '*/*', 'x'),
    'last-event-id': fc.constantFrom('0', 'x', '9'.repeat(30)),
  },
  { requiredKeys: [] },
)

/** Calls of each operation. Made once: to make them is what takes time. */
function drawers(operations: readonly Operation[], pools: Pools): fc.Arbitrary<Case>[] {
  return operations.map((operation) =>
    fc.record({
      operation: fc.constant(operation),
      who: whoCalls(operation),
      method: fc.oneof(
        { weight: 40, arbitrary: fc.constant(operation.method) },
        { weight: 1, arbitrary: fc.constantFrom('GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'HEAD') },
      ),
      path: fc
        .tuple(pathOf(operation, pools), queryOf(operation, pools))
        .map(([path, query]) => (query === '' ? path : `${path}?${query}`)),
      body: bodyOf(operation.body, pools),
      headers: fc.oneof(
        { weight: 3, arbitrary: fc.constant({}) },
        { weight: 1, arbitrary: headers as fc.Arbitrary<Record<string, string>> },
      ),
    }),
  )
}

/** Mostly somebody who may. */
function whoCalls({ description }: Operation): fc.Arbitrary<Who> {
  const right: Who = /operator's key/.test(description)
    ? 'operator'
    : /person/.test(description)
      ? 'person'
      : 'key'
  return fc.oneof(
    { weight: 12, arbitrary: fc.constant(right) },
    { weight: 1, arbitrary: fc.constantFrom<Who>('key', 'person', 'operator', 'nobody') },
  )
}

/** What is wrong with the answer; null: nothing. */
export function judge(one: Case, { status, headers: answered, json, text: body }: Answer): string | null {
  if (status >= 500) return `${status}: ${body.slice(0, 300)}`
  if (one.method === 'HEAD') return null
  const isAsked = one.method === one.operation.method
  if (status < 300) return null
  if (typeof json !== 'object' || json === null)
    return `${status} without the shape of an error: ${body.slice(0, 200)}`
  const wrong = ['code', 'message', 'next_step', 'trace_id'].filter(
    (field) => typeof json[field] !== 'string' || json[field] === '',
  )
  if (wrong.length > 0) return `${status} without ${wrong.join(', ')}: ${body.slice(0, 200)}`
  if (json.trace_id !== answered.get('x-trace-id'))
    return `${status} under another trace id than that of its header`
  // a path whose value holds what routers read is another path, which does not exist
  const isElsewhere = status === 404 && json.message === 'This call does not exist'
  if (isAsked && !isElsewhere && !one.operation.statuses.includes(String(status)))
    return `${status} is not documented: ${json.message}`
  return null
}

export interface FuzzRun {
  readonly operations: readonly Operation[]
  readonly pools: Pools
  readonly seed: number
  /** So many calls of each operation, or until it is told to end. */
  readonly roundsMax: number
  readonly isOver?: () => boolean
  /** Who calls. Asked each time: a session may have ended by a call before. */
  readonly as: (who: Who) => Promise<Ask>
}

export interface FuzzReport {
  readonly calls: number
  readonly byStatus: Readonly<Record<string, number>>
  /** One of each kind: what was wrong with the answer to which call. */
  readonly failures: readonly string[]
}

const LANES = 4

/**
 * Round by round through every operation. The same seed draws the same calls; what they meet depends on those before, so a
 * failure is shown with its whole call.
 */
export async function fuzz(run: FuzzRun): Promise<FuzzReport> {
  const { operations, pools, seed, roundsMax, isOver, as } = run
  const draw = drawers(operations, pools)
  const failures = new Map<string, string>()
  const byStatus: Record<string, number> = {}
  let calls = 0
  const call = async (one: Case) => {
    const ask = await as(one.who)
    const answer = await ask(one.method, one.path, one.body, one.headers)
    byStatus[answer.status] = (byStatus[answer.status] ?? 0) + 1
    calls += 1
    const wrong = judge(one, answer)
    if (wrong === null) return
    const { operation, ...shown } = one
    const kind = `${operation.name} ${wrong.slice(0, 60).replaceAll(/[0-9a-f]{32}/g, '')}`
    if (!failures.has(kind))
      failures.set(kind, `${operation.name}: ${wrong}\n    ${JSON.stringify(shown).slice(0, 1_500)}`)
  }
  for (let round = 0; round < roundsMax && isOver?.() !== true; round += 1) {
    const next = draw.entries()
    const lane = async () => {
      for (const [at, drawer] of next) {
        const [one] = fc.sample(drawer, { seed: seed + round * draw.length + at, numRuns: 1 })
        if (one !== undefined) await call(one)
      }
    }
    await Promise.all(Array.from({ length: LANES }, lane))
  }
  return { calls, byStatus, failures: [...failures.values()] }
}
