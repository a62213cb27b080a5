import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Caller, TestCompany } from '../../../tests/harness/company-api.ts'
import { newId } from '../../kernel/ids.ts'
import { type BankWorld, startBankWorld } from './bank-world.fixture.ts'
import { RAILS_BY_EXAMPLE, SEGMENTS, type Segment } from './bodies.fixture.ts'
import { removeBankAccounts } from './remove-bank-accounts.ts'

let world: BankWorld
let company: TestCompany
let clientId: string
let banks: string
beforeAll(async () => {
  world = await startBankWorld()
})
beforeEach(async () => {
  company = await world.company()
  clientId = await world.client(company)
  banks = `/management/clients/${clientId}/banks`
})
afterAll(() => world.stop())

const add = (segment: Segment, change: object = {}, call: Caller = company.call) =>
  call('POST', `${banks}/${segment}`, { ...RAILS_BY_EXAMPLE[segment].body, ...change })

async function keyOf(owner: TestCompany, management: number): Promise<Caller> {
  const { body } = await owner.call('POST', '/management/keys/create', {
    name: `level ${management}`,
    levels: { management },
  })
  return world.with(body.api_key)
}

describe.each(SEGMENTS)('%s', (segment) => {
  const example = RAILS_BY_EXAMPLE[segment]

  test('an account is made at the partner as it was described, and answered in full', async () => {
    const { status, body } = await add(segment)
    expect(status).toBe(example.status)
    expect(body).toEqual({
      id: expect.any(String),
      company_id: company.id,
      client_id: clientId,
      ...example.answer,
    })
    const made = [...world.partner.accounts.values()].at(-1)
    expect(made).toMatchObject({ customerId: `cust_${clientId}`, body: example.sent })
    expect(Object.keys(made?.body).sort()).toEqual(Object.keys(example.sent).sort())
    expect((await company.call('GET', banks)).body).toEqual([body])
    expect(await company.call('GET', `${banks}/${body.id}`)).toEqual({ status: 200, body })
  })

  test('a field that is missing is a 400 that names it, and nothing is made', async () => {
    const made = world.partner.made()
    const optional = ['bank_name', 'account_alias', 'country', 'business_name']
    const owner = ['bank_holder_first_name', 'bank_holder_last_name']
    const isOwner = (field: string) => segment !== 'pix' && owner.includes(field)
    for (const field of Object.keys(example.body)) {
      if (optional.includes(field) && !(segment === 'sepa' && field === 'country')) continue
      const { status, body } = await add(segment, { [field]: undefined })
      expect([status, body.message], field).toEqual(
        isOwner(field)
          ? [400, 'Send bank_holder_first_name and bank_holder_last_name, or business_name']
          : [400, `${field} is required`],
      )
    }
    expect(world.partner.made()).toBe(made)
  })

  test('no value of any field is a fault of the server', async () => {
    const made = world.partner.made()
    const nasty = [
      42,
      true,
      [],
      {},
      '',
      ' ',
      'x'.repeat(300),
      '٣٤٥٦٧٨٩٠',
      '\u202e123',
      '1e9',
      '-1',
      "'; --",
      '💥',
    ]
    for (const field of Object.keys(example.body))
      for (const value of nasty) {
        const { status, body } = await add(segment, { [field]: value })
        const isText = ['bank_name', 'account_alias', 'bank_holder_name', 'business_name'].includes(field)
        const isName = isText || field.startsWith('bank_holder') || field === 'country'
        if (!isName) expect([400, 412], `${field} ${JSON.stringify(value)}`).toContain(status)
        expect([200, 201, 400, 412], `${field} ${JSON.stringify(value)}`).toContain(status)
        expect(JSON.stringify(body)).not.toContain('undefined')
      }
    expect(world.partner.made()).toBeGreaterThanOrEqual(made)
  })
})

