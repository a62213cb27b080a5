import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { becomes } from '../../sandbox/processes.ts'
import { startWalletWorld, type WalletWorld } from '../../tests/harness/wallet-world.ts'

let world: WalletWorld
beforeAll(async () => {
  world = await startWalletWorld({ chains: ['POLYGON', 'BSC'] })
})
afterAll(() => world.stop())

const LIMIT = 'The current limit for this product has been reached. Please increase the limit.'

describe('creating', () => {
  test('a new wallet is enabled, has no client and an address of its own', async () => {
    const { call } = await world.company()
    const first = await call('POST', '/virtual-wallets/create', {
      alias: '  Customer 42 ',
      blockchain: 'polygon',
    })
    const second = await call('POST', '/virtual-wallets/create', {
      alias: 'Customer 42',
      blockchain: 'POLYGON',
    })
    expect(first.status).toBe(200)
    expect(first.body).toEqual({
      id: expect.any(String),
      alias: 'Customer 42',
      client_id: null,
      wallet_address: expect.stringMatching(/^0x[0-9a-fA-F]{40}$/),
      blockchain: 'POLYGON',
      enabled: true,
    })
    expect(second.body.wallet_address).not.toBe(first.body.wallet_address)
  })

  test('the first wallet of a chain brings its holding wallet, its sweeper and no second one, also in a race', async () => {
    const company = await world.company()
    const { call } = company
    const missing = await call('GET', '/virtual-wallets/holding?blockchain=BNB')
    expect(missing).toMatchObject({
      status: 404,
      body: {
        code: 'NOT_FOUND',
        message: `Holding wallet not found for companyId '${company.id}' and blockchain 'BSC'`,
      },
    })
    await Promise.all(Array.from({ length: 10 }, () => company.wallet('bnb')))
    const holding = await call('GET', '/virtual-wallets/holding?blockchain=bsc')
    expect(holding.body).toEqual({
      id: expect.any(String),
      alias: 'Holding BSC',
      wallet_address: expect.any(String),
      blockchain: 'BSC',
    })
    const deployments = await world.db
      .selectFrom('chain_transactions')
      .select('intent')
      .where('company_id', '=', company.id)
      .where('purpose', '=', 'deploy')
      .execute()
    expect(deployments).toEqual([
      { intent: { kind: 'deploy_sweeper', holding: holding.body.wallet_address } },
    ])
  })

  test('addresses of two companies never coincide', async () => {
    const [one, other] = [await world.company(), await world.company()]
    expect((await one.wallet()).address).not.toBe((await other.wallet()).address)
  })

  test.each([
    ['SOLANA', 401, 'DENIED', 'Solana blockchain is not supported for virtual wallet.'],
    ['DOGE', 400, 'VALUE_NOT_ALLOWED', 'Sent request is invalid'],
    ['', 400, 'VALUE_NOT_ALLOWED', 'Sent request is invalid'],
  ])('chain %j is refused with %i and creates nothing', async (blockchain, status, code, message) => {
    const { call } = await world.company()
    for (const reply of [
      await call('POST', '/virtual-wallets/create', { alias: 'a', blockchain }),
      await call('GET', `/virtual-wallets/list?blockchain=${blockchain}`),
      await call('GET', `/virtual-wallets/virtual-balances?blockchain=${blockchain}`),
    ])
      expect(reply).toMatchObject({ status, body: { code, message } })
    expect((await call('GET', '/virtual-wallets/list?blockchain=POLYGON')).body).toEqual([])
  })

  test.each([
    [{}],
    [{ alias: 'a' }],
    [{ blockchain: 'POLYGON' }],
    [{ alias: '   ', blockchain: 'POLYGON' }],
    [{ alias: 'x'.repeat(101), blockchain: 'POLYGON' }],
    [{ alias: 7, blockchain: 'POLYGON' }],
    [{ alias: 'a', blockchain: ['POLYGON'] }],
    ['{"alias":'],
    [[]],
  ])('body %j is 400', async (body) => {
    const { call } = await world.company()
    expect(await call('POST', '/virtual-wallets/create', body)).toMatchObject({
      status: 400,
      body: { code: 'BAD_REQUEST' },
    })
  })
})

