import { encodeAbiParameters, keccak256 } from 'viem'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startWalletWorld, type WalletCompany, type WalletWorld } from '../../tests/harness/wallet-world.ts'
import { GAS_KEY_PATH } from '../custody/derivation.ts'

const UNIT = 1_000_000n
const FINAL_BLOCKS = 12

let world: WalletWorld
let usdc: string
beforeAll(async () => {
  world = await startWalletWorld()
  usdc = world.chain().token('USDC').address
})
afterAll(() => world.stop())

let outsiders = 0
const outsider = () => {
  outsiders += 1
  return `0x${outsiders.toString(16).padStart(40, 'a')}`
}

async function deposit(company: WalletCompany, wallet: { id: string; address: string }, units: bigint) {
  const before = await company.ledger('VIRTUAL_BALANCE', wallet.id)
  const hash = await world.chain().sendToken('USDC', wallet.address, units)
  // One block: more of them while the platform is busy would make the deposit final before a test reorganises the chain.
  await world.chain().mine()
  await world.waitUntil(async () => (await company.ledger('VIRTUAL_BALANCE', wallet.id)) === before + units)
  return hash
}

const withdraw = (company: WalletCompany, walletId: string, to: string, amount: unknown, headers = {}) =>
  company.call(
    'POST',
    `/virtual-wallets/${walletId}/withdraw`,
    { to_wallet_address: to, token_address: usdc, amount },
    headers,
  )

async function hasEvent(company: WalletCompany, type: string, status: string): Promise<boolean> {
  return (await company.events()).some((event) => event.event_type === type && event.status === status)
}

test('a deposit is credited once, with its movement and its event, and ends FINALIZED in holding', async () => {
  const company = await world.company()
  const wallet = await company.wallet()
  const hash = await deposit(company, wallet, 40n * UNIT)
  expect(await company.balance(wallet.id)).toBe(40)
  const statusOf = async () => (await company.movements(wallet.id))[0]?.data as Record<string, unknown>
  await world.mineUntil(async () => (await statusOf()).deposit_status === 'FINALIZED')
  const movements = await company.movements(wallet.id)
  expect(movements).toHaveLength(1)
  expect(movements[0]).toMatchObject({
    operation: 'DEPOSIT',
    operation_id: hash,
    status: 'COMPLETED',
    transaction_hash: hash,
    amount: 40,
    data: {
      token: { address: usdc, symbol: 'USDC' },
      from_wallet_address: '0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266',
      deposit_id: expect.any(String),
      confirmations: expect.any(Number),
    },
  })
  const events = await company.events()
  expect(events).toHaveLength(1)
  expect(events[0]).toMatchObject({
    event_type: 'deposit',
    operation_id: hash,
    status: 'success',
    data: {
      wallet_id: wallet.id,
      transaction_hash: hash,
      amount: '40',
      net_amount: '40',
      blockchain: 'polygon',
    },
  })
  expect(await company.ledger('HOLDING')).toBe(40n * UNIT)
  expect(await company.ledger('UNSWEPT')).toBe(0n)
})

test('a withdrawal is PENDING with its hash, then final: paid on chain, booked once, told once', async () => {
  const company = await world.company()
  const wallet = await company.wallet()
  await company.fundHolding(20n * UNIT)
  await company.owe(wallet.id, '20')
  const to = outsider()
  const key = { 'idempotency-key': 'withdrawal' }
  const reply = await withdraw(company, wallet.id, to, '7.5', key)
  expect(reply).toMatchObject({
    status: 200,
    body: { transaction_hash: expect.stringMatching(/^0x[0-9a-f]{64}$/), status: 'PENDING' },
  })
  expect(await withdraw(company, wallet.id, to, '7.5', key)).toEqual(reply)
  expect(await company.balance(wallet.id)).toBe(12.5)
  expect(await company.ledger('HOLDING')).toBe((25n * UNIT) / 2n)
  expect((await company.movements(wallet.id))[0]).toMatchObject({
    operation: 'WITHDRAWAL',
    status: 'PENDING',
    transaction_hash: reply.body.transaction_hash,
    data: { network_status: 'PENDING', reason: null },
  })
  await world.mineUntil(() => hasEvent(company, 'withdraw', 'success'))
  expect(await world.chain().tokenBalance('USDC', to)).toBe((15n * UNIT) / 2n)
  const [movement] = await company.movements(wallet.id)
  expect(movement).toMatchObject({
    operation_id: reply.body.id,
    status: 'COMPLETED',
    amount: 7.5,
    data: { network_status: 'SUCCESS', reason: null },
  })
  const payment = (await company.call('GET', `/management/payments/${reply.body.id}`)).body
  expect(payment).toMatchObject({
    status: 'SUCCESS',
    operation: 'withdraw',
    transaction_hash: movement?.transaction_hash,
    amount: 7.5,
  })
  expect(payment.confirmations).toBeGreaterThanOrEqual(10)
  const [event] = await company.events()
  expect(event).toMatchObject({
    event_type: 'withdraw',
    operation_id: reply.body.id,
    status: 'success',
    data: {
      to_wallet_address: payment.to_address,
      amount: '7.5',
      transaction_hash: payment.transaction_hash,
    },
    top_level: { client_id: null },
  })
  expect([await company.ledger('PAYABLE'), await company.ledger('IN_TRANSIT')]).toEqual([0n, 0n])
})

