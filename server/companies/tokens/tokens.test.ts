import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { deployTokens } from '../../../sandbox/chains/tokens.ts'
import { startTestChain, type TestChain } from '../../../tests/harness/anvil.ts'
import { type CompanyApi, startCompanyApi, type TestCompany } from '../../../tests/harness/company-api.ts'
import { inTransaction } from '../../kernel/database.ts'
import { newId } from '../../kernel/ids.ts'
import { book } from '../../ledger/book.ts'

let chain: TestChain
let api: CompanyApi
/** A contract that is no default token: 18 decimals. */
let gold: string
let company: TestCompany

beforeAll(async () => {
  chain = await startTestChain({ mining: 'instant' })
  const [deployed] = await deployTokens(chain.url, [{ symbol: 'GLD', name: 'Gold', decimals: 18 }])
  gold = deployed?.address ?? ''
  api = await startCompanyApi({ chain: chain.config })
  company = await api.company()
})
afterAll(async () => {
  await api?.stop()
  await chain?.stop()
})

const add = (who: TestCompany, fields: object = {}) =>
  who.call('POST', '/management/tokens', { blockchain: 'polygon', address: gold, usd_price: 2.5, ...fields })

describe('adding', () => {
  it('name, symbol and decimals are read from the chain', async () => {
    const added = await add(company, { address: gold.toLowerCase() })
    expect(added).toEqual({
      status: 201,
      body: {
        id: expect.any(String),
        name: 'Gold',
        symbol: 'GLD',
        address: gold,
        blockchain: 'POLYGON',
        usd_price: 2.5,
        decimals: 18,
      },
    })
    expect((await company.call('GET', '/mpc/tokens/list')).body).toEqual([added.body])
  })

  it('a given name and symbol win over the chain; decimals never do', async () => {
    const other = await api.company()
    const { body } = await add(other, { name: 'My gold', symbol: 'MYG', decimals: 2 })
    expect(body).toMatchObject({ name: 'My gold', symbol: 'MYG', decimals: 18 })
  })

  it('of 10 concurrent adds one succeeds; a default token is there already', async () => {
    const other = await api.company()
    const replies = await Promise.all(Array.from({ length: 10 }, () => add(other)))
    expect(replies.map(({ status }) => status).sort()).toEqual([201, ...Array(9).fill(412)])
    const usdc = chain.token('USDC').address
    expect(await add(other, { address: usdc })).toMatchObject({
      status: 412,
      body: { code: 'VAL', message: `Token ${usdc} already exists on POLYGON` },
    })
  })

  it.each([
    [{ blockchain: 'DOGE' }, 400, 'VALUE_NOT_ALLOWED'],
    [{ address: '0x12' }, 412, 'VAL'],
    [{ address: `0x${'1'.repeat(40)}` }, 412, 'VAL'],
    [{ address: '0x0000000000000000000000000000000000001010' }, 412, 'VAL'],
    [{ usd_price: 0 }, 412, 'VAL'],
    [{ usd_price: -1 }, 412, 'VAL'],
    [{ usd_price: 1.0000001 }, 412, 'VAL'],
    [{ usd_price: 'much' }, 400, 'BAD_REQUEST'],
    [{ usd_price: null }, 400, 'BAD_REQUEST'],
    [{ name: 'x'.repeat(101) }, 400, 'BAD_REQUEST'],
  ])('refuses %j and adds nothing', async (fields, status, code) => {
    const other = await api.company()
    const reply = await add(other, fields)
    expect([reply.status, reply.body.code]).toEqual([status, code])
    expect((await other.call('GET', '/mpc/tokens/list')).body).toEqual([])
  })

  it('the price is exact, however it is written', async () => {
    const other = await api.company()
    const { body } = await add(other, { usd_price: '123456789012345678.000001' })
    const row = await api.db
      .selectFrom('custom_tokens')
      .select('usd_price')
      .where('id', '=', body.id)
      .executeTakeFirstOrThrow()
    expect(row.usd_price).toBe('123456789012345678.000001')
  })
})

