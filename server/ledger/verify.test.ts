import { type RawBuilder, sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { freshDatabase, type TestDatabase } from '../../tests/harness/database.ts'
import { newId } from '../kernel/ids.ts'
import { companyAccount } from './accounts.ts'
import { ASSET, hold, openCompany, part, post, sealEverything } from './books.fixture.ts'
import type { Check } from './checks/check.ts'
import { describeReport, verifyBooks } from './verify.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await freshDatabase()
})
afterAll(() => database.drop())

/** Books with one of everything, in three seals: posts, an open and a spent hold, an overdraw. */
async function soundBooks({ db } = database) {
  const { companyId, wallet, unswept, payable, send } = await openCompany(db, 100n)
  const equity = companyAccount('EQUITY', companyId, ASSET)
  const deposit = post(unswept, wallet, 50n)
  const payment = post(wallet, payable, 20n)
  await send(deposit, payment)
  await sealEverything(db)
  const open = hold(wallet, payable, 30n)
  const spent = hold(wallet, payable, 10n)
  const capture = part('CAPTURE', open, 12n)
  const release = part('RELEASE', spent, 4n)
  await send(open, spent, capture, release, part('CAPTURE', spent, 8n))
  await sealEverything(db)
  const reverted = { ...post(wallet, unswept, 300n), overdraw: true as const }
  await send(reverted, post(equity, payable, 5n))
  await sealEverything(db)
  return { companyId, deposit, payment, open, spent, capture, release, reverted }
}

type Books = Awaited<ReturnType<typeof soundBooks>>

async function kindsFound(companyId: string): Promise<string[]> {
  const { findings } = await verifyBooks({ db: database.db, companyId })
  return [...new Set(findings.map((finding) => finding.kind))].sort()
}

it('sound books are found right, and everything was looked at', async () => {
  const alone = await freshDatabase()
  try {
    await soundBooks(alone)
    const seen: string[] = []
    const report = await verifyBooks({ db: alone.db, onProgress: ({ check }) => seen.push(check) })
    expect(report.findings).toEqual([])
    expect(report.ok).toBe(true)
    expect(report.counts).toEqual({
      companies: 1,
      accounts: 4,
      transfers: 10,
      unsealed: 0,
      holds: 2,
      // a seal waits for every older transaction of the server, those of other tests too: more seals then, never fewer
      seals: expect.toSatisfy((seals: number) => seals >= 3 && seals <= 10),
    })
    expect(new Set(seen)).toEqual(new Set(['accounts', 'balances', 'holds', 'seals']))
    expect(describeReport(report).at(-1)).toBe('The books are right.')
  } finally {
    await alone.drop()
  }
})

const transfers = (set: string, id: (books: Books) => string) => (books: Books) =>
  sql`UPDATE ledger_transfers SET ${sql.raw(set)} WHERE company_id = ${books.companyId} AND id = ${id(books)}`
const walletAccount = (set: string) => (books: Books) =>
  sql`UPDATE ledger_accounts SET ${sql.raw(set)} WHERE company_id = ${books.companyId} AND code = 'VIRTUAL_BALANCE'`
const openHold = (set: string) => (books: Books) =>
  sql`UPDATE ledger_holds SET ${sql.raw(set)} WHERE company_id = ${books.companyId} AND id = ${books.open.id}`
const seal = (number: number, set: string) => (books: Books) =>
  sql`UPDATE ledger_seals SET ${sql.raw(set)} WHERE company_id = ${books.companyId} AND number = ${number}`

