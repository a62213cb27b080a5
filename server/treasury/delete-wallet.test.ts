import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshAddress } from '../../tests/harness/sender-world.ts'
import {
  gasAddress,
  mining,
  openTreasuryWallet,
  type TreasuryWallet,
  verifyTreasury,
} from '../../tests/harness/treasury-world.ts'
import { startWalletWorld, type WalletCompany, type WalletWorld } from '../../tests/harness/wallet-world.ts'

const UNITS = { POLYGON: 1_000_000n, BSC: 10n ** 18n } as const
const COIN = 10n ** 18n
const NOT_EMPTY = {
  status: 412,
  body: {
    code: 'VAL',
    message: 'Wallet has balance, please transfer all tokens to another wallet before deleting it',
  },
}

let world: WalletWorld
beforeAll(async () => {
  world = await startWalletWorld({ chains: ['POLYGON', 'BSC'] })
})
afterAll(async () => {
  await verifyTreasury(world, [world.chain('POLYGON'), world.chain('BSC')])
  await world.stop()
})

const coinOf = async ({ chain }: TreasuryWallet, address: string) =>
  BigInt(String(await chain.rpc('eth_getBalance', [address, 'latest'])))
const remove = (wallet: TreasuryWallet) => mining(wallet.chain, wallet.call('DELETE', '/delete'))
const becomesFinal = (company: WalletCompany) =>
  world.mineUntil(async () =>
    (await company.call('GET', '/management/deposits?product=treasury')).body.items.every(
      ({ status }: { status: string }) => status === 'FINALIZED',
    ),
  )

test.each(['POLYGON', 'BSC'] as const)(
  'on %s a wallet with tokens, an open transfer or a deposit that is not final stays (W4); then it goes, and the gas left on it goes back',
  async (blockchain) => {
    const unit = UNITS[blockchain]
    const company = await world.company()
    const wallet = await openTreasuryWallet(world, company, { blockchain })
    await wallet.fund('USDC', 2n * unit)
    expect(await wallet.call('DELETE', '/delete')).toMatchObject(NOT_EMPTY)
    const order = { to: freshAddress(), amount: 2, token_address: wallet.chain.token('USDC').address }
    const { body } = await wallet.call('POST', '/transfer', order)
    expect(await wallet.call('DELETE', '/delete')).toMatchObject(NOT_EMPTY)
    await world.mineUntil(
      async () => (await company.call('GET', `/management/payments/${body.id}`)).body.status === 'SUCCESS',
    )
    await becomesFinal(company)
    const before = await wallet.row()
    const left = before.gas_given - before.gas_spent
    expect(left).toBe(await coinOf(wallet, wallet.address))
    const gas = gasAddress(world)
    const gasBefore = await coinOf(wallet, gas)
    expect(await remove(wallet)).toMatchObject({ status: 200, body: { id: wallet.id, enabled: false } })
    expect(await coinOf(wallet, gas)).toBeGreaterThan(gasBefore)
    await world.mineUntil(async () => (await wallet.row()).gas_spent > before.gas_spent)
    const after = await wallet.row()
    expect(after.gas_given - after.gas_spent).toBe(await coinOf(wallet, wallet.address))
    expect(after.gas_given - after.gas_spent).toBeLessThan(left / 2n)
    const recovered = await world.db
      .selectFrom('movements')
      .select(['operation', 'status', 'tx_hash', 'amount'])
      .where('company_id', '=', company.id)
      .where('operation', '=', 'WITHDRAWAL')
      .execute()
    expect(recovered).toEqual([
      {
        operation: 'WITHDRAWAL',
        status: 'COMPLETED',
        tx_hash: expect.any(String),
        amount: expect.anything(),
      },
    ])
    expect(recovered[0]?.amount).toBeLessThan(left)
  },
)

test('coin of the wallet’s own is not taken, and does not keep it', async () => {
  const company = await world.company()
  const wallet = await openTreasuryWallet(world, company)
  await wallet.fundCoin(3n * COIN)
  await becomesFinal(company)
  expect((await remove(wallet)).status).toBe(200)
  expect(await coinOf(wallet, wallet.address)).toBe(3n * COIN)
})

test('what arrives afterwards is recorded UNATTRIBUTED with an alert, and stays on the address', async () => {
  const company = await world.company()
  const wallet = await openTreasuryWallet(world, company)
  expect((await remove(wallet)).status).toBe(200)
  await wallet.chain.sendToken('USDC', wallet.address, 5_000_000n)
  await world.mineUntil(async () => (await company.events()).length > 0)
  expect((await company.events()).map(({ event_type, data }) => [event_type, data.type])).toEqual([
    ['alert', 'UNATTRIBUTED_DEPOSIT'],
  ])
  const { items } = (await company.call('GET', '/management/deposits?product=treasury')).body
  expect(items).toMatchObject([{ status: 'UNATTRIBUTED', wallet_id: wallet.id }])
  await wallet.chain.mine(12)
  expect(await wallet.chain.tokenBalance('USDC', wallet.address)).toBe(5_000_000n)
})

test('of a deletion and a transfer at once only one happens', async () => {
  const company = await world.company()
  const wallet = await openTreasuryWallet(world, company)
  await wallet.fundCoin(3n * COIN)
  await becomesFinal(company)
  const [transfer, deletion] = await mining(
    wallet.chain,
    Promise.all([
      wallet.call('POST', '/transfer', { to: freshAddress(), amount: 1 }),
      wallet.call('DELETE', '/delete'),
    ]),
  )
  expect([
    [200, 412],
    [404, 200],
  ]).toContainEqual([transfer.status, deletion.status])
})
