import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ManualClock } from '../../../tests/harness/manual-clock.ts'
import { startTestPartner, type TestPartner } from '../../../tests/harness/partner.ts'
import { activeCustomer, must, until } from '../partner.fixture.ts'
import { makeBrCode } from '../transfers/br-code.ts'

let partner: TestPartner
let customer: string
const clock = new ManualClock()

beforeAll(async () => {
  partner = await startTestPartner({ clock })
  customer = await activeCustomer(partner)
})
afterAll(() => partner.stop())

const OWNER = { account_owner_type: 'individual', first_name: 'Ana', last_name: 'Paz' }
const CODE = { key: 'ana@example.org', reference: '***', name: 'Ana Paz', city: 'SAO PAULO' }
const ACCOUNTS = {
  us: {
    currency: 'usd',
    account: { account_number: '000123456789', routing_number: '021000021', checking_or_savings: 'savings' },
    address: { street_line_1: '1 Main St', city: 'X', state: 'NY', postal_code: '10001', country: 'USA' },
  },
  iban: {
    currency: 'eur',
    iban: { account_number: 'DE89370400440532013000', bic: 'COBADEFFXXX', country: 'DEU' },
    ...OWNER,
  },
  clabe: { currency: 'mxn', clabe: { account_number: '032180000118359719' } },
  pix: { currency: 'brl', pix_key: { pix_key: 'ana@example.org', document_number: '11144477735' } },
  gb: { currency: 'gbp', account: { account_number: '12345678', sort_code: '040004' }, ...OWNER },
  co_bank_transfer: {
    currency: 'cop',
    ...OWNER,
    account: {
      account_number: '12345678901',
      bank_code: '1007',
      account_type: 'savings',
      document_type: 'cc',
      document_number: '52345678',
      phone_number: '+573001234567',
    },
  },
  bre_b: { currency: 'cop', account: { bre_b_key: '3001234567' } },
} as const
type Kind = keyof typeof ACCOUNTS

function create(kind: Kind, change: object = {}, whose = customer) {
  const body = { account_type: kind, account_owner_name: 'Ana Paz', ...ACCOUNTS[kind], ...change }
  return partner.call('POST', `/customers/${whose}/external_accounts`, body)
}

