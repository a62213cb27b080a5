import { afterAll, beforeAll, expect, test } from 'vitest'
import { ADMIN, startTestServer, type TestServer } from '../../tests/harness/http-server.ts'
import { depositRoutes } from './list-deposits.ts'
import { startWorld, type TestWallet, type World } from './world.fixture.ts'

const WEI = 10n ** 18n

let world: World
let server: TestServer
let wallet: TestWallet
let stranger: TestWallet

beforeAll(async () => {
  world = await startWorld({ name: 'BSC' })
  const routes = depositRoutes({ chains: [world.evm], tokens: world.tokens })
  const keys = { blind: { ...ADMIN, levels: { ...ADMIN.levels, management: 0 as const } } }
  server = await startTestServer({ routes, keys, db: world.database.db })
  wallet = await world.openWallet(ADMIN.companyId)
  stranger = await world.openWallet()
  await world.chain.sendToken('USDC', wallet.address, WEI - 1n)
  await world.pass(1)
  await world.chain.sendToken('USDC', wallet.address, 2n * WEI + 1n)
  await world.chain.sendCoin(wallet.address, 5n)
  await world.chain.sendToken('USDC', stranger.address, 2n * WEI)
  await world.pass(1)
})
afterAll(async () => {
  await server.close()
  await world.stop()
})

async function list(query: string) {
  const { status, text } = await server.call('GET', `/management/deposits${query}`)
  return { status, text, body: JSON.parse(text) }
}

test("a company sees its own deposits in every state, newest first, and nobody else's", async () => {
  const { status, body } = await list('')
  expect(status).toBe(200)
  expect(body).toMatchObject({ number_of_elements: 3, next_page: null, total_pages: 1, total_elements: 3 })
  expect(body.items.map((item: { status: string }) => item.status)).toEqual([
    'UNSUPPORTED',
    'CONFIRMED',
    'CONFIRMED',
  ])
  const [coin, deposit] = body.items
  const [, row] = await world.rows(wallet.companyId)
  expect(deposit).toEqual({
    id: row?.id,
    product: 'virtual_wallets',
    wallet_id: wallet.walletId,
    address: wallet.address,
    blockchain: 'BSC',
    token_address: world.chain.token('USDC').address,
    amount: expect.any(Number),
    usd_value: 2,
    transaction_hash: row?.tx_hash,
    log_index: row?.log_index,
    block_number: Number(row?.block_number),
    status: 'CONFIRMED',
    sweep_transaction_hash: null,
    created_at: row?.created_at.toISOString(),
    updated_at: row?.updated_at.toISOString(),
  })
  expect(coin).toMatchObject({ log_index: null, usd_value: null })
})

test('amounts are written with all 18 decimals, and two deposits that miss the dollar by one unit are credited together', async () => {
  const { text } = await list('?status=confirmed')
  expect(text).toContain('"amount":2.000000000000000001')
  expect(text).toContain('"amount":0.999999999999999999')
  expect(await world.balance('VIRTUAL_BALANCE', wallet.companyId, wallet.walletId)).toBe(3n * WEI)
})

test('filters narrow the list, pages cut it', async () => {
  expect((await list('?status=UNSUPPORTED')).body.total_elements).toBe(1)
  expect((await list('?product=virtual_wallets')).body.total_elements).toBe(3)
  expect((await list('?product=cards')).body.total_elements).toBe(0)
  expect((await list(`?address=${wallet.address.toLowerCase()}`)).body.total_elements).toBe(3)
  expect((await list(`?address=${stranger.address}`)).body.total_elements).toBe(0)
  expect((await list('?address=nonsense')).body.total_elements).toBe(0)
  expect((await list('?from_date=2000-01-01&to_date=2000-01-02')).body.total_elements).toBe(0)
  expect((await list('?size=2&page_number=2')).body).toMatchObject({ number_of_elements: 1, total_pages: 2 })
})

test('what cannot be read is refused: an unknown status, a broken page or date, a key without the level', async () => {
  expect(await list('?status=LOST')).toMatchObject({ status: 400, body: { code: 'VALUE_NOT_ALLOWED' } })
  expect(await list('?size=0')).toMatchObject({ status: 400, body: { code: 'BAD_REQUEST' } })
  expect(await list('?from_date=yesterday')).toMatchObject({ status: 400, body: { code: 'BAD_REQUEST' } })
  expect((await server.call('GET', '/management/deposits', { key: 'blind' })).status).toBe(401)
})
