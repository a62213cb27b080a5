import fc from 'fast-check'
import { Type } from 'typebox'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestServer, type TestServer } from '../../../tests/harness/http-server.ts'
import { isRefusal } from '../refusal.ts'
import {
  amountField,
  dateRangeFields,
  enumField,
  listField,
  pageFields,
  readAmount,
  readDateRange,
  readPage,
  readText,
} from './fields.ts'
import { readRoute, writeRoute } from './route.ts'

const doc = { access: { level: 1 }, summary: 'test', tag: 'test', answer: Type.Any() } as const

const routes = [
  writeRoute({
    ...doc,
    method: 'POST',
    path: '/virtual-wallets/{walletId}/fuzz',
    body: Type.Object({
      alias: Type.String(),
      amount: amountField(),
      kind: Type.Optional(enumField(['ONE', 'TWO'])),
      rule: Type.Optional(Type.Union([Type.Object({ cron: Type.String(), n: Type.Integer() }), Type.Null()])),
      list: Type.Optional(Type.Array(Type.Object({ id: Type.String(), p: Type.Number({ minimum: 0 }) }))),
      anything: Type.Optional(Type.Unknown()),
      record: Type.Optional(Type.Record(Type.String(), Type.Number())),
    }),
    write: async (_tx, { body }) => {
      const alias = readText('alias', body.alias)
      if (isRefusal(alias)) return alias
      const amount = readAmount('amount', body.amount)
      return isRefusal(amount) ? amount : { alias, digits: String(amount.digits), rest: body }
    },
  }),
  readRoute({
    ...doc,
    method: 'GET',
    path: '/virtual-wallets/{walletId}/search',
    query: Type.Object({ ...pageFields, ...dateRangeFields, operations: Type.Optional(listField()) }),
    read: async (_db, { query, params }) => {
      const page = readPage(query)
      if (isRefusal(page)) return page
      const range = readDateRange(query)
      return isRefusal(range) ? range : { page, range, params }
    },
  }),
]

let server: TestServer
beforeAll(async () => {
  server = await startTestServer({ routes })
})
afterAll(() => server.close())

const ACCEPTED = [200, 400, 404, 412]

/** A refusal has the contract's shape; a success is JSON. Never a 5xx, never an answer of another shape. */
async function expectWellFormed(method: string, path: string, request: Parameters<TestServer['call']>[2]) {
  const { status, json, headers } = await server.call(method, path, request)
  expect(ACCEPTED).toContain(status)
  if (status !== 200)
    expect(json).toMatchObject({ code: expect.any(String), trace_id: headers.get('x-trace-id') })
}

const nasty = fc.oneof(
  fc.anything({ maxDepth: 3, withBigInt: false }),
  fc.constantFrom('', ' ', '\0', '\ud800', '__proto__', '1e400', '-1', 'NaN', 1e308, -0, [], {}, null),
  fc.string({ unit: 'binary' }),
)
const field = fc.constantFrom(
  'alias',
  'amount',
  'kind',
  'rule',
  'list',
  'anything',
  'record',
  '__proto__',
  'constructor',
  'x',
)
const object = fc
  .dictionary(field, nasty)
  .map((fields) => JSON.stringify({ alias: 'a', amount: 1, ...fields }))
const mangled = fc
  .tuple(object, fc.nat(), fc.nat(20), fc.string({ unit: 'binary' }))
  .map(([text, at, cut, put]) => {
    const place = text.length === 0 ? 0 : at % text.length
    return text.slice(0, place) + put + text.slice(place + cut)
  })

test('no body makes the server fail or answer out of shape', async () => {
  const body = fc.oneof(
    object,
    mangled,
    fc.json(),
    fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
  )
  await fc.assert(
    fc.asyncProperty(body, async (bytes) => {
      await expectWellFormed('POST', '/virtual-wallets/1/fuzz', { bytes })
    }),
    { numRuns: 1000 },
  )
})

test('no path and no query makes the server fail or answer out of shape', async () => {
  const loose = fc.stringMatching(/^[a-zA-Z0-9%&=+.,;:@!$'()*/?[\]{}|~_-]{0,60}$/)
  const encoded = fc.string({ unit: 'binary' }).map((text) => encodeURIComponent(text.toWellFormed()))
  const name = fc.constantFrom('size', 'page_number', 'from_date', 'to_date', 'operations', '__proto__', 'x')
  const query = fc
    .array(fc.tuple(name, fc.oneof(loose, encoded)))
    .map((pairs) => pairs.map((p) => p.join('=')).join('&'))
  await fc.assert(
    fc.asyncProperty(fc.oneof(loose, encoded), fc.oneof(query, loose), async (id, search) => {
      await expectWellFormed('GET', `/virtual-wallets/${id}/search?${search}`, {})
    }),
    { numRuns: 500 },
  )
})

test('no idempotency key makes the server fail or answer out of shape', async () => {
  const text = fc.stringMatching(/^[\t\x20-\x7e\x80-\xff]{0,300}$/)
  await fc.assert(
    fc.asyncProperty(text, async (key) => {
      const body = { alias: 'a', amount: 1 }
      await expectWellFormed('POST', '/virtual-wallets/1/fuzz', { body, headers: { 'idempotency-key': key } })
    }),
    { numRuns: 200 },
  )
})
