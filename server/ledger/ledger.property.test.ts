import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { freshDatabase, type TestDatabase } from '../../tests/harness/database.ts'
import { propertySeed } from '../../tests/harness/seed.ts'
import { newId } from '../kernel/ids.ts'
import { companyAccount, virtualBalance } from './accounts.ts'
import { readBalances } from './balances.ts'
import { ASSET, bookAlone, hold, part, post, sealEverything } from './books.fixture.ts'
import { ModelLedger } from './model.fixture.ts'
import type { AccountRef, Booking, NewTransfer } from './types.ts'
import { verifyBooks } from './verify.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await freshDatabase()
})
afterAll(() => database.drop())

/**
 * A step of an attack, before it is made into a transfer over the accounts and the earlier transfers of its
 * run.
 */
type Step =
  | { do: 'open'; type: 'POST' | 'HOLD'; from: number; to: number; amount: bigint; overdraw: boolean }
  | { do: 'use hold'; type: 'CAPTURE' | 'RELEASE'; of: number; amount: bigint; overdraw: boolean }
  | { do: 'repeat'; of: number; changed: boolean }

const amount = fc.bigInt({ min: 1n, max: 40n })
const overdraw = fc.nat({ max: 9 }).map((n) => n === 0)
const place = fc.nat({ max: 1_000 })
const open = fc.record({
  do: fc.constant('open' as const),
  type: fc.constantFrom('POST' as const, 'HOLD' as const),
  from: place,
  to: place,
  amount,
  overdraw,
})
const useHold = fc.record({
  do: fc.constant('use hold' as const),
  type: fc.constantFrom('CAPTURE' as const, 'RELEASE' as const),
  of: place,
  amount,
  overdraw,
})
const repeat = fc.record({ do: fc.constant('repeat' as const), of: place, changed: fc.boolean() })
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: open },
  { weight: 4, arbitrary: useHold },
  { weight: 1, arbitrary: repeat },
)
const batches = fc.array(fc.array(step, { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 12 })

/** Guarded and unguarded accounts of both directions. */
function openAccounts(companyId: string): AccountRef[] {
  const wallets = Array.from({ length: 3 }, () => virtualBalance(newId(), ASSET))
  const codes = ['HOLDING', 'UNSWEPT', 'PAYABLE', 'EQUITY'] as const
  return [...wallets, ...codes.map((code) => companyAccount(code, companyId, ASSET))]
}

function pick<T>(items: readonly T[], place: number): T {
  const item = items[place % items.length]
  if (item === undefined) throw new Error('nothing to pick from')
  return item
}

/**
 * Makes transfers of steps. Captures and releases name an earlier transfer, which need not be a hold, or
 * nothing at all.
 */
function transferMaker(accounts: readonly AccountRef[]): (step: Step) => NewTransfer {
  const sent: NewTransfer[] = []
  const make = (step: Step): NewTransfer => {
    if (step.do === 'open') {
      const from = pick(accounts, step.from)
      const to = pick(
        accounts.filter((account) => account !== from),
        step.to,
      )
      return marked(
        step.type === 'POST' ? post(from, to, step.amount) : hold(from, to, step.amount),
        step.overdraw,
      )
    }
    if (step.do === 'use hold') {
      const holds = sent.filter((transfer) => transfer.type === 'HOLD')
      const any = step.of % 10 === 0 || holds.length === 0
      const target = pick(any ? [...sent, { id: newId() }] : holds, step.of)
      return marked(part(step.type, target, step.amount), step.overdraw)
    }
    if (sent.length === 0) return post(pick(accounts, step.of), pick(accounts, step.of + 1), 1n)
    const again = pick(sent, step.of)
    return step.changed ? { ...again, amount: again.amount + 1n } : again
  }
  return (step) => {
    const transfer = make(step)
    sent.push(transfer)
    return transfer
  }
}

function marked(transfer: NewTransfer, overdraw: boolean): NewTransfer {
  return overdraw ? { ...transfer, overdraw } : transfer
}

function outcome(booking: Booking): string {
  return booking.booked ? (booking.replayed ? 'replayed' : 'booked') : booking.problem
}

async function expectSoundBooks(companyId: string): Promise<void> {
  const { findings } = await verifyBooks({ db: database.db, companyId })
  expect(findings).toEqual([])
}

it('any sequence of batches is answered, and leaves balances and holds, as in a model that only adds up', async () => {
  const attack = fc.asyncProperty(batches, async (steps) => {
    const companyId = newId()
    const accounts = openAccounts(companyId)
    const make = transferMaker(accounts)
    const model = new ModelLedger()
    for (const batch of steps) {
      const transfers = batch.map(make)
      expect(outcome(await bookAlone(database.db, companyId, transfers))).toBe(model.book(transfers))
    }
    const balances = await readBalances(database.db, companyId, accounts)
    expect(balances).toEqual(
      accounts.map((account) => ({
        account,
        balance: model.balance(account),
        available: model.available(account),
      })),
    )
    const holds = await database.db
      .selectFrom('ledger_holds')
      .select(['id', 'remaining'])
      .where('company_id', '=', companyId)
      .execute()
    expect(holds).toEqual(holds.map(({ id }) => ({ id, remaining: model.remaining(id) })))
    await expectSoundBooks(companyId)
  })
  await fc.assert(attack, { seed: propertySeed('ledger against model'), numRuns: 80 })
})

it('batches that race over many connections, each sent three times, are applied once or not at all, and the books stay right', async () => {
  const attack = fc.asyncProperty(batches, fc.infiniteStream(fc.nat()), async (steps, random) => {
    const companyId = newId()
    const accounts = openAccounts(companyId)
    const make = transferMaker(accounts)
    const [equity, payable] = [
      companyAccount('EQUITY', companyId, ASSET),
      companyAccount('PAYABLE', companyId, ASSET),
    ]
    const funded = accounts.filter(
      (account) => account.code === 'VIRTUAL_BALANCE' || account.code === 'HOLDING',
    )
    const funding = funded.map((to) =>
      to.code === 'HOLDING' ? post(to, payable, 50n) : post(equity, to, 50n),
    )
    await bookAlone(database.db, companyId, funding)

    const sends = steps.flatMap((batch) => Array(3).fill(batch.map(make)) as NewTransfer[][])
    const shuffled = sends.map((send) => ({ send, key: random.next().value })).sort((a, b) => a.key - b.key)
    const answers = await Promise.all(
      shuffled.map(async ({ send }) => ({ send, booking: await bookAlone(database.db, companyId, send) })),
    )

    const rows = await database.db
      .selectFrom('ledger_transfers')
      .select(['id', 'amount'])
      .where('company_id', '=', companyId)
      .execute()
    const stored = new Map(rows.map((row) => [row.id, row.amount]))
    const accepted = answers.filter(({ booking }) => booking.booked).flatMap(({ send }) => send)
    for (const transfer of accepted) expect(stored.get(transfer.id)).toBe(transfer.amount)
    const known = new Set([...accepted, ...funding].map((transfer) => transfer.id))
    expect(new Set(stored.keys())).toEqual(known)
    await expectSoundBooks(companyId)
  })
  await fc.assert(attack, { seed: propertySeed('ledger under races'), numRuns: 25 })
})

it('batches over the same accounts in any order, also accounts that none of them has seen yet, never deadlock', async () => {
  const order = fc.array(fc.nat({ max: 9 }), { minLength: 2, maxLength: 12 })
  const attack = fc.asyncProperty(fc.array(order, { minLength: 10, maxLength: 40 }), async (orders) => {
    const companyId = newId()
    const wallets = Array.from({ length: 10 }, () => virtualBalance(newId(), ASSET))
    const equity = companyAccount('EQUITY', companyId, ASSET)
    const sends = orders.map((order) => order.map((n) => post(equity, pick(wallets, n), 1n)))
    const answers = await Promise.all(sends.map((send) => bookAlone(database.db, companyId, send)))
    expect(answers.every((answer) => answer.booked && !answer.replayed)).toBe(true)
    const [balance] = await readBalances(database.db, companyId, [equity])
    expect(balance?.balance).toBe(-BigInt(orders.flat().length))
  })
  await fc.assert(attack, { seed: propertySeed('ledger lock order'), numRuns: 15 })
})

it('after all these attacks the whole is sealed and verified', async () => {
  await sealEverything(database.db)
  const report = await verifyBooks({ db: database.db })
  expect(report.findings).toEqual([])
  expect(report.counts.unsealed).toBe(0)
  expect(report.counts.transfers).toBeGreaterThan(0)
})
