import { afterAll, beforeAll, expect, test } from 'vitest'
import { becomes } from '../../sandbox/processes.ts'
import { startWatcher } from '../chains/watcher.ts'
import { readWatcherStatus, reportLag } from '../chains/watcher-status.ts'
import { joinNodes } from '../kernel/node.ts'
import { silent, startWorld, USD, type World } from './world.fixture.ts'

const CREDITED_MS_MAX = 10_000

let world: World

beforeAll(async () => {
  world = await startWorld()
})
afterAll(() => world.stop())

test('two nodes with all their loops credit a deposit once, and stop when told', async () => {
  const { database, evm, tokens, deposits, chain } = world
  const wallet = await world.openWallet()
  const nodes = await Promise.all([joinNodes(database.url, silent), joinNodes(database.url, silent)])
  const loops = nodes.flatMap((node) => [
    startWatcher({ db: database.db, chain: evm, tokens, sink: deposits.sink, log: silent, node }),
    deposits.startAdvance('POLYGON'),
  ])
  await chain.sendToken('USDC', wallet.address, 2n * USD)
  await chain.mine()
  const isCredited = async () => (await world.rows(wallet.companyId)).some((row) => row.credited)
  const credited = await becomes(isCredited, CREDITED_MS_MAX)
  for (const loop of loops) await loop.stop()
  for (const node of nodes) await node.stop()
  expect(credited).toBe(true)
  expect(await world.balance('VIRTUAL_BALANCE', wallet.companyId, wallet.walletId)).toBe(2n * USD)
})

test('a watcher that falls behind tells every company with a holding wallet once, and again after it had caught up', async () => {
  const { database, evm, deposits } = world
  const { companyId } = await world.openWallet()
  await world.openHolding(companyId)
  const deps = { db: database.db, chain: evm, sink: deposits.sink }
  const alerts = () =>
    database.db.selectFrom('webhook_events').select('data').where('company_id', '=', companyId).execute()
  const setUpdated = (updated_at: Date) =>
    database.db.updateTable('chain_cursors').set({ updated_at }).execute()

  await reportLag(deps)
  expect(await alerts()).toHaveLength(0)
  await setUpdated(new Date(Date.now() - 120_000))
  await reportLag(deps)
  await reportLag(deps)
  expect((await alerts()).map(({ data }) => data)).toMatchObject([
    { type: 'WATCHER_LAG', blockchain: 'polygon' },
  ])
  expect(await readWatcherStatus(database.db, [evm])).toMatchObject([{ chain: 'POLYGON', isLagging: true }])
  await setUpdated(new Date())
  await reportLag(deps)
  await database.db
    .updateTable('chain_cursors')
    .set((set) => ({ head_number: set('block_number', '+', 21n) }))
    .execute()
  await reportLag(deps)
  expect((await alerts()).map(({ data }) => data)).toMatchObject([
    { value: '0' },
    { value: '21', threshold: '20' },
  ])
})
