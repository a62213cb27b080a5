import { pino } from 'pino'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { ManualClock } from '../../../tests/harness/manual-clock.ts'
import {
  API_KEY,
  type BridgeFixture,
  KEY,
  startBridgeFixture,
  TEST_PACE,
  transferAnswer,
} from '../bridge.fixture.ts'
import { type FiatTargetRail, type NewPartnerTransfer, type Partner, TRANSFER_STATES } from '../partner.ts'
import { connectBridge } from './connect.ts'

let bridge: BridgeFixture
let partner: Partner
const clock = new ManualClock()
beforeAll(async () => {
  bridge = await startBridgeFixture()
})
beforeEach(() => {
  bridge.reset()
  const log = pino({ level: 'silent' })
  partner = connectBridge({ config: bridge.config, clock, log, pace: TEST_PACE }).partner
})
afterAll(() => bridge.close())

const sent = (index = 0) => {
  const request = bridge.requests[index]
  if (request === undefined) throw new Error(`there was no request ${index}`)
  return request
}
const all = async <T>(items: AsyncIterable<T>) => {
  const found: T[] = []
  for await (const item of items) found.push(item)
  return found
}

const CUSTOMER = {
  id: 'cust_1',
  type: 'individual',
  status: 'UNDER_REVIEW',
  client_reference_id: 'client-1',
  rejection_reasons: [
    { reason: 'The photo is not readable', developer_reason: 'suspected fraud ring 7' },
    { developer_reason: 'watch list' },
  ],
  endorsements: [
    {
      name: 'base',
      status: 'incomplete',
      requirements: {
        complete: ['first_name', { associated_person: 'p1', items: ['email'] }],
        pending: [],
        missing: { all_of: ['ssn', { any_of: ['passport', { all_of: ['national_id', 'ssn'] }] }] },
        issues: ['endorsement_not_available_in_customers_region', { id_front_photo: 'id_expired' }],
      },
    },
    { name: 'sepa', status: 'approved', requirements: { missing: null, issues: [] }, future_field: 7 },
  ],
  created_at: '2026-09-01T09:00:00Z',
}

const ON: NewPartnerTransfer = {
  way: 'ON',
  on_behalf_of: 'cust_1',
  client_reference_id: 'ramp-1',
  developer_fee_percent: '0.5',
  source: { payment_rail: 'ach_push', currency: 'usd' },
  destination: { payment_rail: 'polygon', currency: 'usdc', to_address: '0xabc' },
}

const off = (rail: FiatTargetRail): NewPartnerTransfer => ({
  way: 'OFF',
  on_behalf_of: 'cust_1',
  client_reference_id: 'ramp-1',
  amount: '75.50',
  developer_fee: '0.38',
  source: { payment_rail: 'tron', currency: 'usdt', from_address: 'Tfrom' },
  destination: { payment_rail: rail, currency: 'cop', external_account_id: 'ea_1', reference: 'INV 7' },
  return_address: 'Tfrom',
})

describe('headers', () => {
  test('every call has the API key; a creation its idempotency key, and nothing else has one', async () => {
    bridge.answer('POST /transfers', { status: 201, body: transferAnswer() })
    bridge.answer('PUT /transfers/tr_1', { status: 201, body: transferAnswer() })
    bridge.answer('GET /transfers/tr_1', { status: 200, body: transferAnswer() })
    bridge.answer('DELETE /transfers/tr_1', { status: 200, body: {} })
    await partner.createTransfer(ON, KEY)
    await partner.updateTransfer('tr_1', { amount: '80' })
    await partner.getTransfer('tr_1')
    await partner.deleteTransfer('tr_1')
    expect(bridge.requests.map(({ headers }) => headers['api-key'])).toEqual(Array(4).fill(API_KEY))
    expect(bridge.requests.map(({ headers }) => headers['idempotency-key'])).toEqual([
      KEY,
      undefined,
      undefined,
      undefined,
    ])
  })

  test.each(['..', '../transfers', 'a/b', 'a?b', '', 'x'.repeat(65), 'a b'])(
    'an id that is none of theirs (%j) is not found, and never becomes a part of a path',
    async (id) => {
      await expect(partner.getCustomer(id)).rejects.toMatchObject({ kind: 'NOT_FOUND' })
      expect(bridge.requests).toEqual([])
    },
  )
})

