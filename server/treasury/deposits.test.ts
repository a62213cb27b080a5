import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openTreasuryWallet, verifyTreasury } from '../../tests/harness/treasury-world.ts'
import { startWalletWorld, type WalletCompany, type WalletWorld } from '../../tests/harness/wallet-world.ts'
import { readBalances } from '../ledger/balances.ts'
import type { AccountCode } from '../ledger/types.ts'

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

async function booked(company: WalletCompany, code: AccountCode, assetId: string): Promise<bigint> {
  const [account] = await readBalances(world.db, company.id, [{ code, ownerId: company.id, assetId }])
  return account?.balance ?? 0n
}
const depositsOf = async (company: WalletCompany) =>
  (await company.call('GET', '/management/deposits?product=treasury')).body.items

describe.each(['POLYGON', 'BSC'] as const)('on %s', (blockchain) => {
  const unit = UNITS[blockchain]

  test('tokens and coin from outside are movements and events, final without a sweep', async () => {
    const company = await world.company()
    const wallet = await openTreasuryWallet(world, company, { blockchain })
    const { chain } = wallet
    await wallet.fund('USDC', 3n * unit)
    await wallet.fundCoin(2n * COIN)
    const [coin, usdc] = await wallet.movements('DEPOSIT')
    expect(usdc).toEqual({
      account_id: wallet.accountId,
      wallet_id: wallet.id,
      amount: 3,
      operation: 'DEPOSIT',
      datetime: expect.stringMatching(/Z$/),
      blockchain,
      transaction_hash: expect.stringMatching(/^0x/),
      data: {
        from_wallet_address: expect.stringMatching(/^0x/),
        token: { address: chain.token('USDC').address, symbol: 'USDC' },
        deposit_status: expect.stringMatching(/CONFIRMED|FINALIZED/),
      },
      status: 'SUCCESS',
      operation_id: usdc?.transaction_hash,
    })
    expect(coin).toMatchObject({ amount: 2, data: { token: { symbol: chain.config.nativeSymbol } } })
    const [first, second] = await company.events()
    expect(first).toMatchObject({
      event_type: 'deposit',
      operation_id: usdc?.operation_id,
      status: 'success',
      data: {
        wallet_id: wallet.id,
        wallet_address: wallet.address,
        blockchain: blockchain.toLowerCase(),
        transaction_hash: usdc?.transaction_hash,
        from_wallet_address: expect.stringMatching(/^0x/),
        amount: '3',
        net_amount: '3',
        token: { symbol: 'USDC', name: expect.any(String), address: chain.token('USDC').address },
        created_at: expect.stringMatching(/Z$/),
      },
    })
    expect(second).toMatchObject({ event_type: 'deposit', data: { amount: '2' } })
    const asset = `${blockchain}:${chain.token('USDC').address}`
    expect(await booked(company, 'TREASURY_TOKENS', asset)).toBe(3n * unit)
    expect(await booked(company, 'TREASURY_EQUITY', asset)).toBe(3n * unit)
    await world.mineUntil(async () =>
      (await depositsOf(company)).every(({ status }: { status: string }) => status === 'FINALIZED'),
    )
    expect(await depositsOf(company)).toHaveLength(2)
  })
})

test('less than 1 USD is in the balance at once, and has no movement and no event until the minimum is reached', async () => {
  const company = await world.company()
  const wallet = await openTreasuryWallet(world, company)
  const { chain } = wallet
  const asset = `POLYGON:${chain.token('USDC').address}`
  await chain.sendToken('USDC', wallet.address, 400_000n)
  await world.mineUntil(async () => (await booked(company, 'TREASURY_UNCREDITED', asset)) === 400_000n)
  expect((await wallet.balances()).USDC).toBe(0.4)
  expect([await wallet.movements(), await company.events()]).toEqual([[], []])
  await chain.sendToken('USDC', wallet.address, 600_000n)
  await world.mineUntil(async () => (await wallet.movements('DEPOSIT')).length === 2)
  expect((await company.events()).map(({ data }) => data.amount).sort()).toEqual(['0.4', '0.6'])
  expect(await booked(company, 'TREASURY_UNCREDITED', asset)).toBe(0n)
  expect(await booked(company, 'TREASURY_EQUITY', asset)).toBe(1_000_000n)
})

