import { encodeFunctionData, getAddress, parseAbi, toHex } from 'viem'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { FAUCET } from '../../sandbox/chains/tokens.ts'
import type { TestChain } from '../../tests/harness/anvil.ts'
import { freshAddress } from '../../tests/harness/sender-world.ts'
import {
  gasAddress,
  isGasRecorded,
  openTreasuryWallet,
  verifyTreasury,
} from '../../tests/harness/treasury-world.ts'
import { startWalletWorld, type WalletCompany, type WalletWorld } from '../../tests/harness/wallet-world.ts'

const UNITS = { POLYGON: 1_000_000n, BSC: 10n ** 18n } as const
const COIN = 10n ** 18n
const FREEZE_ABI = parseAbi(['function setFrozen(address account, bool frozen)'])

let world: WalletWorld
beforeAll(async () => {
  world = await startWalletWorld({ chains: ['POLYGON', 'BSC'] })
})
afterAll(async () => {
  await verifyTreasury(world, [world.chain('POLYGON'), world.chain('BSC')])
  await world.stop()
})

const coinOf = async (address: string, blockchain = 'POLYGON') =>
  BigInt(String(await world.chain(blockchain).rpc('eth_getBalance', [address, 'latest'])))
const paymentOf = async (company: WalletCompany, id: string) =>
  (await company.call('GET', `/management/payments/${id}`)).body
/** Before what waits for a block: that is forgotten by the node, and the sender gives it to the node again. */
async function freeze({ rpc, token, mine }: TestChain, account: string, frozen: boolean) {
  await rpc('anvil_dropAllTransactions', [])
  const args = [getAddress(account), frozen] as const
  const data = encodeFunctionData({ abi: FREEZE_ABI, args })
  // The sender may broadcast again what was just dropped: in the same block, this one comes first.
  const price = toHex(1_000_000_000_000n)
  const fees = { gas: toHex(100_000), maxFeePerGas: price, maxPriorityFeePerGas: price }
  await rpc('eth_sendTransaction', [{ from: FAUCET.address, to: token('USDC').address, data, ...fees }])
  await mine()
}
const ended = (company: WalletCompany, id: string) =>
  world.mineUntil(async () => ['SUCCESS', 'FAILED'].includes((await paymentOf(company, id)).status))

test('a transfer repeated under its key with the ids of the path in capitals is the same transfer', async () => {
  const company = await world.company()
  const wallet = await openTreasuryWallet(world, company)
  await wallet.fund('USDC', 10n * UNITS.POLYGON)
  const body = { to: freshAddress(), amount: 2, token_address: wallet.chain.token('USDC').address }
  const headers = { 'idempotency-key': 'one transfer' }
  const first = await wallet.call('POST', '/transfer', body, headers)
  const path = `/mpc/accounts/${wallet.accountId.toUpperCase()}/wallets/${wallet.id.toUpperCase()}/transfer`
  expect(await company.call('POST', path, body, headers)).toEqual(first)
  expect(await wallet.movements('TRANSFER')).toHaveLength(1)
})

