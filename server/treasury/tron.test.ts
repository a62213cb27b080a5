import { afterAll, beforeAll, expect, test } from 'vitest'
import { mining, openTreasuryWallet, verifyTreasury } from '../../tests/harness/treasury-world.ts'
import { startWalletWorld, type WalletCompany, type WalletWorld } from '../../tests/harness/wallet-world.ts'
import { connectChain } from '../chains/connect.ts'
import { GAS_KEY_PATH } from '../custody/derivation.ts'
import { decide, enforce, newPerson, openApproval, policy } from '../policies/policies.fixture.ts'

const TRX = 1_000_000n
const UNIT = 1_000_000n

let world: WalletWorld
beforeAll(async () => {
  world = await startWalletWorld({ chains: ['TRON'] })
})
afterAll(async () => {
  await verifyTreasury(world, [world.tron()])
  await world.stop()
})

/** An address of TRON that nobody else uses here. */
let used = 100
function receiver(): string {
  used += 1
  return connectChain(world.tron().config).addresses.ofKey(world.app.vault, `m/44'/60'/77'/0/${used}`)
}
const statusOf = async (company: WalletCompany, id: string) =>
  (await company.call('GET', `/management/payments/${id}`)).body.status
const paid = (company: WalletCompany, id: string) =>
  world.mineUntil(async () => (await statusOf(company, id)) === 'SUCCESS')

test('a wallet on TRON takes USDT and TRX as deposits, pays both, and gives the gas left on it back when it is deleted', async () => {
  const company = await world.company()
  const wallet = await openTreasuryWallet(world, company, { blockchain: 'TRON' })
  const tron = world.tron()
  const usdt = tron.token('USDT').address
  expect(wallet.address).toMatch(/^T[1-9A-HJ-NP-Za-km-z]{33}$/)
  expect(await wallet.balances()).toEqual({ TRX: 0, USDT: 0 })

  await wallet.fund('USDT', 10n * UNIT)
  expect((await company.events())[0]).toMatchObject({ event_type: 'deposit', data: { amount: '10' } })
  const to = receiver()
  const first = await wallet.transfer(to, '2.5', usdt)
  expect(first.body).toMatchObject({ status: 'PENDING' })
  await paid(company, first.body.id)
  expect(await tron.tokenBalance('USDT', to)).toBe((5n * UNIT) / 2n)
  const { gas_given, gas_spent } = await wallet.row()
  expect(await tron.coinBalance(wallet.address)).toBe(gas_given - gas_spent)
  expect((await wallet.transfer(to, 1)).body.message).toBe('Insufficient balance')

  await wallet.fundCoin(50n * TRX)
  const coin = await wallet.transfer(to, 50)
  expect(coin.status).toBe(200)
  await paid(company, coin.body.id)
  expect(await tron.coinBalance(to)).toBe(50n * TRX)
  expect((await wallet.movements()).map(({ operation, status }) => [operation, status])).toEqual([
    ['TRANSFER', 'SUCCESS'],
    ['DEPOSIT', 'SUCCESS'],
    ['TRANSFER', 'SUCCESS'],
    ['DEPOSIT', 'SUCCESS'],
  ])

  const rest = await wallet.transfer(to, '7.5', usdt)
  await paid(company, rest.body.id)
  await world.mineUntil(async () =>
    (await company.call('GET', '/management/deposits?product=treasury')).body.items.every(
      ({ status }: { status: string }) => status === 'FINALIZED',
    ),
  )
  const gas = connectChain(tron.config).addresses.ofKey(world.app.vault, GAS_KEY_PATH)
  const before = await tron.coinBalance(gas)
  const deleted = await mining(tron, wallet.call('DELETE', '/delete'))
  expect(deleted).toMatchObject({ status: 200, body: { enabled: false } })
  expect(await tron.coinBalance(gas)).toBeGreaterThan(before)
})

