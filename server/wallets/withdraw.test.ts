import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startWalletWorld, type WalletCompany, type WalletWorld } from '../../tests/harness/wallet-world.ts'

const OUTSIDE = '0x1111111111111111111111111111111111111111'
const UNIT = 1_000_000n

let world: WalletWorld
let usdc: string
let usdt: string
beforeAll(async () => {
  world = await startWalletWorld({ chains: ['POLYGON', 'BSC'] })
  usdc = world.chain().token('USDC').address
  usdt = world.chain().token('USDT').address
})
afterAll(() => world.stop())

const order = (to: string, amount: unknown, token = usdc) => ({
  to_wallet_address: to,
  token_address: token,
  amount,
})
const withdraw = (
  company: WalletCompany,
  walletId: string,
  body: unknown,
  headers?: Record<string, string>,
) => company.call('POST', `/virtual-wallets/${walletId}/withdraw`, body, headers)

describe('between wallets of one company', () => {
  test('is in the ledger at once, with a movement and an event on either side, and needs no holding balance', async () => {
    const company = await world.company()
    const [from, to] = [await company.wallet(), await company.wallet()]
    await company.owe(from.id, '10')
    const reply = await withdraw(company, from.id, order(to.address, 2.5))
    expect(reply).toEqual({
      status: 200,
      body: { id: expect.any(String), transaction_hash: 'internal', status: 'SUCCESS' },
    })
    expect([await company.balance(from.id), await company.balance(to.id)]).toEqual([7.5, 2.5])

    const [out] = await company.movements(from.id)
    const [into] = await company.movements(to.id)
    const token = { address: usdc, symbol: 'USDC' }
    expect(out).toMatchObject({
      operation: 'TRANSFER_OUT',
      operation_id: reply.body.id,
      status: 'COMPLETED',
      transaction_hash: 'internal',
      amount: 2.5,
      data: { token, counterparty_wallet_id: to.id, counterparty_wallet_address: to.address },
    })
    expect(into).toMatchObject({
      operation: 'TRANSFER_IN',
      status: 'COMPLETED',
      transaction_hash: 'internal',
      amount: 2.5,
      data: { token, counterparty_wallet_id: from.id, counterparty_wallet_address: from.address },
    })
    expect(into?.operation_id).toBe(into?.id)

    const [withdrawn, deposited] = await company.events()
    const eventToken = { ...token, name: expect.any(String) }
    expect(withdrawn).toMatchObject({
      event_type: 'withdraw',
      operation_id: reply.body.id,
      status: 'success',
      top_level: { client_id: null },
    })
    expect(withdrawn?.data).toEqual({
      wallet_id: from.id,
      wallet_address: from.address,
      blockchain: 'polygon',
      transaction_hash: 'internal',
      to_wallet_address: to.address,
      amount: '2.5',
      token: eventToken,
      created_at: expect.stringMatching(/Z$/),
    })
    expect(deposited).toMatchObject({ event_type: 'deposit', operation_id: into?.id, status: 'success' })
    expect(deposited?.data).toEqual({
      wallet_id: to.id,
      wallet_address: to.address,
      blockchain: 'polygon',
      transaction_hash: 'internal',
      from_wallet_address: from.address,
      amount: '2.5',
      net_amount: '2.5',
      token: eventToken,
      created_at: expect.stringMatching(/Z$/),
    })
  })

  test('the receiver may be disabled, and the address may be written in lower case', async () => {
    const company = await world.company()
    const [from, to] = [await company.wallet(), await company.wallet()]
    await company.owe(from.id, '1')
    await company.call('PATCH', `/virtual-wallets/${to.id}/set-enabled`, { enabled: false })
    const reply = await withdraw(company, from.id, order(to.address.toLowerCase(), '1', usdc.toLowerCase()))
    expect(reply.body.status).toBe('SUCCESS')
    expect(await company.balance(to.id)).toBe(1)
  })

  test('to the own holding address the debt goes down and nothing moves on chain', async () => {
    const company = await world.company()
    const { id } = await company.wallet()
    await company.owe(id, '5')
    const holding = (await company.call('GET', '/virtual-wallets/holding?blockchain=POLYGON')).body
    const reply = await withdraw(company, id, order(holding.wallet_address, 2))
    expect(reply.body).toMatchObject({ transaction_hash: 'internal', status: 'SUCCESS' })
    expect(await company.balance(id)).toBe(3)
    expect(await company.ledger('EQUITY')).toBe(-3n * UNIT)
    expect(await company.ledger('HOLDING')).toBe(0n)
    expect((await company.movements(id))[0]).toMatchObject({
      operation: 'TRANSFER_OUT',
      data: { counterparty_wallet_id: holding.id, counterparty_wallet_address: holding.wallet_address },
    })
    expect((await company.events()).map((event) => event.event_type)).toEqual(['withdraw'])
  })

  test('the payment can be asked for by its id, by keys of its product alone', async () => {
    const company = await world.company()
    const [from, to] = [await company.wallet(), await company.wallet()]
    await company.owe(from.id, '1')
    const { body } = await withdraw(company, from.id, order(to.address, '0.000001'))
    const reply = await company.call('GET', `/management/payments/${body.id}`)
    expect(reply.body).toEqual({
      id: body.id,
      product: 'virtual_wallets',
      operation: 'withdraw',
      wallet_id: from.id,
      blockchain: 'POLYGON',
      to_address: to.address,
      token_address: usdc,
      amount: 0.000001,
      transaction_hash: 'internal',
      status: 'SUCCESS',
      confirmations: null,
      reason: null,
      created_at: expect.stringMatching(/Z$/),
      updated_at: expect.stringMatching(/Z$/),
    })
    const [closed, open] = [await company.withLevel(0), await company.withLevel(1)]
    expect((await closed('GET', `/management/payments/${body.id}`)).status).toBe(401)
    expect((await open('GET', `/management/payments/${body.id}`)).status).toBe(200)
    // Who may see no payment is not told which ones exist.
    expect((await closed('GET', '/management/payments/nonsense')).status).toBe(401)
    const stranger = await world.company()
    for (const id of [body.id, 'nonsense'])
      expect(await stranger.call('GET', `/management/payments/${id}`)).toMatchObject({
        status: 404,
        body: { message: 'Payment not found' },
      })
  })
})

