import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshAddress } from '../../tests/harness/sender-world.ts'
import {
  isGasRecorded,
  openTreasuryWallet,
  type TreasuryWallet,
  verifyTreasury,
} from '../../tests/harness/treasury-world.ts'
import { startWalletWorld, type WalletCompany, type WalletWorld } from '../../tests/harness/wallet-world.ts'
import { connectChain } from '../chains/connect.ts'
import { createTokens } from '../chains/tokens.ts'
import type { SettledTransaction } from '../chains/types.ts'
import { wallClock } from '../kernel/clock.ts'
import { inTransaction } from '../kernel/database.ts'
import { readBalances } from '../ledger/balances.ts'
import { treasurySettled } from './settled.ts'

const UNIT = 1_000_000n

let world: WalletWorld
beforeAll(async () => {
  world = await startWalletWorld()
})
afterAll(async () => {
  await verifyTreasury(world, [world.chain()])
  await world.stop()
})

const statusOf = async (company: WalletCompany, id: string) =>
  (await company.call('GET', `/management/payments/${id}`)).body.status
const transfers = async (wallet: TreasuryWallet) =>
  (await wallet.movements('TRANSFER')).map(({ status }) => status)
const told = async (company: WalletCompany) =>
  (await company.events()).filter(({ event_type }) => event_type === 'transfer').map(({ status }) => status)

test('an operator’s cancellation ends a transfer FAILED with its event; its fee is the platform’s, and the sum is free again', async () => {
  const company = await world.company()
  const wallet = await openTreasuryWallet(world, company)
  const usdc = wallet.chain.token('USDC').address
  await wallet.fund('USDC', 5n * UNIT)
  const paid = await wallet.transfer(freshAddress(), 1, usdc)
  await world.mineUntil(async () => (await statusOf(company, paid.body.id)) === 'SUCCESS')
  const order = { to: freshAddress(), amount: 4, token_address: usdc }
  const { body } = await wallet.call('POST', '/transfer', order)
  expect(body.status).toBe('PENDING')
  const before = await wallet.row()
  await world.operator('POST', `/management/payments/${body.id}/resolve`, { outcome: 'cancel' })
  await world.mineUntil(async () => (await statusOf(company, body.id)) === 'FAILED')
  expect(await transfers(wallet)).toEqual(['FAILED', 'SUCCESS'])
  expect(await told(company)).toEqual(['success', 'failed'])
  await world.mineUntil(() => isGasRecorded(world, company))
  const after = await wallet.row()
  expect(after.gas_spent).toBeGreaterThan(before.gas_spent)
  const coin = BigInt(String(await wallet.chain.rpc('eth_getBalance', [wallet.address, 'latest'])))
  expect(coin).toBe(after.gas_given - after.gas_spent)
  const again = await wallet.transfer(order.to, 4, usdc)
  await world.mineUntil(async () => (await statusOf(company, again.body.id)) === 'SUCCESS')
})

test('MANUAL_CHECK is shown and told, keeps the sum, and is followed by the end; told twice, it is so once', async () => {
  const company = await world.company()
  const wallet = await openTreasuryWallet(world, company)
  const usdc = wallet.chain.token('USDC').address
  await wallet.fund('USDC', 5n * UNIT)
  const to = freshAddress()
  const { body } = await wallet.transfer(to, 4, usdc)
  const tokens = await createTokens(world.db, [connectChain(wallet.chain.config)])
  const handler = treasurySettled({ tokens, clock: wallClock }).get('treasury_transfer')
  const tell = (outcome: SettledTransaction['outcome']) =>
    inTransaction(world.db, async (tx) =>
      handler?.(tx, {
        companyId: company.id,
        id: body.id,
        chain: 'POLYGON',
        purpose: 'treasury_transfer',
        intent: { kind: 'token_transfer', token: usdc, to, amount: String(4n * UNIT) },
        outcome,
        hash: body.transaction_hash,
        reason: null,
      }),
    )
  await tell('MANUAL_CHECK')
  await tell('MANUAL_CHECK')
  expect([await statusOf(company, body.id), await transfers(wallet)]).toEqual([
    'MANUAL_CHECK',
    ['MANUAL_CHECK'],
  ])
  expect((await wallet.transfer(to, 2, usdc)).body.message).toBe('Insufficient balance')
  await world.mineUntil(async () => (await statusOf(company, body.id)) === 'SUCCESS')
  await tell('SUCCEEDED')
  await tell('MANUAL_CHECK')
  expect(await told(company)).toEqual(['manual_check', 'success'])
  expect(await transfers(wallet)).toEqual(['SUCCESS'])
  const asset = `POLYGON:${usdc}`
  const [booked] = await readBalances(world.db, company.id, [
    { code: 'TREASURY_EQUITY', ownerId: company.id, assetId: asset },
  ])
  expect(booked?.balance).toBe(UNIT)
})
