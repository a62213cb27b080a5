import { afterAll, beforeAll, expect, test } from 'vitest'
import { startWalletWorld, type WalletCompany, type WalletWorld } from '../../tests/harness/wallet-world.ts'
import { connectEvmChain } from '../chains/evm/client.ts'
import { createTokens } from '../chains/tokens.ts'
import type { Intent, SettledTransaction } from '../chains/types.ts'
import { wallClock } from '../kernel/clock.ts'
import { inTransaction } from '../kernel/database.ts'
import { walletSettled } from './settled.ts'

const UNIT = 1_000_000n
const HASH = `0x${'ab'.repeat(32)}`

let world: WalletWorld
let handlers: ReturnType<typeof walletSettled>
beforeAll(async () => {
  world = await startWalletWorld()
  const tokens = await createTokens(world.db, [connectEvmChain(world.chain().config)])
  handlers = walletSettled({ tokens, clock: wallClock })
})
afterAll(() => world.stop())

/** 8 of 10 on their way out; no block is mined, so the chain says nothing and only the test tells ends. */
async function openWithdrawal() {
  const company = await world.company()
  const wallet = await company.wallet()
  await company.fundHolding(10n * UNIT)
  await company.owe(wallet.id, '10')
  const { body } = await company.call('POST', `/virtual-wallets/${wallet.id}/withdraw`, {
    to_wallet_address: `0x${'4'.repeat(40)}`,
    token_address: world.chain().token('USDC').address,
    amount: 8,
  })
  const tell = async (outcome: SettledTransaction['outcome'], reason: string | null = null) => {
    const intent: Intent = { kind: 'native_transfer', to: '', amount: '0' } // the handler goes by the payment
    const settled = { companyId: company.id, id: body.id, chain: 'POLYGON', purpose: 'withdraw', intent }
    const handler = handlers.get('withdraw')
    await inTransaction(world.db, async (tx) => handler?.(tx, { ...settled, outcome, hash: HASH, reason }))
  }
  return { company, walletId: wallet.id, paymentId: body.id as string, tell }
}

async function stateOf(company: WalletCompany, walletId: string) {
  const accounts = ['HOLDING', 'PAYABLE', 'IN_TRANSIT'] as const
  const [movement] = await company.movements(walletId)
  return {
    owed: await company.balance(walletId),
    ledger: await Promise.all(accounts.map((code) => company.ledger(code))),
    movement: movement?.status,
    events: (await company.events()).map(({ status }) => status),
  }
}

const SUCCESS = { owed: 2, ledger: [2n * UNIT, 0n, 0n], movement: 'COMPLETED', events: ['success'] }
const FAILED = { owed: 10, ledger: [10n * UNIT, 0n, 0n], movement: 'FAILED', events: ['failed'] }

test.each([
  ['SUCCEEDED', SUCCESS],
  ['FAILED', FAILED],
  ['LOST', FAILED],
] as const)('%s told by many at once is booked, shown and reported once', async (outcome, expected) => {
  const { company, walletId, tell } = await openWithdrawal()
  await Promise.all(Array.from({ length: 5 }, () => tell(outcome)))
  expect(await stateOf(company, walletId)).toEqual(expected)
})

test('the first end stands: a later one of another kind changes nothing', async () => {
  const { company, walletId, tell } = await openWithdrawal()
  await tell('SUCCEEDED')
  await tell('FAILED')
  await tell('MANUAL_CHECK')
  expect(await stateOf(company, walletId)).toEqual(SUCCESS)
})

test('MANUAL_CHECK keeps the money where it is, says why, and is followed by the end', async () => {
  const { company, walletId, paymentId, tell } = await openWithdrawal()
  await tell('MANUAL_CHECK', 'not mined in time')
  await tell('MANUAL_CHECK', 'not mined in time')
  expect(await stateOf(company, walletId)).toEqual({
    owed: 2,
    ledger: [2n * UNIT, 8n * UNIT, 8n * UNIT],
    movement: 'PROCESSING',
    events: ['manual_check'],
  })
  const { body } = await company.call('GET', `/management/payments/${paymentId}`)
  expect(body).toMatchObject({ status: 'MANUAL_CHECK', reason: 'not mined in time' })
  await tell('LOST', 'cancelled by the operator')
  expect(await stateOf(company, walletId)).toEqual({ ...FAILED, events: ['manual_check', 'failed'] })
  const [, failed] = await company.events()
  expect(failed?.reason).toBe('cancelled by the operator')
})