describe.each(['POLYGON', 'BSC'] as const)('on %s', (blockchain) => {
  const unit = UNITS[blockchain]

  test('tokens are paid from a wallet that never had coin, with gas of the platform; payment, movement and event tell of it', async () => {
    const company = await world.company()
    const wallet = await openTreasuryWallet(world, company, { blockchain })
    const usdc = wallet.chain.token('USDC').address
    await wallet.fund('USDC', 10n * unit)
    const to = freshAddress()
    const reply = await wallet.transfer(to, '2.5', usdc)
    expect(reply).toEqual({
      status: 200,
      body: { id: expect.any(String), transaction_hash: expect.stringMatching(/^0x/), status: 'PENDING' },
    })
    const { id, transaction_hash: hash } = reply.body
    expect((await wallet.movements('TRANSFER'))[0]).toMatchObject({ status: 'PENDING', operation_id: id })
    await ended(company, id)
    expect(await wallet.chain.tokenBalance('USDC', to)).toBe((unit * 5n) / 2n)
    expect((await wallet.balances()).USDC).toBe(7.5)
    expect(await paymentOf(company, id)).toMatchObject({
      product: 'treasury',
      operation: 'transfer',
      wallet_id: wallet.id,
      amount: 2.5,
      to_address: to,
      transaction_hash: hash,
      status: 'SUCCESS',
    })
    expect((await wallet.movements('TRANSFER'))[0]).toEqual({
      account_id: wallet.accountId,
      wallet_id: wallet.id,
      amount: 2.5,
      operation: 'TRANSFER',
      datetime: expect.stringMatching(/Z$/),
      blockchain,
      transaction_hash: hash,
      data: {
        to_wallet_address: to,
        token: { address: usdc, symbol: 'USDC' },
        network_fee: expect.any(Number),
        reason: null,
      },
      status: 'SUCCESS',
      operation_id: id,
    })
    const event = (await company.events()).at(-1)
    expect(event).toMatchObject({
      event_type: 'transfer',
      operation_id: id,
      status: 'success',
      data: {
        wallet_id: wallet.id,
        wallet_address: wallet.address,
        blockchain: blockchain.toLowerCase(),
        transaction_hash: hash,
        to_wallet_address: to,
        amount: '2.5',
        token: { name: expect.any(String), symbol: 'USDC', address: usdc },
        created_at: expect.stringMatching(/Z$/),
      },
    })
  })

  test('gas of the platform is no deposit and is not spendable; the wallet pays all of its own coin, to the last unit', async () => {
    const company = await world.company()
    const wallet = await openTreasuryWallet(world, company, { blockchain })
    const to = freshAddress()
    await wallet.fund('USDC', unit)
    const first = await wallet.transfer(to, 1, wallet.chain.token('USDC').address)
    await ended(company, first.body.id)
    await world.mineUntil(async () => (await wallet.row()).gas_given > 0n)
    expect(await coinOf(wallet.address, blockchain)).toBeGreaterThan(0n)
    const { gas_given, gas_spent } = await wallet.row()
    expect(await coinOf(wallet.address, blockchain)).toBe(gas_given - gas_spent)
    expect((await wallet.movements('DEPOSIT')).length).toBe(1)
    expect(await wallet.transfer(to, '0.000001')).toMatchObject({
      status: 400,
      body: { code: 'APP_ERROR', message: 'Insufficient balance' },
    })
    await wallet.fundCoin(2n * COIN)
    expect((await wallet.transfer(to, '2.000001')).body.message).toBe('Insufficient balance')
    const all = await wallet.transfer(to, 2)
    expect(all.status).toBe(200)
    await ended(company, all.body.id)
    expect(await coinOf(to, blockchain)).toBe(2n * COIN)
    const after = await wallet.row()
    expect(await coinOf(wallet.address, blockchain)).toBe(after.gas_given - after.gas_spent)
  })
})

test('of two transfers of one balance, ten times at once, one is made and the others are refused (A4)', async () => {
  const company = await world.company()
  const wallet = await openTreasuryWallet(world, company)
  const usdc = wallet.chain.token('USDC').address
  await wallet.fund('USDC', 10_000_000n)
  const receivers = Array.from({ length: 10 }, () => freshAddress())
  const replies = await Promise.all(receivers.map((to) => wallet.transfer(to, 6, usdc)))
  expect(replies.map(({ status }) => status).sort()).toEqual([200, ...Array(9).fill(400)])
  const made = replies.find(({ status }) => status === 200)
  // 4 are left, before the first is mined, while it is mined and not final, and after.
  expect((await wallet.transfer(freshAddress(), 4.000001, usdc)).status).toBe(400)
  const rest = await wallet.transfer(freshAddress(), 4, usdc)
  expect(rest.status).toBe(200)
  await ended(company, made?.body.id)
  await ended(company, rest.body.id)
  expect((await wallet.balances()).USDC).toBe(0)
})

test('a retry with the same key gets the one result, and nothing is paid twice', async () => {
  const company = await world.company()
  const wallet = await openTreasuryWallet(world, company)
  const usdc = wallet.chain.token('USDC').address
  await wallet.fund('USDC', 10_000_000n)
  const to = freshAddress()
  const headers = { 'Idempotency-Key': 'once' }
  const first = await wallet.transfer(to, 3, usdc, headers)
  expect(await wallet.transfer(to, 3, usdc, headers)).toEqual(first)
  await ended(company, first.body.id)
  expect(await wallet.transfer(to, 3, usdc, headers)).toEqual(first)
  expect(await wallet.chain.tokenBalance('USDC', to)).toBe(3_000_000n)
  expect((await wallet.transfer(to, 4, usdc, headers)).body.message).toContain('different request')
})