describe('a bank account', () => {
  test.each<[Kind, object]>([
    ['us', { account: { last_4: '6789', routing_number: '021000021' }, beneficiary_address_valid: true }],
    ['iban', { iban: { last_4: '3000', bic: 'COBADEFFXXX', country: 'DEU' } }],
    ['clabe', { clabe: { last_4: '9719' }, account_validation: { validated_account_owner_name: 'Ana Paz' } }],
    ['pix', { pix_key: { account_preview: '***.org', document_number_last4: '7735' } }],
    ['gb', { account: { last_4: '5678', sort_code: '040004' } }],
    ['co_bank_transfer', { account: { last_4: '8901', bank_code: '1007' } }],
    ['bre_b', { account: { last_4: '4567' }, account_validation: { validated_bank_name: 'Test Bank' } }],
  ])('%s is taken and shown without its secrets', async (kind, shown) => {
    const made = must(await create(kind), 201)
    expect(made).toMatchObject({ account_type: kind, customer_id: customer, active: true, ...shown })
    for (const secret of [
      '000123456789',
      'DE89370400440532013000',
      '032180000118359719',
      '12345678901',
      '52345678',
    ])
      expect(JSON.stringify(made)).not.toContain(secret)
    const path = `/customers/${customer}/external_accounts/${made.id}`
    expect(must(await partner.call('GET', path), 200)).toEqual(made)
  })

  test.each<[string, Kind, object, string]>([
    [
      'a wrong check digit (ABA)',
      'us',
      { account: { account_number: '1234', routing_number: '021000022' } },
      'account.routing_number',
    ],
    ['no address', 'us', { address: null }, 'address'],
    ['a long name', 'us', { account_owner_name: 'x'.repeat(36) }, 'account_owner_name'],
    [
      'a wrong check digit (IBAN)',
      'iban',
      { iban: { account_number: 'DE88370400440532013000', country: 'DEU' } },
      'iban.account_number',
    ],
    [
      'another country',
      'iban',
      { iban: { account_number: 'DE89370400440532013000', country: 'FRA' } },
      'iban.country',
    ],
    ['no owner', 'iban', { account_owner_type: null }, 'account_owner_type'],
    ['a business without name', 'iban', { account_owner_type: 'business' }, 'business_name'],
    [
      'a wrong check digit (CLABE)',
      'clabe',
      { clabe: { account_number: '032180000118359718' } },
      'clabe.account_number',
    ],
    ['no Pix key', 'pix', { pix_key: { pix_key: 'somebody' } }, 'pix_key.pix_key'],
    [
      'a wrong CPF',
      'pix',
      { pix_key: { pix_key: 'a@b.co', document_number: '11144477736' } },
      'pix_key.document_number',
    ],
    [
      'a code with an amount',
      'pix',
      { pix_key: null, br_code: { br_code: makeBrCode({ ...CODE, amount: '5.00' }) } },
      'br_code.br_code',
    ],
    [
      'seven digits',
      'gb',
      { account: { account_number: '1234567', sort_code: '040004' } },
      'account.account_number',
    ],
    [
      'an unknown bank',
      'co_bank_transfer',
      { account: { ...ACCOUNTS.co_bank_transfer.account, bank_code: '9999' } },
      'account.bank_code',
    ],
    ['another currency', 'gb', { currency: 'eur' }, 'currency'],
  ])('with %s is refused by the name of the field', async (_what, kind, change, field) => {
    const { status, body } = await create(kind, change)
    expect(status).toBe(400)
    expect(body.code).toBe('invalid_parameters')
    expect(Object.keys(body.source.key)).toEqual([field])
  })

  test('takes a Pix code that fixes no amount', async () => {
    const br_code = { br_code: makeBrCode({ ...CODE, amount: null }) }
    const made = must(await create('pix', { pix_key: null, br_code }), 201)
    expect(made.br_code.account_preview).toMatch(/^\*\*\*/)
  })

  test.each<Kind>(['co_bank_transfer', 'bre_b'])('%s needs an active customer with cop', async (kind) => {
    const poor = await activeCustomer(partner, { endorsements: ['base'] })
    expect(await create(kind, {}, poor)).toMatchObject({ status: 403, body: { code: 'not_allowed' } })
    must(await create('us', {}, poor), 201)
  })

  test('is switched off and on, and deleted', async () => {
    const { id } = must(await create('clabe'), 201)
    const path = `/customers/${customer}/external_accounts/${id}`
    expect((await partner.call('POST', `${path}/reactivate`)).status).toBe(400)
    const off = must(await partner.call('POST', `${path}/deactivate`), 200)
    expect(off).toMatchObject({ active: false, deactivation_reason: 'deactivated_by_developer' })
    expect(must(await partner.call('POST', `${path}/reactivate`), 200).active).toBe(true)
    expect(must(await partner.call('PUT', path, { bank_name: 'STP' }), 200).bank_name).toBe('STP')
    must(await partner.call('DELETE', path), 200)
    expect((await partner.call('GET', path)).status).toBe(404)
  })

  test('is verified after a moment, one at a time, without an idempotency key; ACH cannot be', async () => {
    const { id } = must(await create('gb'), 201)
    const path = `/customers/${customer}/external_accounts/${id}`
    const verify = () => partner.call('POST', `${path}/verify`, undefined, { 'idempotency-key': '' })
    expect(must(await verify(), 200).account_verification).toMatchObject({
      gb: { match_level: 'pending' },
      completed_at: null,
    })
    expect((await verify()).status).toBe(409)
    clock.advance(1_000)
    partner.wake()
    const done = await until(
      async () => must(await partner.call('GET', path), 200),
      (one) => one.account_verification.completed_at !== null,
    )
    expect(done.account_verification.gb.match_level).toBe('match')
    const us = must(await create('us'), 201)
    expect(
      (await partner.call('POST', `/customers/${customer}/external_accounts/${us.id}/verify`)).status,
    ).toBe(400)
  })
})

test("lists are of one customer, or of all; another's account is not there", async () => {
  const other = await activeCustomer(partner)
  const { id } = must(await create('us', {}, other), 201)
  const own = must(await partner.call('GET', `/customers/${other}/external_accounts`), 200)
  expect(own.data.map((one: { id: string }) => one.id)).toEqual([id])
  expect(must(await partner.call('GET', '/external_accounts?limit=1'), 200).data[0].id).toBe(id)
  expect((await partner.call('GET', `/customers/${customer}/external_accounts/${id}`)).status).toBe(404)
})

test('the account for developer fees is one in dollars', async () => {
  const path = '/developer/fee_external_account'
  expect((await partner.call('GET', path)).status).toBe(404)
  const body = (kind: Kind) => ({ account_type: kind, account_owner_name: 'Holdfast', ...ACCOUNTS[kind] })
  expect((await partner.call('POST', path, body('clabe'))).status).toBe(400)
  const made = must(await partner.call('POST', path, body('us')), 201)
  expect(must(await partner.call('GET', path), 200)).toEqual(made)
  expect(must(await partner.call('GET', '/external_accounts?limit=100'), 200).data).not.toContainEqual(made)
})
