import { afterAll, beforeAll, expect, it } from 'vitest'
import { freshDatabase, type TestDatabase } from '../../tests/harness/database.ts'
import { newId } from '../kernel/ids.ts'
import { companyAccount, virtualBalance } from './accounts.ts'
import { listAccounts, readBalances, sumBalances } from './balances.ts'
import { ASSET, hold, openCompany, post } from './books.fixture.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await freshDatabase()
})
afterAll(() => database.drop())

it('balances come in the order asked, each account as often as asked, and zero where nothing was booked', async () => {
  const { companyId, wallet, unswept, payable, send } = await openCompany(database.db, 100n)
  await send(hold(wallet, payable, 30n))
  const unknown = virtualBalance(newId(), ASSET)
  const balances = await readBalances(database.db, companyId, [unknown, wallet, unswept, wallet])
  expect(balances).toEqual([
    { account: unknown, balance: 0n, available: 0n },
    { account: wallet, balance: 100n, available: 70n },
    { account: unswept, balance: 100n, available: 100n },
    { account: wallet, balance: 100n, available: 70n },
  ])
})

it('a company does not see the balance of another', async () => {
  const { wallet } = await openCompany(database.db, 100n)
  const other = await openCompany(database.db, 5n)
  expect((await readBalances(database.db, other.companyId, [wallet]))[0]?.balance).toBe(0n)
  const sums = await sumBalances(database.db, other.companyId, 'VIRTUAL_BALANCE', [ASSET])
  expect(sums.get(ASSET)).toEqual({ sum: 5n, sumOfPositive: 5n })
})

it('sums are per asset, and those of positive balances leave the overdrawn ones out', async () => {
  const { companyId, wallet, unswept, send } = await openCompany(database.db, 100n)
  const second = virtualBalance(newId(), ASSET)
  await send(post(unswept, second, 40n), { ...post(wallet, unswept, 130n), overdraw: true })
  const sums = await sumBalances(database.db, companyId, 'VIRTUAL_BALANCE', [ASSET, 'USD'])
  expect(sums.get(ASSET)).toEqual({ sum: 10n, sumOfPositive: 40n })
  expect(sums.get('USD')).toEqual({ sum: 0n, sumOfPositive: 0n })
  const assets = await sumBalances(database.db, companyId, 'UNSWEPT', [ASSET])
  expect(assets.get(ASSET)).toEqual({ sum: 10n, sumOfPositive: 10n })
})

it('accounts are listed page by page, each once', async () => {
  const { companyId, wallet, unswept, payable, send } = await openCompany(database.db, 100n)
  await send(post(wallet, payable, 1n), post(unswept, companyAccount('EQUITY', companyId, ASSET), 9n))
  const codes: string[] = []
  let after: string | null = null
  for (;;) {
    const [account] = await listAccounts(database.db, companyId, { after, size: 1 })
    if (account === undefined) break
    codes.push(account.ref.code)
    after = account.id
  }
  expect(codes.sort()).toEqual(['EQUITY', 'PAYABLE', 'UNSWEPT', 'VIRTUAL_BALANCE'])
})