describe('the tokens of a chain', () => {
  it('are the default ones and the own, and a default wins on equal symbols', async () => {
    const other = await api.company()
    const defaults = Object.fromEntries(chain.tokens.map(({ symbol, address }) => [symbol, address]))
    expect((await other.call('GET', '/mpc/tokens/POLYGON')).body).toEqual(defaults)
    const { body } = await add(other)
    expect((await other.call('GET', '/mpc/tokens/polygon')).body).toEqual({ ...defaults, GLD: gold })
    await other.call('PUT', `/management/tokens/${body.id}`, { symbol: 'USDC' })
    expect((await other.call('GET', '/mpc/tokens/polygon')).body).toEqual(defaults)
    expect((await other.call('GET', '/mpc/tokens/doge')).body.code).toBe('VALUE_NOT_ALLOWED')
  })

  it('are open to treasury L1 and to virtual_wallets L1, and to no other product', async () => {
    for (const [levels, status] of [
      [{ treasury: 1 }, 200],
      [{ virtual_wallets: 1 }, 200],
      [{ cards: 3, management: 3 }, 401],
    ] as const) {
      const name = Object.keys(levels).join()
      const { body } = await company.call('POST', '/management/keys/create', { name, levels })
      for (const path of ['/mpc/tokens/list', '/mpc/tokens/POLYGON'])
        expect((await api.with(body.api_key)('GET', path)).status, `${name} ${path}`).toBe(status)
    }
  })
})

describe('changing', () => {
  it('price, name and symbol; what is omitted is kept; chain and address stay', async () => {
    const other = await api.company()
    const { body } = await add(other)
    const path = `/management/tokens/${body.id}`
    expect(await other.call('PUT', path, { usd_price: '3' })).toEqual({
      status: 200,
      body: { ...body, usd_price: 3 },
    })
    const same = { blockchain: 'Polygon', address: gold.toLowerCase(), usd_price: 4, name: 'N' }
    expect((await other.call('PUT', path, same)).body).toEqual({ ...body, usd_price: 4, name: 'N' })
    const moved = await other.call('PUT', path, { address: chain.token('USDC').address })
    expect([moved.status, moved.body.code]).toEqual([412, 'VAL'])
  })
})

describe('removing', () => {
  async function fund(companyId: string, amount: bigint) {
    const account = (code: 'HOLDING' | 'EQUITY') => ({ code, ownerId: companyId, assetId: `POLYGON:${gold}` })
    const transfer = {
      type: 'POST',
      id: newId(),
      amount: amount < 0n ? -amount : amount,
      reason: 'test',
      subjectId: companyId,
      debit: account(amount < 0n ? 'EQUITY' : 'HOLDING'),
      credit: account(amount < 0n ? 'HOLDING' : 'EQUITY'),
    } as const
    const booking = await inTransaction(api.db, (tx) => book(tx, companyId, [transfer], new Date()))
    expect(booking.booked).toBe(true)
  }

  it('waits until no account of the company has any of it; a rest below 0.000001 is none', async () => {
    const other = await api.company()
    const { body } = await add(other)
    const path = `/management/tokens/${body.id}`
    await fund(other.id, 10n ** 18n)
    expect(await other.call('DELETE', path)).toMatchObject({
      status: 412,
      body: { code: 'VAL', message: 'Token has balance' },
    })
    await fund(other.id, -(10n ** 18n) + 10n ** 12n - 1n)
    expect(await other.call('DELETE', path)).toEqual({ status: 204, body: null })
    expect((await other.call('GET', '/mpc/tokens/list')).body).toEqual([])
    for (const [method, change] of [['PUT', {}], ['DELETE']] as const)
      expect(await other.call(method, path, change)).toMatchObject({
        status: 404,
        body: { message: 'Token not found' },
      })
    expect((await add(other)).status).toBe(201)
  })

  it("another company's token is not found", async () => {
    const owner = await api.company()
    const stranger = await api.company()
    const { body } = await add(owner)
    for (const id of [body.id, newId(), 'x'])
      for (const [method, change] of [['PUT', { usd_price: 9 }], ['DELETE']] as const)
        expect((await stranger.call(method, `/management/tokens/${id}`, change)).status).toBe(404)
    expect((await owner.call('GET', '/mpc/tokens/list')).body).toEqual([body])
    expect((await stranger.call('GET', '/mpc/tokens/list')).body).toEqual([])
  })
})
