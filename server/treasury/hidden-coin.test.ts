import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freshAddress } from '../../tests/harness/sender-world.ts'
import {
  openTreasuryWallet,
  type TreasuryWallet,
  verifyTreasury,
} from '../../tests/harness/treasury-world.ts'
import { startWalletWorld, type WalletCompany, type WalletWorld } from '../../tests/harness/wallet-world.ts'

const COIN = 10n ** 18n
const UNITS = { POLYGON: 1_000_000n, BSC: 10n ** 18n } as const

let world: WalletWorld
beforeAll(async () => {
  world = await startWalletWorld({ chains: ['POLYGON', 'BSC'] })
})
afterAll(async () => {
  await verifyTreasury(world, [world.chain('POLYGON'), world.chain('BSC')])
  await world.stop()
})

const hide = (amount: bigint, ...wallets: readonly TreasuryWallet[]) =>
  wallets[0]?.chain.disperseCoin(wallets.map(({ address }) => ({ to: address, amount })))
const paid = (company: WalletCompany, id: string) =>
  world.mineUntil(
    async () => (await company.call('GET', `/management/payments/${id}`)).body.status === 'SUCCESS',
  )
const amounts = async (wallet: TreasuryWallet) =>
  (await wallet.movements('DEPOSIT')).map(({ amount }) => amount)
const statuses = async (company: WalletCompany): Promise<string[]> =>
  (await company.call('GET', '/management/deposits?product=treasury')).body.items.map(
    ({ status }: { status: string }) => status,
  )

describe.each(['POLYGON', 'BSC'] as const)('on %s', (blockchain) => {
  test('coin that a contract sends to two wallets is a movement and an event of each, of its own name, its sender not known', async () => {
    const company = await world.company()
    const a = await openTreasuryWallet(world, company, { blockchain })
    const b = await openTreasuryWallet(world, company, { blockchain, accountId: a.accountId })
    await hide(2n * COIN, a, b)
    await world.mineUntil(async () => (await company.events()).length === 2)
    const name = (wallet: TreasuryWallet) => new RegExp(`^block:0x[0-9a-f]{64}:${wallet.address}$`)
    for (const wallet of [a, b]) {
      const [movement, ...others] = await wallet.movements('DEPOSIT')
      expect(others).toEqual([])
      expect(movement).toMatchObject({
        amount: 2,
        status: 'SUCCESS',
        blockchain,
        transaction_hash: expect.stringMatching(name(wallet)),
        operation_id: movement?.transaction_hash,
        data: { from_wallet_address: null, token: { symbol: wallet.chain.config.nativeSymbol } },
      })
      const event = (await company.events()).find(({ data }) => data.wallet_id === wallet.id)
      expect(event).toMatchObject({
        event_type: 'deposit',
        status: 'success',
        operation_id: movement?.operation_id,
        data: { amount: '2', from_wallet_address: null, transaction_hash: movement?.transaction_hash },
      })
    }
    await world.mineUntil(async () => (await statuses(company)).every((status) => status === 'FINALIZED'))
  })

  test('the platform’s gas, fees and what the wallet pays are no deposit, also when hidden coin comes meanwhile', async () => {
    const company = await world.company()
    const wallet = await openTreasuryWallet(world, company, { blockchain })
    await wallet.fund('USDC', 3n * UNITS[blockchain])
    await wallet.fundCoin(5n * COIN)
    const tokens = await wallet.transfer(freshAddress(), 3, wallet.chain.token('USDC').address)
    await hide(2n * COIN, wallet)
    const coin = await wallet.transfer(freshAddress(), 4)
    await paid(company, tokens.body.id)
    await paid(company, coin.body.id)
    await world.mineUntil(async () => (await amounts(wallet)).length === 3)
    const before = await wallet.chain.height()
    await world.mineUntil(async () => (await wallet.chain.height()) > before + 25)
    expect((await amounts(wallet)).sort()).toEqual([2, 3, 5])
    const { gas_given, gas_spent } = await wallet.row()
    const held = BigInt(String(await wallet.chain.rpc('eth_getBalance', [wallet.address, 'latest'])))
    expect(held).toBe(3n * COIN + gas_given - gas_spent)
  })
})

test('hidden coin of less than 1 USD is kept, and credited with what makes up the minimum', async () => {
  const company = await world.company()
  const wallet = await openTreasuryWallet(world, company)
  await hide((4n * COIN) / 10n, wallet)
  await world.mineUntil(async () => (await statuses(company)).includes('BELOW_MINIMUM'))
  expect([await wallet.movements(), await company.events()]).toEqual([[], []])
  await hide((6n * COIN) / 10n, wallet)
  await world.mineUntil(async () => (await amounts(wallet)).length === 2)
  expect((await company.events()).map(({ data }) => data.amount).sort()).toEqual(['0.4', '0.6'])
})

test('hidden coin to a deleted wallet is UNATTRIBUTED, with an alert', async () => {
  const company = await world.company()
  const wallet = await openTreasuryWallet(world, company)
  expect((await wallet.call('DELETE', '/delete')).status).toBe(200)
  await hide(2n * COIN, wallet)
  await world.mineUntil(async () => (await statuses(company)).includes('UNATTRIBUTED'))
  await world.waitUntil(async () => (await company.events()).length > 0)
  expect(await company.events()).toMatchObject([
    { event_type: 'alert', data: { type: 'UNATTRIBUTED_DEPOSIT' } },
  ])
})