const CORRUPTIONS: [string, (books: Books) => RawBuilder<unknown>, string[]][] = [
  [
    'the amount of a transfer',
    transfers('amount = amount + 1', (b) => b.payment.id),
    ['account_differs', 'seal_broken'],
  ],
  [
    'the direction of a transfer',
    transfers(
      'debit_account_id = credit_account_id, credit_account_id = debit_account_id',
      (b) => b.payment.id,
    ),
    ['account_differs', 'seal_broken'],
  ],
  [
    'the time of a transfer',
    transfers("created_at = created_at + interval '1 microsecond'", (b) => b.payment.id),
    ['seal_broken'],
  ],
  ['the reason of a transfer', transfers("reason = 'gift'", (b) => b.payment.id), ['seal_broken']],
  ['the subject of a transfer', transfers('subject_id = id', (b) => b.payment.id), ['seal_broken']],
  [
    'the place of a transfer in time',
    transfers('xid = (xid::text::bigint - 1)::text::xid8', (b) => b.reverted.id),
    ['seal_broken'],
  ],
  [
    'the overdraw mark of the fact that overdrew',
    transfers('overdraw = false', (b) => b.reverted.id),
    ['guard_broken', 'seal_broken'],
  ],
  [
    'a deleted transfer',
    (b) => sql`DELETE FROM ledger_transfers WHERE company_id = ${b.companyId} AND id = ${b.deposit.id}`,
    ['account_differs', 'seal_broken'],
  ],
  [
    'a transfer slipped into the sealed past',
    (b) =>
      sql`INSERT INTO ledger_transfers SELECT company_id, ${newId()}, type, debit_account_id, credit_account_id, asset, amount, hold_id, overdraw, reason, subject_id, created_at, xid FROM ledger_transfers WHERE company_id = ${b.companyId} AND id = ${b.deposit.id}`,
    ['account_differs', 'seal_broken'],
  ],
  ['a balance', walletAccount('credits = credits + 1'), ['account_differs', 'books_do_not_balance']],
  ['a held sum', walletAccount('debits_held = debits_held + 1'), ['account_differs', 'books_do_not_balance']],
  [
    'two balances that cancel out',
    (b) =>
      sql`UPDATE ledger_accounts SET debits = debits + 1, credits = credits + 1 WHERE company_id = ${b.companyId} AND code = 'PAYABLE'`,
    ['account_differs'],
  ],
  ['the owner of an account', walletAccount('owner_id = company_id'), ['account_not_of_chart']],
  ['the guard of an account', walletAccount('guarded = false'), ['account_not_of_chart']],
  [
    'a deleted account',
    (b) => sql`DELETE FROM ledger_accounts WHERE company_id = ${b.companyId} AND code = 'UNSWEPT'`,
    ['account_missing', 'books_do_not_balance'],
  ],
  ['what remains of a hold', openHold('remaining = remaining - 1'), ['hold_differs']],
  ['the payer of a hold', openHold('debit_account_id = credit_account_id'), ['hold_differs']],
  [
    'a deleted hold',
    (b) => sql`DELETE FROM ledger_holds WHERE company_id = ${b.companyId} AND id = ${b.open.id}`,
    ['hold_differs'],
  ],
  [
    'a capture of another hold',
    (b) =>
      sql`UPDATE ledger_transfers SET hold_id = ${b.spent.id} WHERE company_id = ${b.companyId} AND id = ${b.capture.id}`,
    ['account_differs', 'hold_differs', 'seal_broken'],
  ],
  [
    'a capture of no hold',
    (b) =>
      sql`UPDATE ledger_transfers SET hold_id = ${newId()} WHERE company_id = ${b.companyId} AND id = ${b.capture.id}`,
    ['account_differs', 'hold_differs', 'seal_broken', 'transfer_without_hold'],
  ],
  [
    'a release beyond its hold',
    transfers('amount = 11', (b) => b.release.id),
    ['hold_exceeded', 'seal_broken'],
  ],
  ['the hash of a seal', seal(2, "hash = sha256('forged')"), ['seal_broken']],
  ['the link between seals', seal(3, "prev_hash = sha256('forged')"), ['seal_broken']],
  ['the reach of a seal', seal(1, 'xid_through = (SELECT max(xid) FROM ledger_transfers)'), ['seal_broken']],
  [
    'a deleted seal',
    (b) => sql`DELETE FROM ledger_seals WHERE company_id = ${b.companyId} AND number = 2`,
    ['seal_broken', 'seal_missing'],
  ],
]

it.each(CORRUPTIONS)('verify catches: %s', async (_, corrupt, kinds) => {
  const books = await soundBooks()
  expect(await kindsFound(books.companyId)).toEqual([])
  const { numAffectedRows } = await corrupt(books).execute(database.db)
  expect(numAffectedRows).toBe(1n)
  expect(await kindsFound(books.companyId)).toEqual(kinds)
})

it('the check of another room runs for each company and its findings count', async () => {
  const { companyId } = await soundBooks()
  const check: Check = {
    name: 'deposits',
    async run({ companyId, found, count }) {
      count('deposits', 1)
      found({ kind: 'deposit_not_booked', subject: 'deposit', id: companyId, text: 'is not in the ledger' })
    },
  }
  const report = await verifyBooks({ db: database.db, checks: [check] })
  expect(report.ok).toBe(false)
  expect(report.counts.deposits).toBe(report.counts.companies)
  expect(describeReport(report)).toContain(
    `deposit_not_booked: company ${companyId}, deposit ${companyId}: is not in the ledger`,
  )
})