test('a transfer that the chain refuses gives everything back, at finality and once', async () => {
  const company = await world.company()
  const wallet = await company.wallet()
  await company.fundHolding(5n * UNIT)
  await company.owe(wallet.id, '5')
  const holding = (await company.call('GET', '/virtual-wallets/holding?blockchain=POLYGON')).body
    .wallet_address
  const reply = await withdraw(company, wallet.id, outsider(), 5)
  expect(reply.body.status).toBe('PENDING')
  await emptyHolding(holding)
  await world.mineUntil(() => hasEvent(company, 'withdraw', 'failed'))
  expect(await company.balance(wallet.id)).toBe(5)
  expect(await company.ledger('HOLDING')).toBe(5n * UNIT)
  expect([await company.ledger('PAYABLE'), await company.ledger('IN_TRANSIT')]).toEqual([0n, 0n])
  expect((await company.movements(wallet.id))[0]).toMatchObject({
    status: 'FAILED',
    data: { network_status: 'FAILED', reason: expect.any(String) },
  })
  const failed = (await company.events()).filter((event) => event.status === 'failed')
  expect(failed).toHaveLength(1)
  expect(failed[0]).toMatchObject({ operation_id: reply.body.id, reason: expect.any(String) })
})

/** As if somebody else had the key: the chain knows nothing of the tokens that the ledger counts. The sender broadcasts again. */
async function emptyHolding(holding: string): Promise<void> {
  const chain = world.chain()
  await chain.rpc('anvil_dropAllTransactions', [])
  const slot = await balanceSlot(holding)
  await chain.rpc('anvil_setStorageAt', [usdc, slot, `0x${'0'.repeat(64)}`])
  expect(await chain.tokenBalance('USDC', holding)).toBe(0n)
}

/** The storage place that holds the token balance: the one whose change changes balanceOf. */
async function balanceSlot(owner: string): Promise<string> {
  for (let slot = 0n; slot < 20n; slot += 1n) {
    const place = keccak256(
      encodeAbiParameters([{ type: 'address' }, { type: 'uint256' }], [owner as `0x${string}`, slot]),
    )
    const value = await world.chain().rpc('eth_getStorageAt', [usdc, place, 'latest'])
    if (
      BigInt(String(value)) === (await world.chain().tokenBalance('USDC', owner)) &&
      BigInt(String(value)) > 0n
    )
      return place
  }
  throw new Error('the token keeps its balances elsewhere')
}

test('a withdrawal from holding is paid and told as holding_withdraw', async () => {
  const company = await world.company()
  await company.wallet()
  await company.fundHolding(9n * UNIT)
  const to = outsider()
  const reply = await company.call('POST', '/virtual-wallets/holding/withdraw/POLYGON', {
    to_wallet_address: to,
    token_address: usdc,
    amount: 9,
  })
  expect(reply.body).toMatchObject({ status: 'PENDING' })
  await world.mineUntil(() => hasEvent(company, 'holding_withdraw', 'success'))
  expect(await world.chain().tokenBalance('USDC', to)).toBe(9n * UNIT)
  const holding = (await company.call('GET', '/virtual-wallets/holding?blockchain=POLYGON')).body
  expect((await company.events())[0]).toMatchObject({
    operation_id: reply.body.id,
    data: { wallet_id: holding.id, wallet_address: holding.wallet_address, amount: '9' },
  })
  expect([await company.ledger('HOLDING'), await company.ledger('EQUITY')]).toEqual([0n, 0n])
})

