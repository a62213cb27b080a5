import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { completePerson, person } from '../../../server/clients/people.fixture.ts'
import { must, type Party, type RampWorld, startRampWorld } from '../../../server/ramps/ramp-world.fixture.ts'

let world: RampWorld
let party: Party

beforeAll(async () => {
  world = await startRampWorld({ withPartnerRoutes: true })
  party = await world.party()
})
afterAll(() => world.stop())

const call = (method: string, path: string, body?: object) => party.company.call(method, path, body)
const INDIVIDUALS = '/management/clients/individuals'
const ramp = async (amount: number, more: object = {}) =>
  must(
    await call('POST', '/virtual-wallets/bank-ramps/ramp-on', {
      wallet_id: party.walletId,
      amount,
      source_currency: 'USD',
      ...more,
    }),
    200,
  ).id
const move = (id: string, body: object) => call('POST', `/sandbox/ramps/${id}/state`, body)

describe('a ramp', () => {
  test('is brought to its end: the announced amount arrives, real tokens are paid, the balance is credited', async () => {
    const id = await ramp(100)
    expect(await move(id, { state: 'PAYMENT_PROCESSED' })).toEqual({ status: 201, body: null })
    const { transaction_hash: hash, final_amount } = await party.becomes(id, { status: 'COMPLETED' })
    expect(final_amount).toBe(99.5)
    expect((await world.chain().receipt(hash)).status).toBe('success')
  })

  test('takes another amount than was announced, and goes on by itself', async () => {
    const id = await ramp(100)
    must(await move(id, { state: 'funds_received', amount: '20.00' }), 201)
    expect(await party.becomes(id, { status: 'COMPLETED' })).toMatchObject({
      origin_amount: 20,
      final_amount: 19.9,
    })
  })

  test('that goes out is bounced with a reason, and its money is given back', async () => {
    await party.company.fundHolding(500_000_000n)
    await party.company.owe(party.walletId, '100')
    const bank_account_id = await party.bank('bre-b')
    const off = { wallet_id: party.walletId, bank_account_id, amount: 40, reference: 'R' }
    const { id } = must(await call('POST', '/virtual-wallets/bank-ramps/ramp-off', off), 200)
    // at once: the platform may not have made the partner's transfer yet
    must(await move(id, { state: 'returned', reason: 'account closed' }), 201)
    expect(await party.becomes(id, { status: 'FAILED' })).toMatchObject({ reason: 'account closed' })
    expect(await party.company.balance(party.walletId)).toBe(100)
    await party.becomes(id, { state: 'refunded' })
  })

  test.each([
    ['an unknown state', { state: 'happy' }, 400, 'VALUE_NOT_ALLOWED'],
    ['no state', {}, 400, 'BAD_REQUEST'],
    ['a word for an amount', { state: 'funds_received', amount: 'much' }, 400, 'BAD_REQUEST'],
    ['nothing', { state: 'funds_received', amount: 0 }, 412, 'VAL'],
    ['parts of a cent', { state: 'funds_received', amount: '1.001' }, 412, 'VAL'],
  ])('is not moved by %s', async (_what, body, status, code) => {
    expect(await move(await ramp(50), body)).toMatchObject({ status, body: { code } })
  })

  test('whose amount the payer chooses needs one', async () => {
    const { session_id: id } = must(
      await call('POST', `/virtual-wallets/ramps/${party.walletId}/credit-card/on`, {}),
      200,
    )
    const refused = await move(id, { state: 'payment_processed' })
    expect(refused).toMatchObject({ status: 400, body: { code: 'APP_ERROR' } })
    expect(refused.body.message).toContain('amount')
    must(await move(id, { state: 'payment_processed', amount: 30 }), 201)
    await party.becomes(id, { status: 'COMPLETED' })
  })

  test('of another company is not there, and an unknown one neither', async () => {
    const other = await world.company()
    const id = await ramp(50)
    const answer = await other.call('POST', `/sandbox/ramps/${id}/state`, { state: 'canceled' })
    expect(answer).toMatchObject({ status: 404, body: { message: `Ramp transfer with ID: ${id} not found` } })
    expect((await move('nothing', { state: 'canceled' })).status).toBe(404)
    expect((await party.ramp(id)).status).toBe('PENDING')
  })

  test('needs level 2', async () => {
    const reader = await party.company.withLevel(1)
    expect(
      (await reader('POST', `/sandbox/ramps/${await ramp(50)}/state`, { state: 'canceled' })).status,
    ).toBe(401)
  })
})