describe('refusals', () => {
  const INSUFFICIENT = 'Insufficient virtual balance'
  const HOLDING = 'Not enough balance in holding wallet'

  test('an external withdrawal is checked in the order of the contract: each fault hides those after it', async () => {
    const company = await world.company()
    const { id, address } = await company.wallet()
    const bad = { to_wallet_address: 'x', token_address: 'x', amount: -1 }
    const steps: [unknown, number, string, string][] = [
      [{ ...bad, amount: 'abc' }, 400, 'BAD_REQUEST', 'amount must be a number or a numeric string'],
      [bad, 412, 'VAL', 'Wallet is disabled'],
      [bad, 412, 'VAL', 'Token x is not available on POLYGON'],
      [{ ...bad, token_address: usdc }, 412, 'VAL', 'Invalid wallet address'],
      [order(usdt, -1), 412, 'VAL', 'Cannot transfer tokens to token contract address'],
      [order(address, -1), 412, 'VAL', 'Destination wallet must be different from the origin wallet'],
      [order(OUTSIDE, -1), 412, 'VAL', 'amount must be greater than zero'],
      [order(OUTSIDE, 1), 412, 'VAL', INSUFFICIENT],
    ]
    expect(await withdraw(company, 'unknown', { amount: 'abc' })).toMatchObject({
      status: 404,
      body: { message: 'Wallet not found' },
    })
    await company.call('PATCH', `/virtual-wallets/${id}/set-enabled`, { enabled: false })
    for (const [index, [body, status, code, message]] of steps.entries()) {
      expect(await withdraw(company, id, body), message).toMatchObject({ status, body: { code, message } })
      if (index === 1) await company.call('PATCH', `/virtual-wallets/${id}/set-enabled`, { enabled: true })
    }
    await company.owe(id, '1')
    expect(await withdraw(company, id, order(OUTSIDE, 1))).toMatchObject({
      status: 412,
      body: { message: HOLDING },
    })
    expect(await company.balance(id)).toBe(1)
    expect(await company.events()).toEqual([])
  })

  test.each([
    [{}, 400],
    [{ to_wallet_address: OUTSIDE, amount: 1 }, 400],
    [{ to_wallet_address: 7, token_address: 'x', amount: 1 }, 400],
    [{ to_wallet_address: OUTSIDE, token_address: ['x'], amount: 1 }, 400],
    ['{"to_wallet_address":', 400],
    ['[1]', 400],
    ['null', 400],
    ['"text"', 400],
  ])('body %j is refused and changes nothing', async (body, status) => {
    const company = await world.company()
    const { id } = await company.wallet()
    expect(await withdraw(company, id, body)).toMatchObject({ status, body: { code: 'BAD_REQUEST' } })
    expect(await company.movements(id)).toEqual([])
  })

  test.each([
    ['0', 412, 'amount must be greater than zero'],
    ['-1', 412, 'amount must be greater than zero'],
    ['0.0000001', 412, 'amount must have at most 6 decimals'],
    ['1.1234567', 412, 'amount must have at most 6 decimals'],
    ['1e400', 412, 'amount is too large'],
    ['1e40', 412, 'amount is too large'],
    ['"NaN"', 400, 'amount must be a number or a numeric string'],
    ['"Infinity"', 400, 'amount must be a number or a numeric string'],
    ['""', 400, 'amount must be a number or a numeric string'],
    ['"0x10"', 400, 'amount must be a number or a numeric string'],
    ['"1,5"', 400, 'amount must be a number or a numeric string'],
    ['true', 400, 'amount must be a number or a numeric string'],
    ['[]', 400, 'amount must be a number or a numeric string'],
    ['{}', 400, 'amount must be a number or a numeric string'],
    ['null', 400, 'amount is required'],
    ['99999999999999', 412, INSUFFICIENT],
  ])('amount %s is refused with %i %s', async (amount, status, message) => {
    const company = await world.company()
    const [from, to] = [await company.wallet(), await company.wallet()]
    await company.owe(from.id, '10')
    const body = `{"to_wallet_address":"${to.address}","token_address":"${usdc}","amount":${amount}}`
    expect(await withdraw(company, from.id, body)).toMatchObject({ status, body: { message } })
    expect(await company.balance(from.id)).toBe(10)
  })

  test.each([
    ['a bad checksum', '0x8ba1f109551bD432803012645Ac136ddd64DBa72'.replace('8b', '8B')],
    ['a blank inside', '0x1111111111 11111111111111111111111111111'],
    ['nothing', '   '],
    ['too short', '0x1111'],
    ['without 0x', '1111111111111111111111111111111111111111'],
    ['an address of TRON', 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t'],
    ['the zero address', `0x${'0'.repeat(40)}`],
  ])('destination %s is no wallet address', async (_what, to) => {
    const company = await world.company()
    const { id } = await company.wallet()
    await company.owe(id, '1')
    expect(await withdraw(company, id, order(to, 1))).toMatchObject({
      status: 412,
      body: { message: 'Invalid wallet address' },
    })
  })

  test("another company's deposit address, another chain's own one and a deleted wallet's are outside addresses", async () => {
    const [company, stranger] = [await world.company(), await world.company()]
    const [from, deleted] = [await company.wallet(), await company.wallet()]
    await company.call('DELETE', `/virtual-wallets/${deleted.id}`)
    await company.owe(from.id, '1')
    const destinations = [await stranger.wallet(), await company.wallet('BSC'), deleted]
    for (const { address } of destinations)
      expect(await withdraw(company, from.id, order(address, 1))).toMatchObject({
        status: 412,
        body: { message: HOLDING },
      })
  })
})

describe('races', () => {
  test('of 200 withdrawals of 1 against a balance of 50, exactly 50 pass', async () => {
    const company = await world.company()
    const [from, to] = [await company.wallet(), await company.wallet()]
    await company.owe(from.id, '50')
    const replies = await Promise.all(
      Array.from({ length: 200 }, () => withdraw(company, from.id, order(to.address, 1))),
    )
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(50)
    for (const { body } of replies.filter(({ status }) => status !== 200))
      expect(body.message).toBe('Insufficient virtual balance')
    expect([await company.balance(from.id), await company.balance(to.id)]).toEqual([0, 50])
    expect(await company.ledger('VIRTUAL_BALANCE', from.id)).toBe(0n)
  })

  test('transfers in a ring in both directions at once never deadlock and lose nothing', async () => {
    const company = await world.company()
    const ring = [await company.wallet(), await company.wallet(), await company.wallet()]
    for (const { id } of ring) await company.owe(id, '20')
    const replies = await Promise.all(
      Array.from({ length: 120 }, (_, n) => {
        const from = ring[n % 3] ?? ring[0]
        const to = ring[(n + 1 + (n % 2)) % 3] ?? ring[0]
        return withdraw(company, from?.id ?? '', order(to?.address ?? '', 1))
      }),
    )
    for (const { status, body } of replies) expect([200, 412], JSON.stringify(body)).toContain(status)
    const balances = await Promise.all(ring.map(({ id }) => company.balance(id)))
    expect(balances.reduce((sum, balance) => sum + balance, 0)).toBe(60)
  })

  test('a wallet that is disabled while withdrawals run lets none through afterwards', async () => {
    const company = await world.company()
    const [from, to] = [await company.wallet(), await company.wallet()]
    await company.owe(from.id, '100')
    const running = Array.from({ length: 30 }, () => withdraw(company, from.id, order(to.address, 1)))
    await company.call('PATCH', `/virtual-wallets/${from.id}/set-enabled`, { enabled: false })
    const atThatTime = await company.balance(to.id)
    const replies = await Promise.all(running)
    expect(await company.balance(to.id)).toBe(atThatTime)
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(atThatTime)
  })
})

test('a repeated idempotency key answers the one result and moves money once', async () => {
  const company = await world.company()
  const [from, to] = [await company.wallet(), await company.wallet()]
  await company.owe(from.id, '10')
  const key = { 'idempotency-key': 'order-1' }
  const first = await withdraw(company, from.id, order(to.address, 4), key)
  expect(await withdraw(company, from.id, order(to.address, 4), key)).toEqual(first)
  expect(await withdraw(company, from.id, order(to.address, 5), key)).toMatchObject({
    status: 412,
    body: { message: 'Idempotency key was already used with a different request' },
  })
  expect(await company.balance(from.id)).toBe(6)
})

test('18 decimals are carried exactly', async () => {
  const company = await world.company()
  const token = world.chain('BSC').token('USDC')
  const [from, to] = [await company.wallet('BSC'), await company.wallet('BSC')]
  await company.owe(from.id, '9007199254740993.000001')
  const reply = await withdraw(
    company,
    from.id,
    `{"to_wallet_address":"${to.address}","token_address":"${token.address}","amount":9007199254740992.000001}`,
  )
  expect(reply.status).toBe(200)
  expect(await company.ledger('VIRTUAL_BALANCE', to.id, 'BSC')).toBe(
    9_007_199_254_740_992_000_001n * 10n ** 12n,
  )
  expect(await company.ledger('VIRTUAL_BALANCE', from.id, 'BSC')).toBe(10n ** 18n)
})
