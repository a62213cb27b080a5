import { afterAll, beforeAll, expect, test } from 'vitest'
import { readCursor } from '../chains/cursor.ts'
import { watchOnce } from '../chains/watcher.ts'
import { silent, startWorld, type TestWallet, USD, untilDone, type World } from './world.fixture.ts'

let world: World

beforeAll(async () => {
  world = await startWorld()
})
afterAll(() => world.stop())

const credit = (wallet: TestWallet) => world.balance('VIRTUAL_BALANCE', wallet.companyId, wallet.walletId)
const statuses = async (wallet: TestWallet) => (await world.rows(wallet.companyId)).map((row) => row.status)

test('a credited deposit whose block leaves the chain is taken back, and is a new deposit when mined again', async () => {
  const wallet = await world.openWallet()
  const hash = await world.chain.sendToken('USDC', wallet.address, 5n * USD)
  await world.pass(3)
  expect(await credit(wallet)).toBe(5n * USD)

  await world.chain.reorg({ depth: 3, keepTransactions: true })
  await world.settle()
  const rows = await world.rows(wallet.companyId)
  expect(rows.map((row) => row.status)).toEqual(['REVERTED', 'CONFIRMED'])
  expect(rows.map((row) => row.operation_id)).toEqual([hash, `${hash}:${rows[1]?.log_index}:2`])
  expect(await credit(wallet)).toBe(5n * USD)

  await world.chain.reorg({ depth: 3, keepTransactions: true })
  await world.settle()
  expect((await world.rows(wallet.companyId)).map((row) => row.operation_id).at(-1)).toMatch(/:3$/)
  await world.chain.reorg({ depth: 4, keepTransactions: false })
  await world.settle()
  expect(await statuses(wallet)).toEqual(['REVERTED', 'REVERTED', 'REVERTED'])
  expect(await credit(wallet)).toBe(0n)
  await world.verify()
})

test('a deposit that leaves the chain before it was credited is never credited', async () => {
  const wallet = await world.openWallet()
  await world.chain.sendToken('USDC', wallet.address, 5n * USD)
  await world.chain.mine()
  await world.watch()
  expect(await statuses(wallet)).toEqual(['DETECTED'])
  await world.chain.reorg({ depth: 2, keepTransactions: false })
  await world.settle()
  expect(await statuses(wallet)).toEqual(['REVERTED'])
  expect(await credit(wallet)).toBe(0n)
  expect(await world.balance('UNSWEPT', wallet.companyId)).toBe(0n)
  await world.verify()
})

test('small deposits and what a deleted wallet got are taken back exactly as they were booked', async () => {
  const wallet = await world.openWallet()
  const retired = await world.openWallet(wallet.companyId)
  await world.database.db
    .updateTable('address_directory')
    .set({ retired_at: new Date() })
    .where('wallet_id', '=', retired.walletId)
    .execute()
  await world.chain.sendToken('USDC', wallet.address, 300_000n)
  await world.chain.sendToken('USDC', retired.address, 2n * USD)
  await world.pass(2)
  expect(await world.balance('UNSWEPT', wallet.companyId)).toBe(2_300_000n)
  await world.chain.reorg({ depth: 3, keepTransactions: false })
  await world.settle()
  for (const code of ['UNSWEPT', 'UNCREDITED', 'EQUITY'] as const)
    expect(await world.balance(code, wallet.companyId)).toBe(0n)
  await world.verify()
})

test('a sweep whose block leaves the chain gives its deposits back to their address', async () => {
  const wallet = await world.openWallet()
  const holding = await world.openHolding(wallet.companyId)
  await world.chain.sendToken('USDC', wallet.address, 5n * USD)
  await world.pass(3)
  await world.sweep(wallet, holding)
  await world.pass(1)
  expect(await world.balance('HOLDING', wallet.companyId)).toBe(5n * USD)
  await world.chain.reorg({ depth: 1, keepTransactions: false })
  await world.settle()
  expect(await world.balance('HOLDING', wallet.companyId)).toBe(0n)
  expect(await world.balance('UNSWEPT', wallet.companyId)).toBe(5n * USD)
  expect((await world.rows(wallet.companyId)).map((row) => row.sweep_tx_hash)).toEqual([null])
  expect(await credit(wallet)).toBe(5n * USD)

  const again = await world.sweep(wallet, holding)
  await world.pass(11)
  expect((await world.rows(wallet.companyId)).map((row) => [row.status, row.sweep_tx_hash])).toEqual([
    ['FINALIZED', again],
  ])
  await world.verify()
})

