import { afterAll, beforeAll, expect, test } from 'vitest'
import { deployTokens, transferData } from '../../sandbox/chains/tokens.ts'
import { newId } from '../kernel/ids.ts'
import { startWorld, USD, type World } from './world.fixture.ts'

let world: World

beforeAll(async () => {
  world = await startWorld()
})
afterAll(() => world.stop())

test('many deposits in one block, several in one transaction and by a contract are each credited once', async () => {
  const { chain } = world
  const [a, b] = [await world.openWallet(), await world.openWallet()]
  for (let index = 0; index < 20; index += 1) await chain.sendToken('USDC', a.address, 2n * USD)
  const dispersed = await chain.disperse('USDC', [
    { to: b.address, amount: 3n * USD },
    { to: a.address, amount: 5n * USD },
    { to: b.address, amount: 3n * USD },
  ])
  await world.pass(1)
  await world.settle()

  expect(await world.balance('VIRTUAL_BALANCE', a.companyId, a.walletId)).toBe(45n * USD)
  expect(await world.balance('VIRTUAL_BALANCE', b.companyId, b.walletId)).toBe(6n * USD)
  const inOne = (await world.rows(b.companyId)).filter((row) => row.tx_hash === dispersed)
  const [first, second] = inOne
  expect(inOne.map((row) => row.operation_id)).toEqual([dispersed, `${dispersed}:${second?.log_index}`])
  expect(first?.status).toBe('CONFIRMED')
  await world.verify()
})

test('small deposits of one address and token are kept, and credited together when they reach one dollar', async () => {
  const { chain } = world
  const wallet = await world.openWallet()
  const { companyId, walletId, address } = wallet
  await chain.sendToken('USDC', address, 400_000n)
  await world.pass(1)
  await chain.sendToken('USDC', address, 599_999n)
  await world.pass(1)
  expect((await world.rows(companyId)).map((row) => row.status)).toEqual(['BELOW_MINIMUM', 'BELOW_MINIMUM'])
  expect(await world.balance('UNCREDITED', companyId)).toBe(999_999n)
  await chain.sendToken('USDT', address, 900_000n)
  await world.pass(1)
  expect(await world.balance('VIRTUAL_BALANCE', companyId, walletId)).toBe(0n)

  await chain.sendToken('USDC', address, 1n)
  await world.pass(1)
  expect(await world.balance('VIRTUAL_BALANCE', companyId, walletId)).toBe(USD)
  expect(await world.balance('UNCREDITED', companyId)).toBe(0n)
  const credited = world.product.told.filter((line) => line.startsWith('credited'))
  for (const row of await world.rows(companyId)) {
    const isUsdc = row.token_address === chain.token('USDC').address
    expect(row.status).toBe(isUsdc ? 'CONFIRMED' : 'BELOW_MINIMUM')
    expect(credited.includes(`credited ${row.operation_id}`)).toBe(isUsdc)
  }
  await world.verify()
})

test('coin, unlisted tokens and what arrives for a deleted wallet are recorded and owed to nobody', async () => {
  const { chain, database } = world
  const wallet = await world.openWallet()
  const retired = await world.openWallet(wallet.companyId)
  await world.openHolding(wallet.companyId)
  await database.db
    .updateTable('address_directory')
    .set({ retired_at: new Date() })
    .where('wallet_id', '=', retired.walletId)
    .execute()
  await chain.sendCoin(wallet.address, 7n)
  await chain.sendToken('USDC', retired.address, 3n * USD)
  await world.pass(1)
  const statuses = (await world.rows(wallet.companyId)).map((row) => [row.status, row.log_index, row.amount])
  expect(statuses.toSorted()).toEqual([
    ['UNATTRIBUTED', expect.any(Number), 3n * USD],
    ['UNSUPPORTED', -1, 7n],
  ])
  expect(await world.balance('EQUITY', wallet.companyId)).toBe(3n * USD)
  const alerts = await database.db
    .selectFrom('webhook_events')
    .select(['event_type', 'data'])
    .where('company_id', '=', wallet.companyId)
    .execute()
  expect(alerts).toMatchObject([
    { event_type: 'alert', data: { type: 'UNATTRIBUTED_DEPOSIT', value: '3', wallet_id: retired.walletId } },
  ])
  await world.verify()
})

test('what reaches a wallet of the company itself lies where it stays: no sweep takes it, and it is final with its own block', async () => {
  const { chain } = world
  const wallet = await world.openWallet(undefined, 'WALLET')
  await chain.sendCoin(wallet.address, 7n)
  await chain.sendToken('USDC', wallet.address, 5n * USD)
  await world.pass(1)
  const shown = async () =>
    (await world.rows(wallet.companyId))
      .map((row) => [row.status, row.amount, row.to_holding, row.sweep_block_number === row.block_number])
      .toSorted()
  expect(await shown()).toEqual([
    ['CONFIRMED', 5n * USD, true, true],
    ['UNSUPPORTED', 7n, true, true],
  ])
  expect(await world.balance('HOLDING', wallet.companyId)).toBe(5n * USD)
  await world.pass(chain.config.finalConfirmations - 1)
  expect((await shown()).map(([status]) => status)).toEqual(['FINALIZED', 'UNSUPPORTED'])
  await world.verify()
})