describe('customers', () => {
  test('what the partner says of one is read, and what it says to developers alone is left out', async () => {
    bridge.answer('GET /customers/cust_1', { status: 200, body: CUSTOMER })
    expect(await partner.getCustomer('cust_1')).toEqual({
      id: 'cust_1',
      clientReferenceId: 'client-1',
      status: 'under_review',
      rejectionReasons: ['The photo is not readable'],
      endorsements: [
        {
          name: 'base',
          status: 'incomplete',
          missing: ['ssn', 'passport', 'national_id'],
          issues: ['endorsement_not_available_in_customers_region', 'id_front_photo: id_expired'],
        },
        { name: 'sepa', status: 'approved', missing: [], issues: [] },
      ],
    })
  })

  test('one without optional fields, in a status that does not exist yet, is read too', async () => {
    bridge.answer('GET /customers/cust_1', { status: 200, body: { id: 'cust_1', status: 'in_limbo' } })
    expect(await partner.getCustomer('cust_1')).toEqual({
      id: 'cust_1',
      clientReferenceId: null,
      status: 'in_limbo',
      rejectionReasons: [],
      endorsements: [],
    })
  })

  test.each([200, 201])('one is created with our fields and those in `more`, answered %i', async (status) => {
    bridge.answer('POST /customers', { status, body: CUSTOMER })
    const customer = await partner.createCustomer(
      {
        type: 'individual',
        first_name: 'Ana',
        endorsements: ['base', 'cop'],
        client_reference_id: 'client-1',
        more: { account_purpose: 'payments', first_name: 'Not Ana' },
      },
      KEY,
    )
    expect(customer.id).toBe('cust_1')
    expect(sent().json).toEqual({
      type: 'individual',
      first_name: 'Ana',
      endorsements: ['base', 'cop'],
      client_reference_id: 'client-1',
      account_purpose: 'payments',
    })
  })

  test('a change goes as PUT with the type', async () => {
    bridge.answer('PUT /customers/cust_1', { status: 200, body: CUSTOMER })
    await partner.updateCustomer('cust_1', { type: 'business', business_legal_name: 'Acme' })
    expect(sent()).toMatchObject({
      method: 'PUT',
      json: { type: 'business', business_legal_name: 'Acme' },
    })
  })

  test('the terms of a new customer and those of a known one, in either shape of the answer', async () => {
    bridge.answer('POST /customers/tos_links', { status: 201, body: { data: { url: 'https://tos/new' } } })
    bridge.answer('GET /customers/cust_1/tos_acceptance_link', {
      status: 200,
      body: { url: 'https://tos/newer' },
    })
    expect(await partner.termsLink(null, KEY)).toBe('https://tos/new')
    expect(await partner.termsLink('cust_1', KEY)).toBe('https://tos/newer')
    expect(bridge.requests.map(({ headers }) => headers['idempotency-key'])).toEqual([KEY, undefined])
  })

  test('one is found by our name for it, on whatever page it stands', async () => {
    const page = (from: number, size: number) =>
      Array.from({ length: size }, (_, index) => ({
        id: `c${from + index}`,
        status: 'active',
        client_reference_id: `client-${from + index}`,
      }))
    bridge.answer(
      'GET /customers',
      { status: 200, body: { count: 100, data: page(0, 100) } },
      { status: 200, body: { data: page(100, 3) } },
    )
    const found = await partner.findCustomer({ clientReferenceId: 'client-102', email: 'ana@example.org' })
    expect(found?.id).toBe('c102')
    expect(bridge.requests.map(({ path }) => path)).toEqual([
      '/v0/customers?email=ana%40example.org&limit=100',
      '/v0/customers?email=ana%40example.org&limit=100&starting_after=c99',
    ])
    bridge.answer('GET /customers', { status: 200, body: { data: page(0, 2) } })
    expect(await partner.findCustomer({ clientReferenceId: 'client-9', email: null })).toBeNull()
  })
})

