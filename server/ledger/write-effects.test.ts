import { afterAll, beforeAll, expect, it } from 'vitest'
import { freshDatabase, type TestDatabase } from '../../tests/harness/database.ts'
import { inTransaction } from '../kernel/database.ts'
import { newId } from '../kernel/ids.ts'
import { accountId } from './accounts.ts'
import { ASSET, hold, NOW, openCompany } from './books.fixture.ts'
import type { Effects } from './evaluate.ts'
import { writeEffects } from './write-effects.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await freshDatabase()
})
afterAll(() => database.drop())

type Company = Awaited<ReturnType<typeof openCompany>>

/** What a wrong decision would ask for: `amount` from wallet to payable, whatever is there. */
function forged({ companyId, wallet, payable }: Company, amount: bigint): Effects {
  const [debitId, creditId] = [accountId(companyId, wallet), accountId(companyId, payable)]
  const none = { debits: 0n, credits: 0n, debitsHeld: 0n, creditsHeld: 0n, overdraw: false }
  const about = { reason: 'test', subjectId: newId(), holdId: null, expiresAt: null, overdraw: false }
  return {
    transfers: [{ id: newId(), type: 'POST', debitId, creditId, assetId: ASSET, amount, ...about }],
    accounts: [
      { ...none, id: debitId, debits: amount },
      { ...none, id: creditId, credits: amount },
    ],
    openedHolds: [],
    takenHolds: [],
  }
}

const write = (companyId: string, effects: Effects) =>
  inTransaction(database.db, (tx) => writeEffects(tx, companyId, effects, NOW))

/** 100 in the wallet, 60 of them held. */
async function company() {
  const all = await openCompany(database.db, 100n)
  const opened = hold(all.wallet, all.payable, 60n)
  await all.send(opened)
  return { ...all, opened }
}

it('the statement that writes refuses by itself what the decision should have refused, and nothing stays', async () => {
  const all = await company()
  expect(await write(all.companyId, forged(all, 40n))).toBe(true)
  await expect(write(all.companyId, forged(all, 1n))).rejects.toThrow('within its guard')
  expect(await all.read(all.wallet)).toEqual([60n, 0n])
})

it('the statement that writes takes no more from a hold than remains of it', async () => {
  const all = await company()
  const taken = (amount: bigint) => ({
    ...forged(all, 1n),
    takenHolds: [{ id: all.opened.id, taken: amount }],
  })
  await expect(write(all.companyId, taken(61n))).rejects.toThrow('every hold had what was taken')
  expect(await write(all.companyId, taken(60n))).toBe(true)
})

it('an account that is not there makes the write fail as a whole', async () => {
  const all = await company()
  const effects = forged({ ...all, payable: { ...all.payable, ownerId: newId() } }, 1n)
  await expect(write(all.companyId, effects)).rejects.toThrow('within its guard')
  expect(await all.read(all.wallet)).toEqual([100n, 40n])
})
