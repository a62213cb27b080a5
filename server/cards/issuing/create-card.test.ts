import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { jsonNumber } from '../../kernel/money.ts'
import { openCurrentNumber } from './find-number.ts'
import { type IssuingWorld, ORDER, startIssuing } from './issuing.fixture.ts'
import { luhnSum } from './luhn.ts'
import { countUsedCards } from './pool.ts'

const LIMIT = 'The current limit for this product has been reached. Please increase the limit.'
const CREATE = '/cards/virtual-cards/create'

let issuing: IssuingWorld
beforeAll(async () => {
  issuing = await startIssuing()
})
afterAll(() => issuing.stop())

describe('a new card', () => {
  test('is answered whole, with what was ordered', async () => {
    const { call } = await issuing.company()
    const order = {
      ...ORDER,
      email: ' ana@example.test ',
      daily_limit: 300,
      monthly_limit: '4000.50',
      per_transaction_limit: 0,
      weekly_limit: null,
      metadata: { country: 'ES', score: 1.5, list: [1, { deep: null }], text: 'ñ' },
    }
    const { status, body } = await call('POST', CREATE, order)
    expect(status).toBe(200)
    expect(body).toEqual({
      id: expect.any(String),
      card_holder_name: 'ANA RUIZ',
      type: 'VIRTUAL',
      last4: expect.stringMatching(/^\d{4}$/),
      status: 'ACTIVE',
      approval_method: 'TOP_UP',
      daily_limit: 300,
      weekly_limit: null,
      monthly_limit: 4000.5,
      per_transaction_limit: 0,
      forwarded_3ds_type: 'sms',
      meta: {
        email: 'ana@example.test',
        otp_phone_number: { dial_code: 34, phone_number: '600000000' },
      },
      metadata: order.metadata,
    })
    expect((await call('GET', `/cards/virtual-cards/${body.id}`)).body).toEqual(body)
    const row = await issuing.world.db
      .selectFrom('cards')
      .select(['home_country', 'version'])
      .where('id', '=', body.id)
      .executeTakeFirstOrThrow()
    expect(row).toEqual({ home_country: 'ESP', version: 0n })
  })

  test('without what may be left out has nulls there', async () => {
    const { create } = await issuing.company()
    expect(await create({ approval_method: 'none' })).toMatchObject({
      approval_method: 'NONE',
      daily_limit: null,
      per_transaction_limit: null,
      meta: { email: null },
      metadata: null,
    })
  })

  test('has 16 digits under the BIN with a right check digit, good to the end of the 36th month', async () => {
    const { id, create } = await issuing.company()
    const { world } = issuing
    const card = await create()
    const number = await openCurrentNumber(world.db, world.vault.sealer, id, card.id)
    const pan = number?.pan.reveal() ?? ''
    expect(pan).toMatch(/^45320155\d{8}$/)
    expect(luhnSum(pan) % 10).toBe(0)
    expect(pan.slice(-4)).toBe(card.last4)
    expect(number?.expiry).toBe('0929') // the clock stands in September 2026
  })

  test.each(['TOP_UP', 'TOPUP', 'TopUp', 'top_up'])(
    'of method %s has a deposit wallet',
    async (approval_method) => {
      const { id, call, create } = await issuing.company()
      const card = await create({ approval_method })
      expect(card.approval_method).toBe('TOP_UP')
      const topUp = await call('GET', `/cards/virtual-cards/${card.id}/top-up`)
      expect(topUp.body).toEqual([
        {
          address: expect.stringMatching(/^0x/),
          blockchain: 'POLYGON',
          tokens: ['USDC', 'USDT'],
          ramps: [],
        },
      ])
      const entry = await issuing.world.db
        .selectFrom('address_directory')
        .selectAll()
        .where('address', '=', topUp.body[0].address.toLowerCase())
        .executeTakeFirstOrThrow()
      expect(entry).toMatchObject({ company_id: id, product: 'cards', kind: 'DEPOSIT', retired_at: null })
      expect(issuing.world.vault.address(entry.key_path)).toBe(topUp.body[0].address)
    },
  )

  test.each(['WEBHOOK', 'NONE'])('of method %s has none', async (approval_method) => {
    const { call, create } = await issuing.company()
    const { id } = await create({ approval_method })
    expect((await call('GET', `/cards/virtual-cards/${id}/top-up`)).body).toEqual([])
  })

  test('is listed newest first under both paths; deleted ones are not', async () => {
    const { call, create } = await issuing.company()
    const [first, second, third] = [await create(), await create(), await create()]
    await call('DELETE', `/cards/virtual-cards/${second.id}`)
    const { body } = await call('GET', '/cards/virtual-cards/list')
    expect(body.map(({ id }: { id: string }) => id)).toEqual([third.id, first.id])
    expect((await call('GET', '/cards/virtual-cards')).body).toEqual(body)
  })
})