describe('the contracted pool', () => {
  async function companyWithPool(places: number) {
    const company = await world.company()
    const contract = { treasury_wallets: 0, virtual_wallets: places, virtual_cards: 0 }
    await world.operator('PUT', `/management/companies/${company.id}/contracted-product`, contract)
    return company
  }

  test('racing creations never take more places than are contracted', async () => {
    const { call } = await companyWithPool(3)
    const replies = await Promise.all(
      Array.from({ length: 12 }, () =>
        call('POST', '/virtual-wallets/create', { alias: 'a', blockchain: 'POLYGON' }),
      ),
    )
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(3)
    for (const refused of replies.filter(({ status }) => status !== 200))
      expect(refused).toMatchObject({ status: 412, body: { code: 'VAL', message: LIMIT } })
  })

  test('a disabled or deleted wallet frees its place, and enabling needs one again', async () => {
    const { call, wallet } = await companyWithPool(1)
    const { id } = await wallet()
    const setEnabled = (enabled: boolean) => call('PATCH', `/virtual-wallets/${id}/set-enabled`, { enabled })
    expect((await setEnabled(true)).status).toBe(200) // it has its place
    expect((await setEnabled(false)).body.enabled).toBe(false)
    const other = await wallet()
    expect(await setEnabled(true)).toMatchObject({ status: 412, body: { message: LIMIT } })
    expect((await call('DELETE', `/virtual-wallets/${other.id}`)).body).toEqual({})
    expect((await setEnabled(true)).body.enabled).toBe(true)
    const used = await call('GET', '/management/contracted-product/used')
    expect(used.body.virtual_wallets).toEqual({ total: 1, used: 1 })
  })
})

describe('reading and changing', () => {
  test('renaming changes the alias alone', async () => {
    const { call, wallet } = await world.company()
    const { id } = await wallet()
    const before = (await call('GET', `/virtual-wallets/${id}`)).body
    const renamed = await call('PUT', `/virtual-wallets/${id}`, { alias: 'New' })
    expect(renamed.body).toEqual({ ...before, alias: 'New' })
    expect((await call('GET', `/virtual-wallets/${id}`)).body).toEqual(renamed.body)
  })

  test('the list has the wallets of its chain, newest first, disabled ones too and deleted ones not', async () => {
    const { call, wallet } = await world.company()
    const [first, second, third] = [await wallet(), await wallet(), await wallet()]
    await wallet('BSC')
    await call('PATCH', `/virtual-wallets/${second.id}/set-enabled`, { enabled: false })
    await call('DELETE', `/virtual-wallets/${first.id}`)
    const { body } = await call('GET', '/virtual-wallets/list?blockchain=POLYGON')
    expect(body.map((wallet: { id: string }) => wallet.id)).toEqual([third.id, second.id])
  })

  test('balances show every default token of the chain, zeros included, with its address', async () => {
    const { call, wallet } = await world.company()
    const { id } = await wallet()
    const { body } = await call('GET', `/virtual-wallets/${id}/balance`)
    expect(body).toEqual(
      world.chain().tokens.map(({ symbol, address }) => ({
        name: expect.any(String),
        symbol,
        balance: 0,
        token_address: address,
      })),
    )
  })

  test('the balances of a chain are the sums over its wallets', async () => {
    const { call, wallet, owe } = await world.company()
    const [one, two] = [await wallet(), await wallet()]
    await owe(one.id, '1.5')
    await owe(two.id, '2.25')
    const { body } = await call('GET', '/virtual-wallets/virtual-balances?blockchain=POLYGON')
    expect(body[0]).toMatchObject({ symbol: 'USDC', balance: 3.75 })
  })

  test('holding balances are what the chain says, and tokens that show there can be withdrawn at once', async () => {
    const { call, wallet, owe } = await world.company()
    const { id } = await wallet()
    await owe(id, '1.234567')
    const holding = (await call('GET', '/virtual-wallets/holding?blockchain=POLYGON')).body
    const usdc = world.chain().token('USDC').address
    await world.chain().sendToken('USDC', holding.wallet_address, 1_234_567n)
    await world.chain().mine()
    const shown = async () =>
      (await call('GET', '/virtual-wallets/holding/balance?blockchain=POLYGON')).body[0]
    expect(await becomes(async () => (await shown()).balance > 0, 50_000)).toBe(true)
    const order = { to_wallet_address: `0x${'1'.repeat(40)}`, token_address: usdc, amount: '1.234567' }
    const { status, body } = await call('POST', `/virtual-wallets/${id}/withdraw`, order)
    expect({ status, state: body.status }).toEqual({ status: 200, state: 'PENDING' })
    expect(await shown()).toMatchObject({ symbol: 'USDC', balance: 1.234567 })
  })

  test('the configuration lists the chains that are configured, and the fiat currencies in their order', async () => {
    const { call } = await world.company()
    expect((await call('GET', '/virtual-wallets/config/blockchains/list')).body).toEqual(['POLYGON', 'BSC'])
    const fiat = (await call('GET', '/virtual-wallets/config/ramp-on/fiat-assets/list')).body
    expect(fiat.map((asset: { code: string }) => asset.code)).toEqual([
      'USD',
      'EUR',
      'MXN',
      'BRL',
      'GBP',
      'COP',
    ])
    expect(fiat[3]).toEqual({ name: 'Brazilian Real', code: 'BRL', symbol: 'R$' })
  })
})