describe('bank accounts', () => {
  test.each([
    [
      { name: 'account', fields: { account_number: '123', routing_number: '021000021' } },
      { account: { account_number: '123', routing_number: '021000021' } },
    ],
    [{ name: 'clabe', fields: { account_number: '1' } }, { clabe: { account_number: '1' } }],
    [{ name: 'pix_key', fields: { pix_key: 'a@b.c' } }, { pix_key: { pix_key: 'a@b.c' } }],
    [{ name: 'iban', fields: { account_number: 'DE' } }, { iban: { account_number: 'DE' } }],
  ] as const)('the rail’s own object stands under its name: %j', async (rail, expected) => {
    bridge.answer('POST /customers/cust_1/external_accounts', {
      status: 201,
      body: { id: 'ea_1', active: true, bank_name: 'Chase', last_4: '0001' },
    })
    const common = { currency: 'usd', account_type: 'us', account_owner_name: 'Ana' } as const
    expect(await partner.createExternalAccount('cust_1', { ...common, rail }, KEY)).toEqual({
      id: 'ea_1',
      active: true,
      bankName: 'Chase',
    })
    expect(sent().json).toEqual({ ...common, ...expected })
  })

  test('what is gone already counts as deleted', async () => {
    await partner.deleteExternalAccount('cust_1', 'ea_1')
    expect(sent()).toMatchObject({
      method: 'DELETE',
      path: '/v0/customers/cust_1/external_accounts/ea_1',
    })
  })
})