test('racing first cards bring one holding wallet of cards', async () => {
  const { id, create } = await issuing.company()
  await Promise.all(Array.from({ length: 8 }, () => create()))
  const wallets = await issuing.world.db
    .selectFrom('holding_wallets')
    .selectAll()
    .where('company_id', '=', id)
    .execute()
  expect(wallets).toMatchObject([{ product: 'cards', chain: 'POLYGON' }])
})

describe('the pack', () => {
  test('of ten admits ten of thirty racing creations, and gives no number twice', async () => {
    const { id, call } = await issuing.company({ cards: 10 })
    const replies = await Promise.all(Array.from({ length: 30 }, () => call('POST', CREATE, ORDER)))
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(10)
    for (const refused of replies.filter(({ status }) => status !== 200))
      expect(refused).toMatchObject({ status: 412, body: { code: 'VAL', message: LIMIT } })
    expect(await countUsedCards(issuing.world.db, id)).toBe(10)
    const numbers = await issuing.world.db
      .selectFrom('card_number_directory')
      .select('pan_hash')
      .where('company_id', '=', id)
      .execute()
    expect(new Set(numbers.map(({ pan_hash }) => pan_hash.toString('hex'))).size).toBe(10)
  })

  test('has the place of a deleted card again', async () => {
    const { call, create } = await issuing.company({ cards: 1 })
    const { id } = await create()
    await expect(create()).rejects.toThrow(LIMIT)
    await call('DELETE', `/cards/virtual-cards/${id}`)
    expect((await create()).status).toBe('ACTIVE')
  })

  test('has the place of an expired card, which needs one again to be reissued', async () => {
    const { id: companyId, call, create } = await issuing.company({ cards: 1 })
    const { id } = await create()
    await issuing.world.db.updateTable('cards').set({ status: 'EXPIRED' }).where('id', '=', id).execute()
    const other = await create()
    const refused = await call('PUT', `/cards/virtual-cards/${id}/reissue`)
    expect(refused).toMatchObject({ status: 412, body: { message: LIMIT } })
    expect((await call('PUT', `/cards/virtual-cards/${other.id}/reissue`)).status).toBe(200)
    await call('DELETE', `/cards/virtual-cards/${other.id}`)
    expect((await call('PUT', `/cards/virtual-cards/${id}/reissue`)).body.status).toBe('ACTIVE')
    expect(await countUsedCards(issuing.world.db, companyId)).toBe(1)
  })
})

test('the same key makes one card, and is answered the same again', async () => {
  const { id, call } = await issuing.company()
  const key = { 'idempotency-key': 'one card' }
  const replies = [await call('POST', CREATE, ORDER, key), await call('POST', CREATE, ORDER, key)]
  expect(replies[1]?.text).toBe(replies[0]?.text)
  expect(await countUsedCards(issuing.world.db, id)).toBe(1)
})