test('coin that a fork took from a wallet is not made up by the gas account: the transfer waits until the wallet has it again', async () => {
  const company = await world.company()
  const wallet = await openTreasuryWallet(world, company, { blockchain: 'TRON' })
  const tron = world.tron()
  const before = await tron.height()
  await wallet.fundCoin(100n * TRX)
  const admin = await newPerson(world, company.id)
  await enforce(company, admin, [policy({ products: ['treasury'], approval_above: 1 })])
  const to = receiver()
  const { body } = await wallet.transfer(to, 90)
  expect(body).toMatchObject({ status: 'PENDING', transaction_hash: null })
  await tron.reorg({ depth: (await tron.height()) - before, keepTransactions: false })
  // Gas may be there again already.
  expect(await tron.coinBalance(wallet.address)).toBeLessThan(90n * TRX)
  expect((await decide(admin, (await openApproval(company)).id, 'APPROVE')).status).toBe(200)
  const told = async () =>
    await world.db
      .selectFrom('chain_transactions')
      .select('last_error')
      .where('company_id', '=', company.id)
      .where('id', '=', body.id)
      .executeTakeFirst()
  await world.mineUntil(async () => /has 0 sun of its own/.test((await told())?.last_error ?? ''))
  const gas = await world.db
    .selectFrom('chain_transactions')
    .select('intent')
    .where('company_id', '=', company.id)
    .where('purpose', '=', 'treasury_gas')
    .execute()
  expect(gas.map(({ intent }) => BigInt((intent as { amount: string }).amount) < 90n * TRX)).not.toContain(
    false,
  )
  expect(await tron.coinBalance(to)).toBe(0n)
  await wallet.fundCoin(100n * TRX)
  await paid(company, body.id)
  expect(await tron.coinBalance(to)).toBe(90n * TRX)
})

test('gas that lies on a wallet carries nothing: a transfer whose deposit a fork took waits until the wallet has it again', async () => {
  const company = await world.company()
  const wallet = await openTreasuryWallet(world, company, { blockchain: 'TRON' })
  const tron = world.tron()
  await wallet.fund('USDT', 10n * UNIT)
  const token = await wallet.transfer(receiver(), 1, tron.token('USDT').address)
  await paid(company, token.body.id)
  const gas = await tron.coinBalance(wallet.address)
  expect(gas).toBeGreaterThan(5n * TRX)
  const before = await tron.height()
  await wallet.fundCoin(5n * TRX)
  const admin = await newPerson(world, company.id)
  await enforce(company, admin, [policy({ products: ['treasury'], approval_above: 0.1 })])
  const to = receiver()
  const { body } = await wallet.transfer(to, 5)
  expect(body).toMatchObject({ status: 'PENDING', transaction_hash: null })
  await tron.reorg({ depth: (await tron.height()) - before, keepTransactions: false })
  expect(await tron.coinBalance(wallet.address)).toBeGreaterThanOrEqual(gas)
  expect((await decide(admin, (await openApproval(company)).id, 'APPROVE')).status).toBe(200)
  const told = () =>
    world.db
      .selectFrom('chain_transactions')
      .select('last_error')
      .where('company_id', '=', company.id)
      .where('id', '=', body.id)
      .executeTakeFirst()
  await world.mineUntil(async () => /has 0 sun of its own/.test((await told())?.last_error ?? ''))
  expect(await tron.coinBalance(to)).toBe(0n)
  await wallet.fundCoin(5n * TRX)
  await paid(company, body.id)
  expect(await tron.coinBalance(to)).toBe(5n * TRX)
})

test.each([
  ['0x1111111111111111111111111111111111111111'],
  ['41a614f803b6fd780986a42c78ec9c7f77e6ded13c'],
  ['TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6u'],
  [' TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t'],
  ['tr7nhqjekqxgtci8q8zy4pl8otszgjlj6t'],
  [''],
])('%j is no address of TRON: W11', async (to) => {
  const company = await world.company()
  const wallet = await openTreasuryWallet(world, company, { blockchain: 'TRON' })
  expect(await wallet.call('POST', '/transfer', { to, amount: 1 })).toMatchObject({
    status: 412,
    body: { code: 'VAL', message: 'Invalid wallet address' },
  })
})