test("another company's wallet does not exist, whatever is asked of it", async () => {
  const [owner, stranger] = [await world.company(), await world.company()]
  const { id } = await owner.wallet()
  await stranger.wallet()
  const order = {
    to_wallet_address: `0x${'1'.repeat(40)}`,
    token_address: world.chain().token('USDC').address,
    amount: 1,
  }
  const calls: [string, string, unknown?][] = [
    ['GET', `/virtual-wallets/${id}`],
    ['PUT', `/virtual-wallets/${id}`, { alias: 'mine' }],
    ['DELETE', `/virtual-wallets/${id}`],
    ['GET', `/virtual-wallets/${id}/balance`],
    ['GET', `/virtual-wallets/${id}/movements`],
    ['POST', `/virtual-wallets/${id}/withdraw`, order],
    ['PATCH', `/virtual-wallets/${id}/set-enabled`, { enabled: false }],
    ['PATCH', `/virtual-wallets/${id}/virtual-balance`, { virtual_balance: 5 }],
    [
      'POST',
      '/virtual-wallets/holding/credit',
      { wallet_id: id, token_address: order.token_address, amount: 1 },
    ],
    ['POST', '/virtual-wallets/config/rules/sweep', { blockchain: 'POLYGON', wallet_id: id }],
  ]
  for (const [method, path, body] of calls)
    expect(await stranger.call(method, path, body), `${method} ${path}`).toMatchObject({
      status: 404,
      body: { code: 'NOT_FOUND', message: 'Wallet not found' },
    })
  expect((await owner.call('GET', `/virtual-wallets/${id}`)).body).toMatchObject({
    alias: 'Customer',
    enabled: true,
  })
  expect(await owner.balance(id)).toBe(0)
})

test.each(['nonsense', '00000000-0000-7000-8000-000000000000', "' OR 1=1 --", '%00'])(
  'wallet id %j is a 404 or 400, never a 500',
  async (id) => {
    const { call } = await world.company()
    const { status } = await call('GET', `/virtual-wallets/${encodeURIComponent(id)}`)
    expect([400, 404]).toContain(status)
  },
)

test('every call demands its level', async () => {
  const company = await world.company()
  const { id } = await company.wallet()
  const token = world.chain().token('USDC').address
  const calls: [1 | 2 | 3, string, string, unknown?][] = [
    [1, 'GET', `/virtual-wallets/${id}`],
    [1, 'GET', '/virtual-wallets/list?blockchain=POLYGON'],
    [1, 'GET', '/virtual-wallets/config/rules'],
    [2, 'GET', `/virtual-wallets/${id}/movements`],
    [2, 'PUT', `/virtual-wallets/${id}`, { alias: 'b' }],
    [2, 'PATCH', `/virtual-wallets/${id}/virtual-balance`, { virtual_balance: 0 }],
    [3, 'POST', '/virtual-wallets/holding/credit', { wallet_id: id, token_address: token, amount: 1 }],
    [3, 'PUT', '/virtual-wallets/config/rules', { rules: [] }],
  ]
  const keys = [
    await company.withLevel(0),
    await company.withLevel(1),
    await company.withLevel(2),
    await company.withLevel(3),
  ]
  for (const [needed, method, path, body] of calls)
    for (const [level, call] of keys.entries())
      expect((await call(method, path, body)).status, `level ${level} ${method} ${path}`).toBe(
        level < needed ? 401 : 200,
      )
})

test('settings that are changed leave an audit row with before and after', async () => {
  const { call, wallet, owe } = await world.company()
  const { id } = await wallet()
  await call('PATCH', `/virtual-wallets/${id}/set-enabled`, { enabled: false })
  await owe(id, '3')
  await owe(id, '0')
  await call('DELETE', `/virtual-wallets/${id}`)
  const { body } = await call('GET', `/management/audit-log?object_id=${id}`)
  expect(body.items.map((row: { action: string }) => row.action)).toEqual([
    'virtual_wallet.deleted',
    'virtual_wallet.balance_overridden',
    'virtual_wallet.balance_overridden',
    'virtual_wallet.disabled',
  ])
  expect(body.items[1]).toMatchObject({ before: { virtual_balance: '3' }, after: { virtual_balance: '0' } })
})