test('a transfer to an own wallet goes on chain, and is a deposit there', async () => {
  const company = await world.company()
  const from = await openTreasuryWallet(world, company)
  const to = await openTreasuryWallet(world, company, { accountId: from.accountId })
  await from.fund('USDC', 5_000_000n)
  const reply = await from.transfer(to.address.toLowerCase(), 5, from.chain.token('USDC').address)
  await ended(company, reply.body.id)
  expect([(await from.balances()).USDC, (await to.balances()).USDC]).toEqual([0, 5])
  expect((await to.movements())[0]).toMatchObject({
    operation: 'DEPOSIT',
    operation_id: reply.body.transaction_hash,
    data: { from_wallet_address: from.address },
  })
})

test('a transfer whose tokens are gone when it is mined ends FAILED with its reason, and what is there can be paid', async () => {
  const company = await world.company()
  const wallet = await openTreasuryWallet(world, company)
  const { chain } = wallet
  const usdc = chain.token('USDC').address
  await wallet.fund('USDC', 5_000_000n)
  await ended(company, (await wallet.transfer(freshAddress(), 1, usdc)).body.id)
  const { body } = await company.call(
    'POST',
    `/mpc/accounts/${wallet.accountId}/wallets/${wallet.id}/transfer`,
    {
      to: freshAddress(),
      amount: 4,
      token_address: usdc,
    },
  )
  expect(body).toMatchObject({ status: 'PENDING', transaction_hash: expect.stringMatching(/^0x/) })
  await freeze(chain, wallet.address, true)
  await ended(company, body.id)
  expect(await paymentOf(company, body.id)).toMatchObject({ status: 'FAILED', reason: expect.any(String) })
  const [movement] = await wallet.movements('TRANSFER')
  expect(movement).toMatchObject({ status: 'FAILED', data: { reason: expect.any(String) } })
  expect((await company.events()).at(-1)).toMatchObject({
    event_type: 'transfer',
    status: 'failed',
    reason: expect.any(String),
  })
  expect((await wallet.balances()).USDC).toBe(4)
  await freeze(chain, wallet.address, false)
  await world.mineUntil(() => isGasRecorded(world, company))
  const { gas_given, gas_spent } = await wallet.row()
  expect(await coinOf(wallet.address)).toBe(gas_given - gas_spent)
  await ended(company, (await wallet.transfer(freshAddress(), 4, usdc)).body.id)
})

test('a transfer whose block leaves the chain keeps its sum, is sent again, and is paid once', async () => {
  const company = await world.company()
  const wallet = await openTreasuryWallet(world, company)
  const { chain } = wallet
  const usdc = chain.token('USDC').address
  await wallet.fund('USDC', 5_000_000n)
  await ended(company, (await wallet.transfer(freshAddress(), 1, usdc)).body.id)
  const path = `/mpc/accounts/${wallet.accountId}/wallets/${wallet.id}/transfer`
  const order = { to: freshAddress(), amount: 4, token_address: usdc }
  const { body } = await company.call('POST', path, order)
  await world.mineUntil(async () => (await paymentOf(company, body.id)).confirmations > 0)
  const { blockNumber } = await chain.receipt(body.transaction_hash)
  await chain.reorg({ depth: (await chain.height()) - Number(blockNumber) + 1, keepTransactions: false })
  expect(await chain.tokenBalance('USDC', order.to)).toBe(0n)
  await ended(company, body.id)
  expect(await chain.tokenBalance('USDC', order.to)).toBe(4_000_000n)
  expect((await wallet.balances()).USDC).toBe(0)
  expect((await company.events()).filter(({ event_type }) => event_type === 'transfer')).toHaveLength(2)
})

test('twenty transfers in a row of a wallet without coin are all paid: gas for all of them comes', async () => {
  const company = await world.company()
  const wallet = await openTreasuryWallet(world, company, { blockchain: 'BSC' })
  const usdc = wallet.chain.token('USDC').address
  await wallet.fund('USDC', 20n * UNITS.BSC)
  const to = freshAddress()
  const replies = await Promise.all(Array.from({ length: 20 }, () => wallet.transfer(to, 1, usdc)))
  expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([200]))
  for (const { body } of replies) await ended(company, body.id)
  expect(await wallet.chain.tokenBalance('USDC', to)).toBe(20n * UNITS.BSC)
  // A payment of gas can still be on its way to the books when the last transfer has ended.
  await world.mineUntil(async () => {
    const { gas_given, gas_spent } = await wallet.row()
    return (await coinOf(wallet.address, 'BSC')) === gas_given - gas_spent
  })
})

