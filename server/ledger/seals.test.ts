import { afterAll, beforeAll, expect, it } from 'vitest'
import { freshDatabase, type TestDatabase } from '../../tests/harness/database.ts'
import { inTransaction } from '../kernel/database.ts'
import { createLogger } from '../kernel/log.ts'
import { joinNodes } from '../kernel/node.ts'
import { book } from './book.ts'
import { NOW, openCompany, post, sealEverything, until } from './books.fixture.ts'
import { SEAL_TRANSFERS_MAX, sealAll, sealNext, startSealer, XidsRestartedError } from './seals.ts'
import { verifyBooks } from './verify.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await freshDatabase()
})
afterAll(() => database.drop())

const log = createLogger('silent')

function readSeals(companyId: string) {
  return database.db
    .selectFrom('ledger_seals')
    .select(['number', 'transfers', 'xid_through'])
    .where('company_id', '=', companyId)
    .orderBy('number')
    .execute()
}

it('nothing is sealed behind a transaction that still runs, and what it books later is in its place', async () => {
  const slow = await openCompany(database.db, 100n)
  await sealEverything(database.db)
  await inTransaction(database.db, async (tx) => {
    await book(tx, slow.companyId, [post(slow.wallet, slow.payable, 1n)], NOW)
    const quick = await openCompany(database.db, 100n)
    await sealAll(database.db)
    expect(await readSeals(quick.companyId)).toEqual([])
    expect(await readSeals(slow.companyId)).toHaveLength(1)
  })
  await sealEverything(database.db)
  expect((await readSeals(slow.companyId)).map((seal) => seal.transfers)).toEqual([1n, 1n])
  expect((await verifyBooks({ db: database.db })).findings).toEqual([])
})

it('a seal ends at a transaction, never within one', async () => {
  const { companyId, send, wallet, unswept } = await openCompany(database.db, 0n)
  const size = SEAL_TRANSFERS_MAX * 0.6
  for (let n = 0; n < 3; n++) await send(...Array.from({ length: size }, () => post(unswept, wallet, 1n)))
  await sealEverything(database.db)
  expect((await readSeals(companyId)).map((seal) => seal.transfers)).toEqual([BigInt(2 * size), BigInt(size)])
  expect((await verifyBooks({ db: database.db })).findings).toEqual([])
})

it('many sealers at once, while books are written, make one unbroken chain', async () => {
  const { companyId, send, wallet, unswept } = await openCompany(database.db, 0n)
  const writers = Array.from({ length: 4 }, async () => {
    for (let n = 0; n < 15; n++) await send(post(unswept, wallet, 1n))
  })
  const sealers = Array.from({ length: 4 }, async () => {
    for (let n = 0; n < 15; n++) await sealNext(database.db, companyId)
  })
  await Promise.all([...writers, ...sealers])
  await sealEverything(database.db)
  const seals = await readSeals(companyId)
  expect(seals.reduce((sum, seal) => sum + seal.transfers, 0n)).toBe(60n)
  expect((await verifyBooks({ db: database.db })).findings).toEqual([])
})

it('the loop seals what is booked while it runs, with two nodes as with one', async () => {
  const { companyId, send, wallet, unswept } = await openCompany(database.db, 1n)
  const nodes = await Promise.all([joinNodes(database.url, log), joinNodes(database.url, log)])
  const loops = nodes.map((node) => startSealer({ db: database.db, node, log, everyMs: 20 }))
  const sealed = async (transfers: bigint) =>
    (await readSeals(companyId)).reduce((sum, seal) => sum + seal.transfers, 0n) === transfers
  await until('the first transfer is sealed', () => sealed(1n))
  await send(post(unswept, wallet, 1n))
  await until('the second transfer is sealed', () => sealed(2n))
  await Promise.all(loops.map((loop) => loop.stop()))
  await Promise.all(nodes.map((node) => node.stop()))
})

it('after a logical restore, which restarts transaction ids, nothing is sealed out of order and verify says why', async () => {
  const { companyId, send, wallet, unswept } = await openCompany(database.db, 1n)
  await sealEverything(database.db)
  const ahead = 2n ** 40n
  await database.db
    .updateTable('ledger_seals')
    .set({ xid_through: ahead })
    .where('company_id', '=', companyId)
    .execute()
  await send(post(unswept, wallet, 1n))
  await expect(sealNext(database.db, companyId)).rejects.toThrow(XidsRestartedError)
  await expect(sealAll(database.db)).rejects.toThrow('1 companies cannot be sealed')
  const { findings } = await verifyBooks({ db: database.db, companyId })
  expect(findings.map((finding) => finding.kind)).toContain('xids_restarted')
})