describe('transfers', () => {
  test('one without an amount takes what arrives; one with an amount is fixed', async () => {
    bridge.answer('POST /transfers', { status: 201, body: transferAnswer() })
    await partner.createTransfer(ON, KEY)
    await partner.createTransfer({ ...ON, amount: '100' }, KEY)
    const { way: _way, ...fields } = ON
    expect(sent(0).json).toEqual({ ...fields, features: { flexible_amount: true } })
    expect(sent(1).json).toEqual({ ...fields, amount: '100' })
  })

  test.each([
    ['ach', 'ach_reference'],
    ['wire', 'wire_message'],
    ['sepa', 'sepa_reference'],
    ['spei', 'spei_reference'],
    ['pix', 'reference'],
    ['faster_payments', 'reference'],
    ['co_bank_transfer', 'reference'],
    ['bre_b', 'reference'],
  ] as const)(
    'an off-ramp by %s gives its reference as %s, and where tokens come back to',
    async (rail, field) => {
      bridge.answer('POST /transfers', { status: 200, body: transferAnswer() })
      await partner.createTransfer(off(rail), KEY)
      expect(sent().json).toEqual({
        on_behalf_of: 'cust_1',
        client_reference_id: 'ramp-1',
        amount: '75.50',
        developer_fee: '0.38',
        source: { payment_rail: 'tron', currency: 'usdt', from_address: 'Tfrom' },
        destination: { payment_rail: rail, currency: 'cop', external_account_id: 'ea_1', [field]: 'INV 7' },
        return_instructions: { address: 'Tfrom' },
      })
    },
  )

  test('there is no rail for BSC: such a transfer does not compile', () => {
    // @ts-expect-error
    const rail: (NewPartnerTransfer & { way: 'ON' })['destination']['payment_rail'] = 'bsc'
    expect(rail).toBe('bsc')
  })

  test('everything that an answer may have is read', async () => {
    bridge.answer('GET /transfers/tr_1', {
      status: 200,
      body: transferAnswer({
        state: 'Returned',
        currency: 'USD',
        source: { payment_rail: 'ach_push', currency: 'usd', sender_name: 'Ana Lopez' },
        source_deposit_instructions: {
          payment_rail: 'ach_push',
          deposit_message: 'BRGABC',
          to_address: null,
          blockchain_memo: 123456,
          accounts: ['what a list says is left out'],
        },
        receipt: {
          initial_amount: '100.00',
          developer_fee: '0.50',
          exchange_fee: '0',
          final_amount: '99.500001',
          exchange_rate: '0.000249875123',
          source_tx_hash: '0x1',
          destination_tx_hash: '0x2',
        },
        return_details: { reason: 'closed', refund_reference_id: '0x3', risk_rejection_reason: 'secret' },
      }),
    })
    expect(await partner.getTransfer('tr_1')).toEqual({
      id: 'tr_1',
      clientReferenceId: 'ramp-1',
      customerId: 'cust_1',
      state: 'returned',
      amount: '100.0',
      currency: 'usd',
      instructions: {
        payment_rail: 'ach_push',
        deposit_message: 'BRGABC',
        to_address: null,
        blockchain_memo: '123456',
      },
      receipt: {
        initialAmount: '100.00',
        developerFee: '0.50',
        exchangeFee: '0',
        finalAmount: '99.500001',
        exchangeRate: '0.000249875123',
        sourceTxHash: '0x1',
        destinationTxHash: '0x2',
      },
      returned: { reason: 'closed', refundReference: '0x3' },
      sender: 'Ana Lopez',
      createdAt: new Date('2026-09-01T09:00:00.000Z'),
      updatedAt: new Date('2026-09-01T10:00:00.000Z'),
    })
  })

  test('one with nothing but what must be there is read', async () => {
    const { amount: _amount, updated_at: _updated, ...bare } = transferAnswer()
    bridge.answer('GET /transfers/tr_1', { status: 200, body: bare })
    expect(await partner.getTransfer('tr_1')).toMatchObject({
      amount: null,
      currency: null,
      instructions: {},
      receipt: { initialAmount: null, finalAmount: null },
      returned: null,
      sender: null,
      updatedAt: new Date('2026-09-01T09:00:00.000Z'),
    })
  })

  const words: [string, string | null][] = [
    ...TRANSFER_STATES.map((state): [string, string] => [state, state]),
    ['pending', 'awaiting_funds'],
    ['frozen_by_aliens', null],
  ]
  test.each(words)('state %s is read as %s', async (word, state) => {
    bridge.answer('GET /transfers/tr_1', { status: 200, body: transferAnswer({ state: word }) })
    expect((await partner.getTransfer('tr_1')).state).toBe(state)
  })

  test('an amount written as a number keeps every digit', async () => {
    const digits = '12345678901234567890.123456789'
    bridge.answer('GET /transfers/tr_1', (_request, response) => {
      const body = JSON.stringify(transferAnswer({ amount: 'AMOUNT' })).replace('"AMOUNT"', digits)
      response.writeHead(200).end(body)
    })
    expect((await partner.getTransfer('tr_1')).amount).toBe(digits)
  })

  test('an amount that is none is not guessed at', async () => {
    bridge.answer('GET /transfers/tr_1', { status: 200, body: transferAnswer({ amount: '1,000.00' }) })
    await expect(partner.getTransfer('tr_1')).rejects.toMatchObject({ kind: 'UNAVAILABLE' })
    expect(bridge.requests).toHaveLength(1)
  })

  test('a change while it awaits funds is answered 200 or 201 alike', async () => {
    bridge.answer(
      'PUT /transfers/tr_1',
      { status: 201, body: transferAnswer({ amount: '80' }) },
      { status: 200, body: transferAnswer({ amount: '80' }) },
    )
    for (const _ of [1, 2]) expect((await partner.updateTransfer('tr_1', { amount: '80' })).amount).toBe('80')
    expect(sent().json).toEqual({ amount: '80' })
  })

  test('a deletion whose answer has no body is done, and one of what is gone too', async () => {
    bridge.answer('DELETE /transfers/tr_1', (_request, response) => void response.writeHead(204).end())
    await partner.deleteTransfer('tr_1')
    await partner.deleteTransfer('tr_2')
  })

  test('a list is read to its end, page by page, also without `count`', async () => {
    const page = (from: number, size: number) =>
      Array.from({ length: size }, (_, index) => transferAnswer({ id: `t${from + index}` }))
    bridge.answer(
      'GET /transfers',
      { status: 200, body: { data: page(0, 100) } },
      { status: 200, body: { count: 0, data: [] } },
    )
    const span = { updatedAfter: new Date(1_000), updatedBefore: new Date(2_000) }
    expect(await all(partner.listTransfers(span))).toHaveLength(100)
    expect(bridge.requests.map(({ path }) => path)).toEqual([
      '/v0/transfers?updated_after_ms=1000&updated_before_ms=2000&limit=100',
      '/v0/transfers?updated_after_ms=1000&updated_before_ms=2000&limit=100&starting_after=t99',
    ])
  })

  test('one that cannot be read does not hide the others of the list', async () => {
    bridge.answer('GET /transfers', {
      status: 200,
      body: { data: [transferAnswer({ id: 'a' }), { id: 'b' }, 7, transferAnswer({ id: 'c' })] },
    })
    const found = await all(partner.listTransfers({ updatedAfter: new Date(0) }))
    expect(found.map(({ id }) => id)).toEqual(['a', 'c'])
  })

  test('a list that goes in a circle ends', async () => {
    const data = Array.from({ length: 100 }, (_, index) => transferAnswer({ id: `t${index}` }))
    bridge.answer('GET /transfers', { status: 200, body: { data } })
    await expect(all(partner.listTransfers({ updatedAfter: new Date(0) }))).rejects.toMatchObject({
      kind: 'UNAVAILABLE',
    })
    expect(bridge.requests).toHaveLength(2)
  })
})

