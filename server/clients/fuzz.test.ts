import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type CompanyApi, startCompanyApi, type TestCompany } from '../../tests/harness/company-api.ts'
import { propertySeed } from '../../tests/harness/seed.ts'
import { fakePartner } from './partner.fixture.ts'
import { business, completePerson, director, JPG, person, png } from './people.fixture.ts'

let api: CompanyApi
let company: TestCompany
let ids: readonly string[]
beforeAll(async () => {
  api = await startCompanyApi({ clients: { partner: fakePartner().room } })
  company = await api.company()
  const made = await Promise.all([
    company.call('POST', '/management/clients/individuals', completePerson()),
    company.call('POST', '/management/clients', {}),
    company.call('POST', '/management/clients/business', business()),
  ])
  const [{ body: client }] = made
  const path = `/management/clients/individuals/${client.id}/products`
  const request = await company.call('POST', path, { subproduct: 'cards_individuals' })
  const link = { provider: 'REAP', customer_id: 'c' }
  const linked = await company.call('POST', `/management/clients/${client.id}/providers`, link)
  ids = [...made, request, linked].map(({ body }) => body.id)
})
afterAll(() => api.stop())

const image = fc.constantFrom(
  png().toString('base64'),
  `data:image/png;base64,${JPG.toString('base64')}`,
  'data:,x',
  'AAAA',
  '=',
)
const nasty = fc.oneof(
  fc.anything({ maxDepth: 3, withBigInt: false }),
  fc.constantFrom(
    '',
    ' ',
    '\ud800',
    '\0',
    '__proto__',
    1e308,
    -0,
    -1,
    2 ** 53,
    0.1,
    [],
    {},
    null,
    true,
    [null],
    [[]],
  ),
  fc.constantFrom(
    'active',
    'BRIDGE',
    'passport',
    'cards_individuals',
    '2000-02-30',
    '1990-01-31',
    'ARG',
    '9'.repeat(400),
  ),
  fc.string({ unit: 'binary' }),
  fc.emailAddress(),
  image,
  fc.constant(person().address),
  fc.array(fc.record({ id: fc.anything(), type: fc.anything(), number: fc.anything(), image_front: image }), {
    maxLength: 3,
  }),
  fc.array(fc.constant(director()), { maxLength: 3 }),
)
const FIELDS = [
  ...Object.keys(business()),
  ...Object.keys(completePerson()),
  'documents',
  'otp',
  'status',
  'rejection_code',
  'provider',
  'customer_id',
  'subproduct',
  'document_type',
  'image_front',
  'image_back',
  'metadata',
  'replace',
  'regulated_activity',
  'expiration_date',
  'annual_salary',
  'ownership_threshold',
  'expected_monthly_payments_usd',
  'is_dao',
  '__proto__',
]
const base = fc.constantFrom(
  () => ({}),
  () => completePerson(),
  () => business(),
  () => ({ provider: 'PAXOS', customer_id: 'x', subproduct: 'cards_individuals', status: 'active' }),
  () => ({ document_type: 'selfie', image_front: png().toString('base64'), replace: true }),
)
const body = fc
  .tuple(base, fc.dictionary(fc.constantFrom(...FIELDS), nasty, { maxKeys: 4 }))
  .map(([make, fields]) => ({ ...make(), ...fields }))

const CLIENTS = '/management/clients'
const REQUEST = `${CLIENTS}/individuals/{0}/products/{3}`
const call = fc.constantFrom(
  ['POST', `${CLIENTS}/individuals`],
  ['GET', `${CLIENTS}/individuals`],
  ['GET', `${CLIENTS}/individuals/{0}`],
  ['PUT', `${CLIENTS}/individuals/{0}`],
  ['DELETE', `${CLIENTS}/individuals/{x}`],
  ['POST', `${CLIENTS}/{0}/terms-link`],
  ['GET', `${CLIENTS}/individuals/{0}/products`],
  ['POST', `${CLIENTS}/individuals/{0}/products`],
  ['POST', `${REQUEST}/documentation`],
  ['POST', `${REQUEST}/submit`],
  ['PATCH', `${REQUEST}/status`],
  ['POST', CLIENTS],
  ['POST', `${CLIENTS}/business`],
  ['PUT', `${CLIENTS}/{1}`],
  ['PUT', `${CLIENTS}/{2}`],
  ['DELETE', `${CLIENTS}/{x}`],
  ['PATCH', `${CLIENTS}/{1}/enable-otp`],
  ['GET', `${CLIENTS}/by-phone-whatsapp?full_phone_number={x}`],
  ['GET', `${CLIENTS}?otp={x}`],
  ['GET', `${CLIENTS}/{2}/associated-persons`],
  ['GET', `${CLIENTS}/{1}/pending-documents`],
  ['GET', `${CLIENTS}/documentation/{x}`],
  ['POST', `${CLIENTS}/{1}/providers`],
  ['GET', `${CLIENTS}/{1}/providers/by-provider/{x}`],
  ['PUT', `${CLIENTS}/{0}/providers/{4}`],
  ['DELETE', `${CLIENTS}/{0}/providers/{x}`],
  ['PATCH', `${CLIENTS}/{1}/status`],
)
const id = fc.oneof(
  // No dots: a segment of them is a step up to another path before it is sent.
  fc.constantFrom('%00', 'x', '%ff', 'business', '01990000-0000-7000-8000-000000000001'),
  fc.string({ unit: 'binary' }).map((text) => encodeURIComponent(text.toWellFormed().replaceAll('.', ''))),
)

test('no body and no id makes a call of clients fail, and every client can still be read', async () => {
  await fc.assert(
    fc.asyncProperty(call, id, body, fc.boolean(), async ([method = '', path = ''], some, sent, misses) => {
      const at = path.replaceAll(/\{(\w)\}/g, (_all, which) =>
        misses || which === 'x' ? some : (ids[Number(which)] ?? ''),
      )
      const asked = path.endsWith('/status') ? api.operator : company.call
      const { status, body: answer } = await asked(method, at, method === 'GET' ? undefined : sent)
      expect([200, 201, 204, 400, 401, 404, 409, 412], `${method} ${at} ${JSON.stringify(answer)}`).toContain(
        status,
      )
    }),
    { seed: propertySeed('calls of clients'), numRuns: 1_000 },
  )
  for (const path of ['individuals', '', ids[0], ids[1], ids[2], `${ids[2]}/associated-persons`])
    expect((await company.call('GET', `${CLIENTS}/${path}`)).status, path).toBe(200)
})
