import { afterAll, beforeAll, expect, test } from 'vitest'
import { deployTokens, TRANSFER_GAS, transferData } from '../../sandbox/chains/tokens.ts'
import { freshAddress } from '../../tests/harness/sender-world.ts'
import { openTreasuryWallet, verifyTreasury } from '../../tests/harness/treasury-world.ts'
import { startWalletWorld, type WalletWorld } from '../../tests/harness/wallet-world.ts'

const GOLD = 10n ** 18n

let world: WalletWorld
let gold: string
beforeAll(async () => {
  world = await startWalletWorld()
  const [deployed] = await deployTokens(world.chain().url, [{ symbol: 'GLD', name: 'Gold', decimals: 18 }])
  gold = deployed?.address ?? ''
})
afterAll(async () => {
  await verifyTreasury(world, [world.chain()])
  await world.stop()
})

test('a token of the company’s own is shown, credited by its price, paid, and cannot be removed while a wallet has it', async () => {
  const company = await world.company()
  const wallet = await openTreasuryWallet(world, company)
  const send = (units: bigint) =>
    wallet.chain.send({ to: gold, data: transferData(wallet.address, units), gas: TRANSFER_GAS })
  const list = { blockchain: 'POLYGON', address: gold, usd_price: 2.5 }
  const order = { to: freshAddress(), amount: 3, token_address: gold }
  expect((await wallet.call('POST', '/transfer', order)).body.message).toBe(
    `Token ${gold} is not available on POLYGON`,
  )
  // Before it is listed it is nothing that is credited, but it is there.
  await send(GOLD)
  await world.mineUntil(
    async () => (await company.call('GET', '/management/deposits')).body.items[0]?.status === 'UNSUPPORTED',
  )
  const token = (await company.call('POST', '/management/tokens', list)).body
  expect((await wallet.balances()).GLD).toBe(1)

  await send(GOLD / 5n) // half a dollar
  await send(2n * GOLD)
  await world.mineUntil(async () => (await wallet.movements('DEPOSIT')).length === 2)
  expect((await wallet.movements('DEPOSIT')).map(({ amount }) => amount).sort()).toEqual([0.2, 2])
  const remove = () => company.call('DELETE', `/management/tokens/${token.id}`)
  expect((await remove()).status).toBe(412)
  const paid = await wallet.transfer(order.to, '2.2', gold)
  await world.mineUntil(
    async () => (await company.call('GET', `/management/payments/${paid.body.id}`)).body.status === 'SUCCESS',
  )
  expect((await remove()).status).toBe(204)
  expect((await wallet.movements('TRANSFER'))[0]).toMatchObject({
    amount: 2.2,
    status: 'SUCCESS',
    data: { token: { address: gold, symbol: 'GLD' } },
  })
})