test('of 60 racing withdrawals to outside against a holding of 20, exactly 20 are taken and each is paid', async () => {
  const company = await world.company()
  const wallet = await company.wallet()
  await company.fundHolding(20n * UNIT)
  await company.owe(wallet.id, '40')
  const to = outsider()
  const replies = await Promise.all(Array.from({ length: 60 }, () => withdraw(company, wallet.id, to, 1)))
  const taken = replies.filter(({ status }) => status === 200)
  expect(taken).toHaveLength(20)
  expect(new Set(replies.filter(({ status }) => status !== 200).map(({ body }) => body.message))).toEqual(
    new Set(['Not enough balance in holding wallet']),
  )
  await world.mineUntil(
    async () => (await company.events()).filter((event) => event.event_type === 'withdraw').length === 20,
  )
  expect(await world.chain().tokenBalance('USDC', to)).toBe(20n * UNIT)
  expect(await company.balance(wallet.id)).toBe(20)
})

test('a credited deposit whose block leaves the chain is taken back, even from a balance already spent', async () => {
  const company = await world.company()
  const [wallet, other] = [await company.wallet(), await company.wallet()]
  await company.call('PUT', '/virtual-wallets/config/rules', {
    rules: [{ blockchain: 'POLYGON', sweep: { mode: 'MANUAL' } }],
  })
  const hash = await deposit(company, wallet, 3n * UNIT)
  await withdraw(company, wallet.id, other.address, 2)
  const { blockNumber } = await world.chain().receipt(hash)
  const depth = (await world.chain().height()) - Number(blockNumber) + 1
  await world.chain().reorg({ depth, keepTransactions: false })
  await world.chain().mine(2)
  await world.waitUntil(() => hasEvent(company, 'deposit_reverted', 'success'))
  expect(await company.balance(wallet.id)).toBe(-2)
  const movements = await company.movements(wallet.id)
  expect(movements.map(({ operation, status }) => [operation, status])).toEqual([
    ['DEPOSIT_REVERTED', 'COMPLETED'],
    ['TRANSFER_OUT', 'COMPLETED'],
    ['DEPOSIT', 'FAILED'],
  ])
  expect(movements[2]).toMatchObject({ data: { deposit_status: 'REVERTED', confirmations: 0 } })
  const reverted = (await company.events()).find((event) => event.event_type === 'deposit_reverted')
  expect(reverted).toMatchObject({
    operation_id: movements[0]?.operation_id,
    data: { deposit_id: movements[0]?.operation_id, transaction_hash: hash, amount: '3' },
  })
  const spend = await withdraw(company, wallet.id, other.address, '0.000001')
  expect(spend.body.message).toBe('Insufficient virtual balance')
})

test('the sweep call takes what the rule leaves lying, and names what it took', async () => {
  const company = await world.company()
  const wallet = await company.wallet()
  await company.call('PUT', '/virtual-wallets/config/rules', {
    rules: [{ blockchain: 'POLYGON', sweep: { mode: 'MANUAL' } }],
  })
  await deposit(company, wallet, 6n * UNIT)
  await world.chain().mine(FINAL_BLOCKS)
  expect(await company.ledger('HOLDING')).toBe(0n)
  const sweep = () => company.call('POST', '/virtual-wallets/config/rules/sweep', { blockchain: 'polygon' })
  expect((await sweep()).body).toEqual({
    swept: [
      {
        wallet_id: wallet.id,
        token_address: usdc,
        amount: 6,
        transaction_hash: expect.stringMatching(/^0x[0-9a-f]{64}$/),
      },
    ],
  })
  expect((await sweep()).body).toEqual({ swept: [] })
  await world.mineUntil(async () => (await company.ledger('HOLDING')) === 6n * UNIT)
})