test.each<[Segment, object, string]>([
  ['us', { routing_number: '021000022' }, 'routing_number'],
  ['us', { account_number: '12A4567' }, 'account_number'],
  ['us', { bank_holder_name: 'Al' }, 'bank_holder_name'],
  ['us', { bank_holder_name: 'A'.repeat(36) }, 'bank_holder_name'],
  ['us', { address: { street_line1: 'A', city: 'B', country: 'US' } }, 'address.street_line1'],
  ['us', { address: { street_line1: '1 Main Street', city: 'B', country: 'XX' } }, 'address.country'],
  ['spei', { account_number: '002010077777777770' }, 'account_number'],
  ['sepa', { account_number: 'DE89370400440532013001' }, 'account_number'],
  ['sepa', { bic: 'COBADEF' }, 'bic'],
  ['sepa', { country: 'FR' }, 'country'],
  ['sepa', { business_name: 'Al' }, 'business_name'],
  ['pix', { pix_key: '52998224724' }, 'pix_key'],
  ['pix', { document_number: '11111111111' }, 'document_number'],
  ['pix', { country: 'Brasil' }, 'country'],
  ['fps', { sort_code: '20000' }, 'sort_code'],
  ['fps', { account_number: '5577991' }, 'account_number'],
  ['co-bank-transfer', { bank_code: '9999' }, 'bank_code'],
  ['co-bank-transfer', { account_number: '1634098765X' }, 'account_number'],
  ['co-bank-transfer', { document_number: '890903938-7' }, 'document_number'],
  ['co-bank-transfer', { phone_number: '3001234567' }, 'phone_number'],
  ['bre-b', { bre_b_key: '@' }, 'bre_b_key'],
])('%s with %o is a 412 that names %s', async (segment, change, field) => {
  expect(await add(segment, change)).toMatchObject({
    status: 412,
    body: { code: 'VAL', message: `${field} is not valid` },
  })
})

test.each<[Segment, object]>([
  ['us', { account_type: 'current' }],
  ['co-bank-transfer', { co_account_type: 'current' }],
  ['co-bank-transfer', { document_type: 'passport' }],
])('%s with %o is a value that is not allowed', async (segment, change) => {
  expect(await add(segment, change)).toMatchObject({ status: 400, body: { code: 'VALUE_NOT_ALLOWED' } })
})

test('a state of another country is told', async () => {
  const address = { ...RAILS_BY_EXAMPLE.us.body.address, state: 'AR-B' }
  expect(await add('us', { address })).toMatchObject({
    status: 412,
    body: { code: 'VAL', message: 'State AR-B does not belong to country USA' },
  })
})

test.each(['sepa', 'fps', 'co-bank-transfer'] as const)(
  'the owner of a %s account is a person or a business, not both and not half a person',
  async (segment) => {
    const person = { bank_holder_first_name: 'Ana', bank_holder_last_name: 'Paz' }
    const none = {
      bank_holder_first_name: undefined,
      bank_holder_last_name: undefined,
      business_name: undefined,
    }
    for (const owner of [
      none,
      { ...none, ...person, business_name: 'Paz SA' },
      { ...none, bank_holder_first_name: 'Ana' },
      { ...none, bank_holder_last_name: 'Paz', business_name: 'Paz SA' },
      { ...none, ...person, bank_holder_last_name: ' ' },
    ])
      expect(await add(segment, owner)).toMatchObject({
        status: 400,
        body: {
          code: 'VAL',
          message: 'Send bank_holder_first_name and bank_holder_last_name, or business_name',
        },
      })
    const { body } = await add(segment, { ...none, ...person })
    expect(body).toMatchObject({ bank_holder_name: 'Ana Paz', business_name: null })
    const business = await add(segment, { ...none, business_name: 'Paz SA' })
    expect(business.body).toMatchObject({ bank_holder_name: 'Paz SA', business_name: 'Paz SA' })
  },
)