describe('a client', () => {
  const show = async (id: string) => must(await call('GET', `${INDIVIDUALS}/${id}`), 200)
  const decide = (id: string, body: object) => call('POST', `/sandbox/clients/${id}/kyc`, body)
  const partnerStatus = async (id: string) => {
    const { customer_id: customer } = await world.db
      .selectFrom('client_providers')
      .select('customer_id')
      .where('client_id', '=', id)
      .executeTakeFirstOrThrow()
    return must(await world.partner.call('GET', `/customers/${customer}`), 200).status
  }

  test.each(['active', 'in_review', 'rejected'])(
    'is %s right after its creation, whatever is missing, and stays so',
    async (status) => {
      const { id } = must(await call('POST', INDIVIDUALS, person()), 201)
      expect(await decide(id, { status })).toEqual({ status: 201, body: null })
      expect(await show(id)).toMatchObject({ status })
      expect(await partnerStatus(id)).toBe(status === 'in_review' ? 'under_review' : status)
      // what the partner tells of it meanwhile says the same
      const other = must(await call('POST', INDIVIDUALS, person()), 201)
      must(await decide(other.id, { status: 'active' }), 201)
      expect(await show(id)).toMatchObject({ status })
    },
  )

  test('is rejected with the words of the call, and approved afterwards', async () => {
    const { id } = must(await call('POST', INDIVIDUALS, completePerson()), 201)
    const rejection = { rejection_code: 'BLURRED', rejection_description: 'The picture is blurred' }
    must(await decide(id, { status: 'rejected', ...rejection }), 201)
    expect(await show(id)).toMatchObject({ status: 'rejected', ...rejection })
    must(await decide(id, { status: 'active' }), 201)
    expect(await show(id)).toMatchObject({ status: 'active', rejection_code: null })
  })

  test('of another company, and an unknown status, are refused', async () => {
    const other = await world.company()
    const path = `/sandbox/clients/${party.clientId}/kyc`
    expect((await other.call('POST', path, { status: 'rejected' })).status).toBe(404)
    expect(await decide(party.clientId, { status: 'pending' })).toMatchObject({
      status: 400,
      body: { code: 'VALUE_NOT_ALLOWED' },
    })
    expect((await show(party.clientId)).status).toBe('active')
  })
})

describe('a product request', () => {
  const path = `${INDIVIDUALS}/{id}/products`

  test.each(['enabled', 'rejected', 'pending_documentation'])('is %s', async (status) => {
    const { id } = must(await call('POST', INDIVIDUALS, person()), 201)
    const products = path.replace('{id}', id)
    const request = must(await call('POST', products, { subproduct: 'cards_individuals' }), 201)
    const why = { rejection_code: 'NO', rejection_description: 'No' }
    must(await call('POST', `/sandbox/product-requests/${request.id}/kyc`, { status, ...why }), 201)
    const [shown] = must(await call('GET', products), 200) as unknown as object[]
    expect(shown).toMatchObject({ status })
  })

  test('of another company is not there', async () => {
    const { id } = must(await call('POST', INDIVIDUALS, person()), 201)
    const request = must(
      await call('POST', path.replace('{id}', id), { subproduct: 'cards_individuals' }),
      201,
    )
    const other = await world.company()
    for (const unknown of [request.id, 'nothing'])
      expect(
        (await other.call('POST', `/sandbox/product-requests/${unknown}/kyc`, { status: 'enabled' })).status,
      ).toBe(404)
  })

  test('is not opened beside another', async () => {
    const { id } = must(await call('POST', INDIVIDUALS, person()), 201)
    const products = path.replace('{id}', id)
    const first = must(await call('POST', products, { subproduct: 'cards_individuals' }), 201)
    must(await call('POST', `/sandbox/product-requests/${first.id}/kyc`, { status: 'rejected' }), 201)
    must(await call('POST', products, { subproduct: 'cards_individuals' }), 201)
    expect(
      (await call('POST', `/sandbox/product-requests/${first.id}/kyc`, { status: 'enabled' })).status,
    ).toBe(409)
  })
})
