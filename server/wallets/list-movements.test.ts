import { afterAll, beforeAll, expect, test } from 'vitest'
import { startWalletWorld, type WalletCompany, type WalletWorld } from '../../tests/harness/wallet-world.ts'

let world: WalletWorld
let company: WalletCompany
let id: string
let other: string
beforeAll(async () => {
  world = await startWalletWorld()
  company = await world.company()
  id = (await company.wallet()).id
  other = (await company.wallet()).id
  for (let amount = 1; amount <= 25; amount += 1) await company.owe(id, String(amount))
})
afterAll(() => world.stop())

const page = (query: string, walletId = id) =>
  company.call('GET', `/virtual-wallets/${walletId}/movements?${query}`)
const amounts = (movements: readonly { amount: number }[]) => movements.map(({ amount }) => amount)
const range = (from: number, to: number) =>
  Array.from({ length: Math.abs(to - from) + 1 }, (_, n) => (from < to ? from + n : from - n))

test.each([
  ['DESC', range(25, 1)],
  ['ASC', range(1, 25)],
  ['asc', range(1, 25)],
])('pages in order %s give every movement once', async (order, expected) => {
  const seen: number[] = []
  let token: string | null = ''
  let pages = 0
  while (token !== null) {
    const { body } = await page(
      `size=10&sort_order=${order}${token === '' ? '' : `&paging_state_token=${token}`}`,
    )
    seen.push(...amounts(body.movements))
    token = body.paging_state_token
    pages += 1
  }
  expect(seen).toEqual(expected)
  expect(pages).toBe(3)
})

test('newest first, ten a page, unless said otherwise', async () => {
  const { body } = await page('')
  expect(amounts(body.movements)).toEqual(range(25, 16))
  expect(body.paging_state_token).toEqual(expect.any(String))
  const all = await page('size=1000')
  expect(all.body.movements).toHaveLength(25)
  expect(all.body.paging_state_token).toBeNull()
})

test('a movement names its token by address and symbol', async () => {
  const { body } = await page('size=1')
  const { address } = world.chain().token('USDC')
  expect(body.movements[0].data.token).toEqual({ address, symbol: 'USDC' })
})

test('a movement that comes in between pages shifts nothing', async () => {
  const { body: first } = await page('size=10')
  await company.owe(id, '26')
  const { body: second } = await page(`size=10&paging_state_token=${first.paging_state_token}`)
  expect(amounts(second.movements)).toEqual(range(15, 6))
})

test('a page that ends with the last movement has no token', async () => {
  await company.owe(other, '1')
  const { body } = await page('size=1', other)
  expect(body.movements).toHaveLength(1)
  expect(body.paging_state_token).toBeNull()
})

test('a token that is broken, cut, of another list or of another order is 400', async () => {
  const token: string = (await page('size=2')).body.paging_state_token
  const flipped = `${token[0] === 'A' ? 'B' : 'A'}${token.slice(1)}`
  for (const broken of [flipped, token.slice(1), `${token}A`, 'x', '%00', '%F0%9F%92%A9'])
    expect(await page(`paging_state_token=${broken}`), broken).toMatchObject({
      status: 400,
      body: { code: 'BAD_REQUEST' },
    })
  expect((await page(`sort_order=ASC&paging_state_token=${token}`)).status).toBe(400)
  expect((await page(`paging_state_token=${token}`, other)).status).toBe(400)
})

test.each([
  ['size=0', 400, 'BAD_REQUEST'],
  ['size=-1', 400, 'BAD_REQUEST'],
  ['size=ten', 400, 'BAD_REQUEST'],
  ['sort_order=UP', 400, 'VALUE_NOT_ALLOWED'],
  ['blockchain=DOGE', 400, 'VALUE_NOT_ALLOWED'],
])('query %s is refused', async (query, status, code) => {
  expect(await page(query)).toMatchObject({ status, body: { code } })
})

test('another chain than the wallet’s has no movements', async () => {
  const two = await startWalletWorld({ chains: ['POLYGON', 'BSC'] })
  try {
    const owner = await two.company()
    const wallet = await owner.wallet()
    await owner.owe(wallet.id, '1')
    const list = (chain: string) =>
      owner.call('GET', `/virtual-wallets/${wallet.id}/movements?blockchain=${chain}`)
    expect((await list('bnb')).body).toEqual({ movements: [], paging_state_token: null })
    expect((await list('polygon')).body.movements).toHaveLength(1)
  } finally {
    await two.stop()
  }
})
