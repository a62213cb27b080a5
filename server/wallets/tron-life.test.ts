import { afterAll, beforeAll, expect, test } from 'vitest'
import { stakeForEnergy } from '../../sandbox/tron/stake.ts'
import type { TronTestChain } from '../../tests/harness/tron-chain.ts'
import { freshTronAddress } from '../../tests/harness/tron-sender-world.ts'
import { startWalletWorld, type WalletCompany, type WalletWorld } from '../../tests/harness/wallet-world.ts'

const UNIT = 1_000_000n

let world: WalletWorld
let chain: TronTestChain
let usdt: string
beforeAll(async () => {
  world = await startWalletWorld({ chains: ['POLYGON', 'TRON'] })
  chain = world.tron()
  usdt = chain.token('USDT').address
})
afterAll(() => world.stop())

type Wallet = { id: string; address: string }
const owed = (company: WalletCompany, wallet: Wallet) => company.ledger('VIRTUAL_BALANCE', wallet.id, 'TRON')

async function deposit(company: WalletCompany, wallet: Wallet, units: bigint): Promise<string> {
  const before = await owed(company, wallet)
  const hash = await chain.sendToken('USDT', wallet.address, units)
  await chain.mine()
  await world.waitUntil(async () => (await owed(company, wallet)) === before + units)
  return hash
}

async function holdingOf(company: WalletCompany): Promise<string> {
  return (await company.call('GET', '/virtual-wallets/holding?blockchain=TRON')).body.wallet_address
}

async function isFinal(company: WalletCompany, wallet: Wallet): Promise<boolean> {
  const movements = await company.movements(wallet.id)
  const states = movements.map(({ data }) => (data as Record<string, unknown>).deposit_status)
  return states.length > 0 && states.every((state) => state === 'FINALIZED')
}

test('a deposit on TRON is credited once, swept by its own address with coin that it is given, and paid out', async () => {
  const company = await world.company()
  const wallet = await company.wallet('TRON')
  expect(wallet.address).toMatch(/^T/)
  const holding = await holdingOf(company)
  const hash = await deposit(company, wallet, 40n * UNIT)
  expect(await company.balance(wallet.id, 'USDT')).toBe(40)
  const first = async () => (await company.movements(wallet.id)).at(-1)
  await world.mineUntil(() => isFinal(company, wallet))
  expect(await first()).toMatchObject({
    operation: 'DEPOSIT',
    operation_id: hash,
    status: 'COMPLETED',
    transaction_hash: hash,
    amount: 40,
  })
  expect(await chain.tokenBalance('USDT', holding)).toBe(40n * UNIT)
  expect(await company.ledger('HOLDING', undefined, 'TRON')).toBe(40n * UNIT)

  const receiver = freshTronAddress()
  const paid = await company.call(
    'POST',
    `/virtual-wallets/${wallet.id}/withdraw`,
    { to_wallet_address: receiver, token_address: usdt, amount: 15 },
    { 'idempotency-key': 'tron-1' },
  )
  expect(paid.status).toBe(200)
  await world.mineUntil(async () => (await chain.tokenBalance('USDT', receiver)) > 0n)
  await world.mineUntil(async () =>
    (await company.events()).some(
      ({ event_type, status }) => event_type === 'withdraw' && status === 'success',
    ),
  )
  expect(await chain.tokenBalance('USDT', receiver)).toBe(15n * UNIT)
  expect(await owed(company, wallet)).toBe(25n * UNIT)
  const again = await company.call(
    'POST',
    `/virtual-wallets/${wallet.id}/withdraw`,
    { to_wallet_address: receiver, token_address: usdt, amount: 15 },
    { 'idempotency-key': 'tron-1' },
  )
  expect(again.body).toEqual(paid.body)
})

test('a deposit whose block a fork takes is taken back, and credited once when it comes again', async () => {
  const company = await world.company()
  const wallet = await company.wallet('TRON')
  await deposit(company, wallet, 3n * UNIT)
  await chain.reorg({ depth: 1, keepTransactions: false })
  await chain.mine()
  await world.waitUntil(async () => (await owed(company, wallet)) === 0n)
  const kept = await company.wallet('TRON')
  await deposit(company, kept, 4n * UNIT)
  await chain.reorg({ depth: 1, keepTransactions: true })
  const holding = await holdingOf(company)
  await world.mineUntil(async () => (await chain.tokenBalance('USDT', holding)) === 4n * UNIT)
  await world.waitUntil(async () => (await owed(company, kept)) === 4n * UNIT)
  expect(await owed(company, wallet)).toBe(0n)
})