describe('is refused, in the order of the contract,', () => {
  const NOBODY = '0x0000000000000000000000000000000000000000'
  test.each<[string, object | string, number, string]>([
    ['without to', { amount: 1 }, 400, 'to is required'],
    ['without amount', { to: 'OUT' }, 400, 'amount is required'],
    ['an amount that is no number', { to: 'OUT', amount: 'many' }, 400, 'amount must be'],
    ['a to that is no text', { to: 7, amount: 1 }, 400, 'to must be a text'],
    ['a token that is no text', { to: 'OUT', amount: 1, token_address: 7 }, 400, 'token_address must be'],
    [
      'an unknown token (W9)',
      { to: 'bad', amount: 0, token_address: 'EVERY' },
      412,
      'is not available on POLYGON',
    ],
    ['an address with blanks (W11)', { to: ' OUT', amount: 0 }, 412, 'Invalid wallet address'],
    ['an address of nobody (W11)', { to: NOBODY, amount: 0 }, 412, 'Invalid wallet address'],
    [
      'the token itself (W8)',
      { to: 'USDC', amount: 0 },
      412,
      'Cannot transfer tokens to token contract address',
    ],
    [
      'the coin itself (W8)',
      { to: 'COIN', amount: 0 },
      412,
      'Cannot transfer tokens to token contract address',
    ],
    ['itself (W10)', { to: 'SELF', amount: 0 }, 412, 'Destination wallet must be different'],
    ['zero', { to: 'OUT', amount: 0 }, 412, 'amount must be greater than zero'],
    ['less than zero', { to: 'OUT', amount: -1 }, 412, 'amount must be greater than zero'],
    [
      '7 decimals (A3)',
      { to: 'OUT', amount: '0.0000001' },
      412,
      'amount must have at most 9 integer digits and 6 decimals',
    ],
    [
      '10 digits (A3)',
      { to: 'OUT', amount: 1_000_000_000 },
      412,
      'amount must have at most 9 integer digits and 6 decimals',
    ],
    [
      'a huge number (A3)',
      { to: 'OUT', amount: '9'.repeat(400) },
      412,
      'amount must have at most 9 integer digits and 6 decimals',
    ],
    ['more than there is (A4)', { to: 'OUT', amount: 999_999_999.999999 }, 400, 'Insufficient balance'],
    ['a body that is a list', '[]', 400, ''],
    ['a body that is no JSON', '{', 400, ''],
  ])('%s', async (_what, body, status, message) => {
    const company = await world.company()
    const wallet = await openTreasuryWallet(world, company)
    const texts: Record<string, string> = {
      OUT: '0x1111111111111111111111111111111111111111',
      ' OUT': ' 0x1111111111111111111111111111111111111111',
      USDC: wallet.chain.token('USDC').address,
      COIN: wallet.chain.config.nativeAddress,
      SELF: wallet.address,
      EVERY: getAddress(`0x${'22'.repeat(20)}`),
    }
    const filled =
      typeof body === 'string'
        ? body
        : Object.fromEntries(Object.entries(body).map(([key, value]) => [key, texts[String(value)] ?? value]))
    const reply = await wallet.call('POST', '/transfer', filled)
    expect(reply.status).toBe(status)
    expect(reply.body.message).toContain(message)
    expect(await wallet.movements()).toEqual([])
  })
})

test('a key of level 1 reads and does not pay', async () => {
  const company = await world.company()
  const wallet = await openTreasuryWallet(world, company)
  const { body } = await company.call('POST', '/management/keys/create', {
    name: 'reader',
    levels: { treasury: 1 },
  })
  const headers = { 'x-api-key': body.api_key }
  expect((await wallet.call('GET', '/balance', undefined, headers)).status).toBe(200)
  const order = { to: gasAddress(world), amount: 1 }
  expect((await wallet.call('POST', '/transfer', order, headers)).status).toBe(401)
})
