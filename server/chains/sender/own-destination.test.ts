import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  addOwnAddress,
  COMPANY,
  createSenderWorld,
  freshAddress,
  type SenderWorld,
} from '../../../tests/harness/sender-world.ts'
import { GAS_KEY_PATH } from '../../custody/derivation.ts'
import { wallClock } from '../../kernel/clock.ts'
import { connectEvmChain } from '../evm/client.ts'
import { sweeperAddress } from '../evm/sweeper.ts'
import type { Intent } from '../types.ts'
import { createFuel } from './fuel.ts'
import { demandOwnDestination } from './own-destination.ts'
import { asTransactionRow } from './transaction-row.ts'

let world: SenderWorld
beforeAll(async () => {
  world = await createSenderWorld({ config: { finalConfirmations: 2 } })
  await world.chain.sendCoin(world.vault.address(GAS_KEY_PATH), 10n ** 18n)
  await world.chain.mine()
  await world.startSender()
})
afterAll(() => world.stop())

const coinTo = (to: string): Intent => ({ kind: 'native_transfer', to, amount: '1' })

test('what no policy judged goes to nobody else: whoever wrote such a row, nothing is signed for it', async () => {
  const thief = freshAddress()
  const deposit = { address: freshAddress(), keyPath: "m/44'/60'/1'/16/7" }
  await addOwnAddress(world.database, world.chain.config.name, { ...deposit, kind: 'DEPOSIT' })
  const sweeper = sweeperAddress(thief as `0x${string}`)
  const sweep = { kind: 'sweep', sweeper, token: world.chain.token('USDC').address, wallets: [] } as const
  const stolen: [string, Intent][] = [
    ['gas', coinTo(thief)],
    ['treasury_gas', coinTo(thief)],
    ['recover_gas', coinTo(thief)],
    ['recover_gas', coinTo(world.payer)],
    ['nonce_gap', coinTo(thief)],
    ['deploy', { kind: 'deploy_sweeper', holding: thief }],
    ['deploy', { kind: 'deploy_sweeper', holding: deposit.address }],
    ['sweep', { ...sweep, holding: thief }],
    // A purpose of ours with a payment behind it.
    ['gas', { kind: 'token_transfer', token: sweep.token, to: thief, amount: '1' }],
  ]
  const ctx = { db: world.database.db, chain: connectEvmChain(world.chain.config), vault: world.vault }
  const row = { company_id: COMPANY, chain: world.chain.config.name, from_address: world.payer }
  for (const [purpose, intent] of stolen)
    await expect(demandOwnDestination(ctx, { ...row, purpose, intent })).rejects.toThrow(/which is not ours/)
  for (const [purpose, intent] of stolen.filter(([name]) => name === 'gas' || name === 'deploy')) {
    const id = await world.queue(intent, { purpose, keyPath: GAS_KEY_PATH })
    expect((await world.waitForState(id, 'LOST')).last_error).toMatch(/refused to sign: .* which is not ours/)
    expect(await world.attempts(id)).toEqual([])
  }
})

test('gas goes to an address of the company, and to no other company with it', async () => {
  const own = { address: freshAddress(), keyPath: "m/44'/60'/1'/16/8", kind: 'WALLET' } as const
  await addOwnAddress(world.database, world.chain.config.name, own)
  const id = await world.queue(coinTo(own.address), { purpose: 'gas' })
  await world.mineUntil(async () => (await world.row(id)).settled_at !== null)
  expect((await world.row(id)).state).toBe('SUCCEEDED')
  const foreign = { ...own, address: freshAddress() }
  await addOwnAddress(world.database, world.chain.config.name, foreign)
  await world.database.db
    .updateTable('address_directory')
    .set({ company_id: '0192f3a0-0000-7000-8000-000000000002' })
    .where('address', '=', foreign.address.toLowerCase())
    .execute()
  const stray = await world.queue(coinTo(foreign.address), { purpose: 'gas' })
  expect((await world.waitForState(stray, 'LOST')).last_error).toMatch(/not ours/)
})

test('a wallet that lacks gas gets it once for all its waiting transfers; what is no transfer of a wallet gets none', async () => {
  const { database, chain, vault } = world
  const evm = connectEvmChain(chain.config)
  const fuel = createFuel({ db: database.db, chains: [evm], vault, clock: wallClock })
  const keyPath = "m/44'/60'/1'/16/9"
  await addOwnAddress(database, chain.config.name, {
    address: vault.address(keyPath),
    keyPath,
    kind: 'WALLET',
  })
  const queue = (purpose: string) => world.queue(coinTo(freshAddress()), { purpose, keyPath })
  const [first, , paid] = [
    await queue('treasury_transfer'),
    await queue('treasury_transfer'),
    await queue('withdraw'),
  ]
  const cost = await evm.paymentCost()
  const need = { coin: 1_000n, energy: 0n }
  for (const id of [first, first, paid]) await fuel(asTransactionRow(await world.row(id)), need)
  const gas = await database.db
    .selectFrom('chain_transactions')
    .selectAll()
    .where('purpose', '=', 'treasury_gas')
    .where('from_address', '=', vault.address(GAS_KEY_PATH))
    .execute()
  expect(gas.map(({ intent }) => intent)).toEqual([
    { kind: 'native_transfer', to: vault.address(keyPath), amount: String(1_000n + cost) },
  ])
})