const NAME = 'card_holder_name must have 1 to 27 letters or spaces'
describe('an order that is not right creates nothing', () => {
  test.each<[object, number, string, string?]>([
    [{ card_holder_name: undefined }, 400, 'BAD_REQUEST', 'card_holder_name is required'],
    [{ card_holder_name: 7 }, 400, 'BAD_REQUEST'],
    [{ card_holder_name: '  ' }, 412, 'VAL', NAME],
    [{ card_holder_name: 'A'.repeat(28) }, 412, 'VAL', NAME],
    [{ card_holder_name: 'ANA 2' }, 412, 'VAL', NAME],
    [{ card_holder_name: 'ANA\nRUIZ' }, 412, 'VAL', NAME],
    [{ approval_method: undefined }, 400, 'BAD_REQUEST'],
    [{ approval_method: 'DEFI' }, 400, 'VALUE_NOT_ALLOWED', 'Sent request is invalid'],
    [{ approval_method: '' }, 400, 'VALUE_NOT_ALLOWED'],
    [{ phone: undefined }, 400, 'BAD_REQUEST'],
    [{ phone: '600-000' }, 412, 'VAL', 'phone is not valid'],
    [{ phone: '123' }, 412, 'VAL', 'phone is not valid'],
    [{ phone: '' }, 412, 'VAL', 'phone is not valid'],
    [{ phone_country_code: '+34' }, 412, 'VAL', 'phone is not valid'],
    [{ phone_country_code: -34 }, 412, 'VAL', 'phone is not valid'],
    [{ phone_country_code: 3.4 }, 400, 'BAD_REQUEST'],
    [{ daily_limit: -1 }, 400, 'BAD_REQUEST', 'daily_limit cannot be negative'],
    [{ per_transaction_limit: '-0.01' }, 400, 'BAD_REQUEST', 'per_transaction_limit cannot be negative'],
    [{ weekly_limit: 1.001 }, 412, 'VAL', 'weekly_limit must have at most 2 decimals'],
    [{ monthly_limit: 'much' }, 400, 'BAD_REQUEST'],
    [{ monthly_limit: '1e40' }, 412, 'VAL', 'monthly_limit is too large'],
    [{ email: 'nobody' }, 412, 'VAL', 'email is not valid'],
    [{ metadata: 'x' }, 400, 'BAD_REQUEST'],
    [{ metadata: [1] }, 400, 'BAD_REQUEST'],
    [{ metadata: { text: 'x'.repeat(4_086) } }, 412, 'VAL', 'metadata must not exceed 4 KB'],
  ])('%j is %i %s', async (fields, status, code, message) => {
    const { call } = await issuing.company()
    const reply = await call('POST', CREATE, { ...ORDER, ...fields })
    expect(reply).toMatchObject({ status, body: { code, ...(message !== undefined && { message }) } })
    expect((await call('GET', '/cards/virtual-cards')).body).toEqual([])
  })

  test('names of 27 letters in any script, with apostrophe, hyphen and dot, are right; 4 KB of metadata too', async () => {
    const { create } = await issuing.company()
    for (const card_holder_name of ["D'Àngelo-Núñez J. María", 'Ж'.repeat(27)])
      expect((await create({ card_holder_name })).card_holder_name).toBe(card_holder_name)
    expect((await create({ metadata: { text: 'x'.repeat(4_085) } })).metadata.text).toHaveLength(4_085)
  })

  test('numbers of metadata stay numbers, however they are written', async () => {
    const { create } = await issuing.company()
    const card = await create({
      metadata: { a: jsonNumber('1.0'), b: [jsonNumber('2.50')], c: { d: jsonNumber('1e3') } },
    })
    expect(card.metadata).toEqual({ a: 1, b: [2.5], c: { d: 1000 } })
  })

  test('a country that does not exist is kept as it is, and is no home country', async () => {
    const { create } = await issuing.company()
    const card = await create({ metadata: { country: 'Narnia' } })
    expect(card.metadata).toEqual({ country: 'Narnia' })
  })
})

test('a platform without a BIN issues no cards', async () => {
  const other = await startIssuing({ bin: null })
  try {
    const { call } = await other.company()
    expect(await call('POST', CREATE, ORDER)).toMatchObject({
      status: 400,
      body: { code: 'APP_ERROR', message: 'Cards are not issued on this platform' },
    })
  } finally {
    await other.stop()
  }
})