test('a wallet is deleted only when nothing of it is open; rests become the company’s and left-over gas is recovered', async () => {
  const company = await world.company()
  const wallet = await company.wallet()
  const remove = () => company.call('DELETE', `/virtual-wallets/${wallet.id}`)
  const notEmpty = {
    status: 412,
    body: { message: 'Wallet has balance, please transfer all tokens to another wallet before deleting it' },
  }
  await deposit(company, wallet, 2n * UNIT)
  expect(await remove()).toMatchObject(notEmpty)
  await company.owe(wallet.id, '0')
  expect(await remove(), 'the deposit is not final').toMatchObject(notEmpty)
  await world.mineUntil(async () => {
    const movements = await company.movements(wallet.id)
    return movements.some(({ data }) => (data as Record<string, unknown>).deposit_status === 'FINALIZED')
  })
  await world.chain().sendToken('USDC', wallet.address, UNIT / 2n)
  await world.mineUntil(async () => (await company.ledger('UNCREDITED')) === UNIT / 2n)
  await world.chain().sendCoin(wallet.address, 10n ** 15n)
  await world.chain().mine()
  const equityBefore = await company.ledger('EQUITY')

  const deleting = remove()
  let answered = false
  void deleting.then(() => {
    answered = true
  })
  await world.mineUntil(async () => answered)
  expect(await deleting).toEqual({ status: 200, body: {} })
  expect(await world.chain().rpc('eth_getBalance', [wallet.address, 'latest'])).toBe('0x0')
  expect((await company.call('GET', `/virtual-wallets/${wallet.id}`)).status).toBe(404)
  expect((await remove()).status).toBe(404)
  expect(await company.ledger('EQUITY')).toBe(equityBefore + UNIT / 2n)
  // What arrives afterwards is owed to nobody, and swept like the rest.
  await world.chain().sendToken('USDC', wallet.address, 3n * UNIT)
  await world.mineUntil(async () => (await company.ledger('HOLDING')) === (11n * UNIT) / 2n)
  await world.mineUntil(async () => (await company.ledger('UNSWEPT')) === 0n)
  expect(await company.ledger('EQUITY')).toBe(equityBefore + (7n * UNIT) / 2n)
})

test('a stuck payment is resolved by the operator alone', async () => {
  const company = await world.company()
  const wallet = await company.wallet()
  await company.fundHolding(4n * UNIT)
  await company.owe(wallet.id, '4')
  const { id, transaction_hash } = (await withdraw(company, wallet.id, outsider(), 4)).body
  const path = `/management/payments/${id}/resolve`
  expect((await company.call('POST', path, { outcome: 'cancel' })).status).toBe(401)
  expect(await world.operator('POST', path, { outcome: 'maybe' })).toMatchObject({
    status: 400,
    body: { code: 'VALUE_NOT_ALLOWED' },
  })
  expect((await world.operator('POST', path, { outcome: 'cancel' })).body).toMatchObject({
    id,
    status: 'PENDING',
    transaction_hash, // its own, not that of the cancellation, which pays nobody
  })
  await world.mineUntil(async () => {
    const { body } = await company.call('GET', `/management/payments/${id}`)
    expect(body.transaction_hash).toBe(transaction_hash)
    return body.status !== 'PENDING'
  })
  const payment = (await company.call('GET', `/management/payments/${id}`)).body
  expect(payment).toMatchObject({ status: 'FAILED', reason: expect.any(String) })
  expect(await company.balance(wallet.id)).toBe(4)
  expect(await company.ledger('HOLDING')).toBe(4n * UNIT)
  expect(await world.operator('POST', path, { outcome: 'retry' })).toMatchObject({
    status: 412,
    body: { code: 'VAL', message: 'Payment is already final' },
  })
  const unknown = '/management/payments/00000000-0000-7000-8000-000000000000/resolve'
  expect((await world.operator('POST', unknown, { outcome: 'retry' })).status).toBe(404)
})

test('a cancellation that the fee cap forbids is refused as that, and the payment goes on', async () => {
  const company = await world.company()
  const wallet = await company.wallet()
  await company.fundHolding(4n * UNIT)
  await company.owe(wallet.id, '4')
  const { id } = (await withdraw(company, wallet.id, outsider(), 4)).body
  await world.db
    .updateTable('chain_attempts')
    .set({ max_fee: world.chain().config.maxFeePerGas })
    .where('company_id', '=', company.id)
    .where('transaction_id', '=', id)
    .execute()
  const path = `/management/payments/${id}/resolve`
  expect(await world.operator('POST', path, { outcome: 'cancel' })).toMatchObject({
    status: 412,
    body: { code: 'VAL', message: expect.stringContaining('fee cap') },
  })
  await world.mineUntil(
    async () => (await company.call('GET', `/management/payments/${id}`)).body.status === 'SUCCESS',
  )
})

test('whoever runs the platform is told the gas account, and when it is low', async () => {
  const gas = async (): Promise<string> =>
    (await world.operator('GET', '/health/ready')).body.checks['gas POLYGON']
  const address = world.app.vault.address(GAS_KEY_PATH)
  expect(await gas()).toContain(`${address} has coin for`)
  const before = await world.chain().rpc('eth_getBalance', [address, 'latest'])
  await world.chain().rpc('anvil_setBalance', [address, '0x1'])
  await world.waitUntil(async () => (await gas()) === `low: send coin to ${address}`)
  await world.chain().rpc('anvil_setBalance', [address, before])
  await world.waitUntil(async () => (await gas()).includes('has coin for'))
})