test('a reorganisation deeper than finality changes nothing by itself, is told, and what it mines again is not credited twice', async () => {
  const wallet = await world.openWallet()
  await world.openHolding(wallet.companyId)
  await world.chain.sendToken('USDC', wallet.address, 5n * USD)
  await world.pass(15)
  await world.chain.reorg({ depth: 20, keepTransactions: true })
  await world.settle()
  expect(await statuses(wallet)).toEqual(['CONFIRMED'])
  expect(await credit(wallet)).toBe(5n * USD)
  const events = await world.database.db
    .selectFrom('webhook_events')
    .select('data')
    .where('company_id', '=', wallet.companyId)
    .execute()
  expect(events.map((event) => event.data)).toMatchObject([
    { type: 'REORG_BEYOND_FINAL', blockchain: 'polygon', threshold: '10' },
  ])
  const later = await world.openWallet()
  await world.chain.sendToken('USDC', later.address, 2n * USD)
  await world.pass(1)
  expect(await credit(later)).toBe(2n * USD)
  await world.verify()
})

test('what a reorganisation deeper than finality only moved goes on from its new place when that is final', async () => {
  const wallet = await world.openWallet()
  const holding = await world.openHolding(wallet.companyId)
  for (const to of [wallet, wallet, holding]) await world.chain.sendToken('USDC', to.address, 5n * USD)
  await world.pass(12)
  await world.chain.reorg({ depth: 13, keepTransactions: true })
  const places = async () => {
    const receipts = await world.database.db
      .selectFrom('holding_receipts')
      .select(['disputed', 'block_number', 'tx_hash'])
      .where('company_id', '=', wallet.companyId)
      .execute()
    return [...(await world.rows(wallet.companyId)), ...receipts]
  }
  await world.pass(20)
  const alerts = await world.database.db
    .selectFrom('webhook_events')
    .select('data')
    .where('company_id', '=', wallet.companyId)
    .execute()
  expect(alerts.map(({ data }) => data)).toMatchObject([{ type: 'REORG_BEYOND_FINAL' }])
  for (const row of await places()) {
    expect(row.disputed).toBe(false)
    expect(row.block_number).toBe((await world.chain.receipt(row.tx_hash)).blockNumber)
  }
  expect(await credit(wallet)).toBe(10n * USD)
  expect(await world.balance('HOLDING', wallet.companyId)).toBe(5n * USD)

  await world.sweep(wallet, holding)
  await world.pass(12)
  expect((await world.rows(wallet.companyId)).map((row) => row.status)).toEqual(['FINALIZED', 'FINALIZED'])
  await world.verify()
})

test('what such a reorganisation dropped stays disputed: an operator decides', async () => {
  const wallet = await world.openWallet()
  await world.openHolding(wallet.companyId)
  await world.chain.sendToken('USDC', wallet.address, 5n * USD)
  await world.pass(12)
  await world.chain.reorg({ depth: 14, keepTransactions: false })
  await world.pass(25)
  const rows = await world.rows(wallet.companyId)
  expect(rows.map((row) => [row.status, row.disputed])).toEqual([['CONFIRMED', true]])
  expect(await credit(wallet)).toBe(5n * USD)
})

test('a process that dies between finding a deposit and crediting it has lost nothing and credits once', async () => {
  const wallet = await world.openWallet()
  await world.chain.sendToken('USDC', wallet.address, 5n * USD)
  await world.chain.mine()
  await world.watch()
  const credited = () => world.product.told.filter((line) => line.startsWith('credited')).length
  const before = credited()
  await Promise.all([world.advance(), world.advance(), world.advance()])
  await world.advance()
  expect(credited()).toBe(before + 1)
  expect(await credit(wallet)).toBe(5n * USD)
  await world.verify()
})

test('a step that dies before its commit leaves cursor and findings as they were, and the next one finds the same', async () => {
  const { database, evm, tokens, deposits } = world
  const wallet = await world.openWallet()
  await world.chain.sendToken('USDC', wallet.address, 5n * USD)
  await world.chain.mine()
  const before = await readCursor(database.db, 'POLYGON')
  const dying = {
    ...deposits.sink,
    async record(...args: Parameters<typeof deposits.sink.record>) {
      await deposits.sink.record(...args)
      throw new Error('killed')
    },
  }
  const deps = { db: database.db, chain: evm, tokens, log: silent }
  await expect(watchOnce({ ...deps, sink: dying })).rejects.toThrow('killed')
  expect(await readCursor(database.db, 'POLYGON')).toEqual(before)
  expect(await statuses(wallet)).toEqual([])
  await world.settle()
  expect(await credit(wallet)).toBe(5n * USD)
})

test('two nodes that watch at the same time record every deposit once', async () => {
  const { database, evm, tokens, deposits } = world
  const wallet = await world.openWallet()
  for (let index = 0; index < 5; index += 1) {
    await world.chain.sendToken('USDC', wallet.address, 2n * USD)
    await world.chain.mine()
  }
  const deps = { db: database.db, chain: evm, tokens, log: silent, sink: deposits.sink }
  await Promise.all([1, 2, 3].map(() => untilDone(() => watchOnce(deps))))
  await world.settle()
  expect(await statuses(wallet)).toEqual(Array(5).fill('CONFIRMED'))
  await world.verify()
})