test('an account number is no Bre-B key, nor is one that the partner knows as its own', async () => {
  const refused = {
    status: 412,
    body: { code: 'VAL', message: 'Virtual account numbers are not accepted as Bre-B key' },
  }
  expect(await add('bre-b', { bre_b_key: '646180157042875763' })).toMatchObject(refused)
  world.partner.fault = (_request, response) => {
    const body = {
      code: 'invalid_parameters',
      source: { location: 'body', key: { 'account.bre_b_key': 'is ours' } },
    }
    response.writeHead(400, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    return true
  }
  expect(await add('bre-b')).toMatchObject(refused)
  world.heal()
})

test('a client that is not active, or has no link to the partner, has no accounts made', async () => {
  for (const given of [{ status: 'pending' }, { status: 'rejected' }, { isLinked: false }]) {
    const other = await world.client(company, given)
    for (const segment of SEGMENTS) {
      const path = `/management/clients/${other}/banks/${segment}`
      expect(await company.call('POST', path, RAILS_BY_EXAMPLE[segment].body)).toMatchObject({
        status: 404,
        body: { code: 'NOT_FOUND', message: `Client ${other} is not linked to provider BRIDGE` },
      })
    }
    expect(await company.call('GET', `/management/clients/${other}/banks`)).toEqual({ status: 200, body: [] })
  }
})

test('the rails of COP ask for the endorsement, the others do not', async () => {
  banks = `/management/clients/${await world.client(company, { endorsements: ['base'] })}/banks`
  for (const segment of ['co-bank-transfer', 'bre-b'] as const)
    expect(await add(segment)).toMatchObject({
      status: 403,
      body: { code: 'APP_ERROR', message: 'The client lacks the endorsement for COP' },
    })
  for (const segment of ['us', 'spei', 'sepa', 'pix', 'fps'] as const)
    expect((await add(segment)).status).toBe(RAILS_BY_EXAMPLE[segment].status)
})

test('without a partner no account is made', async () => {
  world.deps.partner = null
  expect(await add('spei')).toMatchObject({
    status: 400,
    body: { code: 'APP_ERROR', message: 'No banking partner is set up' },
  })
  world.heal()
})

test('reading takes level 1, adding and deleting level 3', async () => {
  const { body } = await add('us')
  const [stranger, reader, operational] = [
    await keyOf(company, 0),
    await keyOf(company, 1),
    await keyOf(company, 2),
  ]
  for (const path of [banks, `${banks}/${body.id}`]) {
    expect((await stranger('GET', path)).status).toBe(401)
    expect((await reader('GET', path)).status).toBe(200)
  }
  for (const segment of SEGMENTS) expect((await add(segment, {}, operational)).status).toBe(401)
  expect((await operational('DELETE', `${banks}/${body.id}`)).status).toBe(401)
})

test('accounts of another company, of another client and of nobody are not found', async () => {
  const { body } = await add('us')
  const stranger = await world.company()
  const other = await world.client(company)
  const gone = { status: 404, body: { code: 'NOT_FOUND', message: 'Client not found' } }
  const noAccount = { status: 404, body: { code: 'NOT_FOUND', message: 'Bank account not found' } }
  for (const method of ['GET', 'DELETE']) {
    expect(await stranger.call(method, `${banks}/${body.id}`)).toMatchObject(gone)
    expect(await company.call(method, `/management/clients/${other}/banks/${body.id}`)).toMatchObject(
      noAccount,
    )
    for (const id of [newId(), 'nothing', '%20'])
      expect(await company.call(method, `${banks}/${id}`)).toMatchObject(noAccount)
  }
  const foreign = await world.client(stranger)
  expect(await stranger.call('DELETE', `/management/clients/${foreign}/banks/${body.id}`)).toMatchObject(
    noAccount,
  )
  expect(await stranger.call('GET', banks)).toMatchObject(gone)
  expect(await add('us', {}, stranger.call)).toMatchObject(gone)
  for (const id of [newId(), 'nothing'])
    expect(
      await company.call('POST', `/management/clients/${id}/banks/spei`, RAILS_BY_EXAMPLE.spei.body),
    ).toMatchObject(gone)
  expect((await company.call('GET', banks)).body).toHaveLength(1)
})

describe('a deleted account', () => {
  test('is answered once more, is gone here at once and at the partner by the loop', async () => {
    const { body } = await add('sepa')
    const [made] = [...world.partner.accounts.values()].slice(-1)
    expect(await company.call('DELETE', `${banks}/${body.id}`)).toEqual({ status: 200, body })
    expect((await company.call('GET', banks)).body).toEqual([])
    expect((await company.call('GET', `${banks}/${body.id}`)).status).toBe(404)
    expect((await company.call('DELETE', `${banks}/${body.id}`)).status).toBe(404)
    expect(world.partner.accounts.has(made?.id ?? '')).toBe(true)
    await removeBankAccounts(world.deps)
    expect(world.partner.accounts.has(made?.id ?? '')).toBe(false)
  })

  test('stays while a ramp of it is open', async () => {
    const { body } = await add('fps')
    world.ramps.add(body.id)
    expect(await company.call('DELETE', `${banks}/${body.id}`)).toMatchObject({
      status: 412,
      body: { code: 'VAL', message: 'Bank account has open ramps' },
    })
    expect((await company.call('GET', banks)).body).toEqual([body])
    world.ramps.delete(body.id)
    expect((await company.call('DELETE', `${banks}/${body.id}`)).status).toBe(200)
  })
})

test('who added and deleted an account is in the audit log, with four characters of its number', async () => {
  const { body } = await add('us')
  await company.call('DELETE', `${banks}/${body.id}`)
  const log = await company.call('GET', `/management/audit-log?object_id=${body.id}`)
  const facts = { client_id: clientId, type: 'ACH', currency: 'USD', last4: '9012' }
  expect(log.body.items).toMatchObject([
    { action: 'bank_account.deleted', before: facts, after: null },
    { action: 'bank_account.created', before: null, after: facts },
  ])
})

test('accounts are listed newest first', async () => {
  const ids = []
  for (const segment of SEGMENTS) ids.unshift((await add(segment)).body.id)
  expect((await company.call('GET', banks)).body.map(({ id }: { id: string }) => id)).toEqual(ids)
})