test('a deposit whose block leaves the chain is taken back, with its event; mined again it is a new one', async () => {
  const company = await world.company()
  const wallet = await openTreasuryWallet(world, company)
  const { chain } = wallet
  const asset = `POLYGON:${chain.token('USDC').address}`
  await wallet.fund('USDC', 7_000_000n)
  const [before] = await wallet.movements('DEPOSIT')
  const { blockNumber } = await chain.receipt(String(before?.transaction_hash))
  const depth = (await chain.height()) - Number(blockNumber) + 1
  await chain.reorg({ depth, keepTransactions: false })
  await chain.mine(2)
  await world.waitUntil(async () => (await company.events()).length === 2)
  expect((await company.events())[1]).toMatchObject({
    event_type: 'deposit_reverted',
    status: 'success',
    data: { amount: '7', transaction_hash: before?.transaction_hash, deposit_id: expect.any(String) },
  })
  expect((await wallet.movements('DEPOSIT'))[0]).toMatchObject({
    status: 'FAILED',
    data: { deposit_status: 'REVERTED' },
  })
  expect(await booked(company, 'TREASURY_TOKENS', asset)).toBe(0n)
  await wallet.fund('USDC', 7_000_000n)
  expect((await wallet.movements('DEPOSIT')).map(({ status }) => status)).toEqual(['SUCCESS', 'FAILED'])
  expect(await booked(company, 'TREASURY_TOKENS', asset)).toBe(7_000_000n)
})

describe('a search', () => {
  test('goes over several wallets newest first, by pages, and by operations in any case', async () => {
    const company = await world.company()
    const a = await openTreasuryWallet(world, company)
    const b = await openTreasuryWallet(world, company, { accountId: a.accountId })
    await a.fund('USDC', 1_000_000n)
    await b.fund('USDC', 2_000_000n)
    await a.fund('USDC', 3_000_000n)
    const search = async (query: string) =>
      (await company.call('GET', `/mpc/treasury/transactions/search?${query}`)).body
    const first = await search(`wallet_ids=${a.id},${b.id}&operations=deposit&size=2`)
    expect(first).toMatchObject({ number_of_elements: 2, next_page: 2, total_pages: 2, total_elements: 3 })
    expect(first.movements.map(({ amount }: { amount: number }) => amount)).toEqual([3, 2])
    const rest = await search(
      `wallet_ids=${a.id}&wallet_ids=${b.id}&operations=TRANSFER&operations=DEPOSIT,RAMP_ON_TRANSFER&size=2&page_number=2`,
    )
    expect(rest.next_page).toBeNull()
    expect(rest.movements.map(({ amount }: { amount: number }) => amount)).toEqual([1])
    expect((await search(`wallet_ids=${b.id}&operations=DEPOSIT`)).total_elements).toBe(1)
    expect((await search(`wallet_ids=${a.id}&operations=TRANSFER`)).movements).toEqual([])
    expect(
      (await search(`wallet_ids=${a.id}&operations=DEPOSIT&to_date=2020-01-01&from_date=2019-01-01`))
        .movements,
    ).toEqual([])
  })

  test.each<[string, number, string]>([
    ['wallet_ids=WALLET', 400, 'operations'],
    ['operations=DEPOSIT', 400, 'wallet_ids'],
    ['wallet_ids=&operations=DEPOSIT', 400, 'wallet_ids'],
    ['wallet_ids=WALLET&operations=', 400, 'operations'],
    ['wallet_ids=WALLET&operations=DEPOSIT&size=0', 400, 'size'],
    ['wallet_ids=WALLET&operations=DEPOSIT&page_number=x', 400, 'page_number'],
    ['wallet_ids=WALLET,nonsense&operations=NOPE', 404, 'Wallet not found'],
    ['wallet_ids=0192f3a0-0000-7000-8000-00000000ffff&operations=DEPOSIT', 404, 'Wallet not found'],
    [
      'wallet_ids=WALLET&operations=DEPOSIT,NOPE&operations=SWAP',
      412,
      'Operations [NOPE, SWAP] are not available. Available operations: [TRANSFER, DEPOSIT, WITHDRAWAL, RAMP_ON_TRANSFER, RAMP_OFF_TRANSFER]',
    ],
    ['wallet_ids=WALLET&operations=DEPOSIT&from_date=yesterday', 400, 'Dates are not valid.'],
    ['wallet_ids=WALLET&operations=DEPOSIT&from_date=2026-02-30', 400, 'Dates are not valid.'],
    [
      'wallet_ids=WALLET&operations=DEPOSIT&from_date=2026-02-02&to_date=2026-02-01',
      400,
      'Dates are not valid.',
    ],
  ])('with %s: %i %s', async (query, status, message) => {
    const company = await world.company()
    const wallet = await openTreasuryWallet(world, company)
    const reply = await company.call(
      'GET',
      `/mpc/treasury/transactions/search?${query.replaceAll('WALLET', wallet.id)}`,
    )
    expect(reply.status).toBe(status)
    expect(reply.body.message).toContain(message)
  })

  test('sees no wallet of another company, and none that was deleted', async () => {
    const [company, other] = [await world.company(), await world.company()]
    const [mine, foreign] = [await openTreasuryWallet(world, company), await openTreasuryWallet(world, other)]
    const search = (ids: string) =>
      company.call('GET', `/mpc/treasury/transactions/search?wallet_ids=${ids}&operations=DEPOSIT`)
    expect((await search(`${mine.id},${foreign.id}`)).status).toBe(404)
    expect((await search(mine.id)).status).toBe(200)
    await mine.call('DELETE', '/delete')
    expect((await search(mine.id)).status).toBe(404)
  })
})