describe('cards and rates', () => {
  test('a card session is opened', async () => {
    bridge.answer('POST /card_sessions', {
      status: 201,
      body: { id: 'cs_1', url: 'https://pay', bootstrap_token: 'boot', transfer_id: 'tr_1' },
    })
    const session = {
      on_behalf_of: 'cust_1',
      client_reference_id: 'ramp-1',
      currency: 'usd',
      developer_fee_percent: '0.5',
      destination: { payment_rail: 'polygon', currency: 'usdc', to_address: '0xabc' },
    } as const
    expect(await partner.createCardSession(session, KEY)).toEqual({
      id: 'cs_1',
      url: 'https://pay',
      bootstrapToken: 'boot',
      transferId: 'tr_1',
    })
    expect(sent().json).toEqual(session)
    expect(sent().headers['idempotency-key']).toBe(KEY)
  })

  test('a rate keeps its digits; usdc counts as usd', async () => {
    bridge.answer('GET /exchange_rates', {
      status: 200,
      body: {
        midmarket_rate: '4012.34567890',
        buy_rate: '4032.4',
        sell_rate: '3992.28',
        updated_at: '2026-09-01T10:00:00Z',
      },
    })
    expect(await partner.exchangeRate('USDC', 'cop')).toEqual({
      midmarket: '4012.34567890',
      buy: '4032.4',
      sell: '3992.28',
      updatedAt: new Date('2026-09-01T10:00:00Z'),
    })
    expect(sent().path).toBe('/v0/exchange_rates?from=usd&to=cop')
  })

  test('a dollar is a dollar, without asking', async () => {
    expect(await partner.exchangeRate('usd', 'usdc')).toEqual({
      midmarket: '1',
      buy: '1',
      sell: '1',
      updatedAt: clock.now(),
    })
    expect(bridge.requests).toEqual([])
  })

  test.each(['0', '0.00', '-1', 'NaN', ''])('%j is no rate', async (rate) => {
    bridge.answer('GET /exchange_rates', {
      status: 200,
      body: { midmarket_rate: '1', buy_rate: '1', sell_rate: rate, updated_at: '2026-09-01T10:00:00Z' },
    })
    await expect(partner.exchangeRate('usd', 'eur')).rejects.toMatchObject({ kind: 'UNAVAILABLE' })
  })
})