test("one company's custom token is credited to it, is unsupported for another, and unwatched once removed", async () => {
  const { chain, database } = world
  const [owner, other] = [await world.openWallet(), await world.openWallet()]
  const custom = await deployCustomToken(chain)
  await database.db
    .insertInto('companies')
    .values({
      company_id: owner.companyId,
      name: 'Owner',
      email: `${owner.companyId}@example.test`,
      webhook_secret: 'sealed',
      treasury_wallets: 1,
      virtual_wallets: 1,
      virtual_cards: 1,
      created_at: new Date(),
    })
    .execute()
  const id = newId()
  await database.db
    .insertInto('custom_tokens')
    .values({
      company_id: owner.companyId,
      id,
      chain: 'POLYGON',
      address: custom.address,
      name: 'Custom',
      symbol: 'CUS',
      decimals: 6,
      usd_price: '0.25',
      created_at: new Date(),
    })
    .execute()
  await custom.send(owner.address, 4n * USD)
  await custom.send(owner.address, 4n * USD - 1n)
  await custom.send(other.address, 4n * USD)
  await world.pass(1)
  expect((await world.rows(owner.companyId)).map((row) => row.status)).toEqual(['CONFIRMED', 'CONFIRMED'])
  expect((await world.rows(other.companyId)).map((row) => row.status)).toEqual(['UNSUPPORTED'])

  expect(await world.tokens.watched('POLYGON')).toContain(custom.address)
  await database.db
    .updateTable('custom_tokens')
    .set({ deleted_at: new Date() })
    .where('id', '=', id)
    .execute()
  expect(await world.tokens.watched('POLYGON')).not.toContain(custom.address)
  expect(await world.tokens.find(database.db, owner.companyId, 'POLYGON', custom.address)).toBeNull()
  await world.verify()
})

test('a sweep takes what stands before it, and deposit and sweep together become final', async () => {
  const { chain } = world
  const wallet = await world.openWallet()
  const holding = await world.openHolding(wallet.companyId)
  await chain.sendToken('USDC', wallet.address, 5n * USD)
  await chain.sendToken('USDC', wallet.address, 6n * USD)
  await world.pass(1)
  expect(await world.balance('UNSWEPT', wallet.companyId)).toBe(11n * USD)
  const sweep = await world.sweep(wallet, holding)
  await world.pass(1)
  await chain.sendToken('USDC', wallet.address, 7n * USD)
  await chain.sendToken('USDC', holding.address, 9n * USD)
  await world.pass(1)
  expect(await world.balance('HOLDING', wallet.companyId)).toBe(20n * USD)
  expect(await world.balance('UNSWEPT', wallet.companyId)).toBe(7n * USD)
  expect(await world.balance('EQUITY', wallet.companyId)).toBe(9n * USD)
  expect((await world.rows(wallet.companyId)).map((row) => [row.status, row.sweep_tx_hash])).toEqual([
    ['CONFIRMED', sweep],
    ['CONFIRMED', sweep],
    ['CONFIRMED', null],
  ])
  await world.pass(10)
  expect((await world.rows(wallet.companyId)).map((row) => row.status)).toEqual([
    'FINALIZED',
    'FINALIZED',
    'CONFIRMED',
  ])
  await world.verify()
})

test('what arrived while nothing watched is found in the order of the chain, and once', async () => {
  const { chain } = world
  const wallet = await world.openWallet()
  for (let round = 0; round < 6; round += 1) {
    await chain.sendToken('USDC', wallet.address, 2n * USD)
    await chain.mine(150)
  }
  await world.settle()
  await world.settle()
  const rows = await world.rows(wallet.companyId)
  expect(rows.map((row) => row.status)).toEqual(Array(6).fill('CONFIRMED'))
  expect(rows.map((row) => Number(row.block_number - (rows[0]?.block_number ?? 0n)))).toEqual([
    0, 150, 300, 450, 600, 750,
  ])
  expect(await world.balance('VIRTUAL_BALANCE', wallet.companyId, wallet.walletId)).toBe(12n * USD)
  await world.verify()
})

async function deployCustomToken(chain: World['chain']) {
  const [token] = await deployTokens(chain.url, [{ name: 'Custom', symbol: 'CUS', decimals: 6 }])
  if (token === undefined) throw new Error('not deployed')
  return {
    address: token.address,
    send: (to: string, amount: bigint) => chain.send({ to: token.address, data: transferData(to, amount) }),
  }
}