test('a sweep takes the deposits it was made for; what comes before it is mined waits for the next, and nothing is left', async () => {
  const company = await world.company()
  const wallet = await company.wallet('TRON')
  await deposit(company, wallet, 5n * UNIT)
  // Blocks come while more arrives: some deposits land between a sweep's signature and its block.
  for (let more = 0; more < 4; more += 1) {
    await chain.sendToken('USDT', wallet.address, 2n * UNIT)
    await chain.mine()
  }
  await world.mineUntil(async () => (await company.movements(wallet.id)).length === 5)
  await world.mineUntil(() => isFinal(company, wallet))
  expect(await chain.tokenBalance('USDT', await holdingOf(company))).toBe(13n * UNIT)
  expect(await chain.tokenBalance('USDT', wallet.address)).toBe(0n)
  expect(await company.ledger('HOLDING', undefined, 'TRON')).toBe(13n * UNIT)
  expect(await company.ledger('UNSWEPT', undefined, 'TRON')).toBe(0n)
})

test('coin that the platform sent for a sweep is no deposit, and TRX of others is recorded as unsupported', async () => {
  const company = await world.company()
  const wallet = await company.wallet('TRON')
  await deposit(company, wallet, 5n * UNIT)
  await world.mineUntil(() => isFinal(company, wallet))
  const hash = await chain.sendCoin(wallet.address, 2n * UNIT)
  const unsupported = async () => {
    const { body } = await company.call(
      'GET',
      `/management/deposits?address=${wallet.address}&status=UNSUPPORTED`,
    )
    return body.items as { amount: number | null }[]
  }
  await world.mineUntil(async () => (await unsupported()).length > 0)
  expect(await unsupported()).toMatchObject([{ transaction_hash: hash, amount: 2, log_index: null }])
})

test('the holding wallet pays outside, and a wallet that is empty is deleted with its TRX taken to holding', async () => {
  const company = await world.company()
  const wallet = await company.wallet('TRON')
  await company.fundHolding(20n * UNIT, 'TRON')
  const receiver = freshTronAddress()
  const paid = await company.call('POST', '/virtual-wallets/holding/withdraw/TRON', {
    to_wallet_address: receiver,
    token_address: usdt,
    amount: 7,
  })
  expect(paid.status, JSON.stringify(paid.body)).toBe(200)
  await world.mineUntil(async () => (await chain.tokenBalance('USDT', receiver)) === 7n * UNIT)
  const holding = await company.call('GET', '/virtual-wallets/holding/balance?blockchain=TRON')
  expect(holding.body).toMatchObject([{ symbol: 'USDT', balance: 13 }])

  await chain.sendCoin(wallet.address, 5n * UNIT)
  await chain.mine()
  const deleted = company.call('DELETE', `/virtual-wallets/${wallet.id}`)
  await world.mineUntil(async () => (await chain.coinBalance(wallet.address)) < 300_001n)
  expect(await deleted).toMatchObject({ status: 200 })
})

test('addresses of other chains, of nobody, in hex, or with a wrong letter are refused on TRON', async () => {
  const company = await world.company()
  const wallet = await company.wallet('TRON')
  await company.owe(wallet.id, '10', usdt)
  const good = freshTronAddress()
  const last = good.at(-1) === 'a' ? 'b' : 'a'
  for (const address of [
    `0x${'ab'.repeat(20)}`,
    `41${'ab'.repeat(20)}`,
    ` ${good}`,
    good.slice(0, -1) + last,
    'T9yD14Nj9j7xAB4dbGeiX9h8unkKHxuWwb',
    usdt,
    '',
  ]) {
    const { status } = await company.call('POST', `/virtual-wallets/${wallet.id}/withdraw`, {
      to_wallet_address: address,
      token_address: usdt,
      amount: 1,
    })
    expect(status, address).toBe(412)
  }
})

test('with staked energy a sweep is paid by a loan, which is taken back when the sweep has ended', async () => {
  await stakeForEnergy(chain.url, world.app.vault, 500_000n * UNIT)
  await chain.mine()
  const company = await world.company()
  const wallet = await company.wallet('TRON')
  await deposit(company, wallet, 6n * UNIT)
  await world.mineUntil(() => isFinal(company, wallet))
  expect(await chain.tokenBalance('USDT', await holdingOf(company))).toBe(6n * UNIT)
  // No coin for energy: what made the account is all it ever got.
  expect(await chain.coinBalance(wallet.address)).toBeLessThan(10n)
  const loans = () =>
    world.db.selectFrom('energy_delegations').selectAll().where('company_id', '=', company.id).execute()
  expect(await loans()).toMatchObject([{ to_address: wallet.address }])
  await world.mineUntil(async () => (await loans()).every(({ returned_at }) => returned_at !== null))
  expect(chain.account(wallet.address)?.stakes.ENERGY.borrowed).toBe(0n)
})
