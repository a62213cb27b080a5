import { validate } from '@scalar/openapi-parser'
import { Type } from 'typebox'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestServer, type TestServer } from '../../../tests/harness/http-server.ts'
import { amountField, enumField, listField, pageFields } from './fields.ts'
import { openApiDocument } from './openapi.ts'
import { readRoute, writeRoute } from './route.ts'

const wallet = Type.Object({ id: Type.String(), client_id: Type.Union([Type.String(), Type.Null()]) })

const routes = [
  readRoute({
    method: 'GET',
    path: '/virtual-wallets/{walletId}/movements',
    access: { level: 1, alsoOpenTo: { operation: 'cards', level: 1 } },
    summary: 'Movements of a wallet',
    tag: 'Virtual wallets',
    query: Type.Object({ ...pageFields, operations: Type.Optional(listField()) }),
    answer: Type.Array(wallet),
    refusals: ['WALLET_NOT_FOUND'],
    read: async () => [],
  }),
  writeRoute({
    method: 'POST',
    path: '/virtual-wallets/{walletId}/withdraw',
    access: { level: 2 },
    summary: 'Withdraw',
    tag: 'Virtual wallets',
    body: Type.Object({ amount: amountField(), mode: Type.Optional(enumField(['A', 'B'])) }),
    answer: wallet,
    status: 201,
    refusals: ['INSUFFICIENT_HOLDING', 'AMOUNT_DECIMALS'],
    write: async () => ({}),
  }),
  writeRoute({
    method: 'DELETE',
    path: '/management/companies/{companyId}',
    access: { operator: true },
    summary: 'Delete a company',
    tag: 'Companies',
    answer: Type.Null(),
    status: 204,
    write: async () => undefined,
  }),
]

let server: TestServer
beforeAll(async () => {
  server = await startTestServer({ routes })
})
afterAll(() => server.close())

test('/openapi.json is a valid OpenAPI 3.1 document of all routes, open to everybody', async () => {
  const { status, json, headers } = await server.call('GET', '/openapi.json', { key: null })
  expect(status).toBe(200)
  expect(headers.get('x-trace-id')).toMatch(/^[0-9a-f]{32}$/)
  const { valid, errors } = await validate(JSON.stringify(json))
  expect(errors).toEqual([])
  expect(valid).toBe(true)
  expect(Object.keys((json as { paths: object }).paths)).toEqual(routes.map(({ path }) => path))
})

test('an operation says its level, its parameters, its body and what it may refuse', () => {
  const { paths } = openApiDocument(routes)
  expect(paths['/virtual-wallets/{walletId}/withdraw']?.post).toMatchObject({
    operationId: 'post_virtual_wallets_walletId_withdraw',
    summary: 'Withdraw',
    description: 'Level 2 of virtual_wallets.',
    tags: ['Virtual wallets'],
    security: [{ apiKey: [] }, { session: [] }],
    parameters: [
      { name: 'walletId', in: 'path', required: true },
      { name: 'Idempotency-Key', in: 'header', required: false },
    ],
    requestBody: { required: true },
    responses: {
      201: { content: { 'application/json': { schema: { type: 'object' } } } },
      302: { description: expect.stringContaining('Pending transaction') },
      412: {
        description: expect.stringMatching(
          /Not enough balance in holding wallet[\s\S]*must have at most|must have at most[\s\S]*Not enough balance/,
        ),
      },
    },
  })
  expect(paths['/virtual-wallets/{walletId}/movements']?.get).toMatchObject({
    description: 'Level 1 of virtual_wallets, or level 1 of cards.',
    parameters: [
      { name: 'walletId' },
      { name: 'size', in: 'query' },
      { name: 'page_number' },
      { name: 'operations' },
    ],
    responses: { 404: { description: expect.stringContaining('Wallet not found') } },
  })
  // Whoever sends the header of the portal's page from elsewhere is refused on every call, on open ones too.
  for (const calls of Object.values(paths))
    for (const call of Object.values(calls))
      expect(call).toMatchObject({
        responses: { 401: { description: expect.stringContaining("portal's own page") } },
      })
  expect(paths['/management/companies/{companyId}']?.delete).toMatchObject({
    security: [{ operatorKey: [] }],
    responses: { 204: { description: 'Done; no bytes' } },
  })
})

test('the docs page loads nothing from elsewhere, and the browser is forbidden to', async () => {
  const redirect = await server.call('GET', '/docs/api', { key: null })
  const page = redirect.status === 301 ? await server.call('GET', '/docs/api/', { key: null }) : redirect
  expect(page.status).toBe(200)
  const policyOf = ({ headers }: typeof page) => headers.get('content-security-policy') ?? ''
  const [, nonce = ''] = /script-src 'nonce-([\w-]{20,})';/.exec(policyOf(page)) ?? []
  expect(policyOf(page)).toMatch(/^default-src 'none'; script-src 'nonce-[^;]+'; .*; connect-src 'self';/)
  expect(page.text.match(/<script\b[^>]*>/g)?.every((tag) => tag.includes(`nonce="${nonce}"`))).toBe(true)
  expect(policyOf(await server.call('GET', '/docs/api/', { key: null }))).not.toContain(nonce)
  expect(page.text).not.toMatch(/https?:\/\//)
  const scripts = [...page.text.matchAll(/src="([^"]+)"/g)].map(
    ([, src]) => new URL(src ?? '', 'http://x/docs/api/'),
  )
  expect(scripts.map(({ pathname }) => pathname)).toEqual(['/docs/api/js/scalar.js'])
  const script = await server.call('GET', '/docs/api/js/scalar.js', { key: null })
  expect(script.status).toBe(200)
  expect(script.headers.get('content-type')).toContain('javascript')
  expect(script.text.length).toBeGreaterThan(1_000_000)
})
