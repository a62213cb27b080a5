import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { freshDatabase, type TestDatabase } from '../../../tests/harness/database.ts'
import { ManualClock } from '../../../tests/harness/manual-clock.ts'
import { readTransfer } from '../bridge/read-transfer.ts'
import { transferAnswer } from '../bridge.fixture.ts'
import { PartnerError, type PartnerTransfer } from '../partner.ts'
import { pollTransfers } from './poll-transfers.ts'

const clock = new ManualClock('2026-09-02T08:00:00.000Z')
let database: TestDatabase
beforeAll(async () => {
  database = await freshDatabase()
})
beforeEach(() => sql`TRUNCATE partner_event_directory, partner_polls`.execute(database.db))
afterAll(() => database.drop())

const transfer = (id: string, updatedAt: string): PartnerTransfer =>
  readTransfer(transferAnswer({ id, updated_at: updatedAt }))

/** One poll of a partner that has these. @returns how many were new, and from when on they were asked for. */
async function poll(transfers: readonly PartnerTransfer[], breaksAfter = transfers.length) {
  let asked = new Date(0)
  const found = await pollTransfers(database.db, clock, {
    async *listTransfers({ updatedAfter }) {
      asked = updatedAfter
      yield* transfers.slice(0, breaksAfter)
      if (breaksAfter < transfers.length) throw new PartnerError('UNAVAILABLE', 'it broke off')
    },
  })
  return { found, asked }
}

const told = async () =>
  (
    await database.db
      .selectFrom('partner_event_directory')
      .select(['object_id', 'changed_at'])
      .orderBy('changed_at')
      .execute()
  ).map(({ object_id, changed_at }) => `${object_id} ${changed_at?.toISOString()}`)
const watermark = async () =>
  (await database.db.selectFrom('partner_polls').select('watermark').executeTakeFirst())?.watermark

const A = transfer('a', '2026-09-02T07:00:00.000Z')
const B = transfer('b', '2026-09-02T07:30:00.000Z')

test('what no event told is stored as if one had, and the next poll begins there, with ten minutes of overlap', async () => {
  expect((await poll([B, A])).found).toBe(2)
  expect(await told()).toEqual(['a 2026-09-02T07:00:00.000Z', 'b 2026-09-02T07:30:00.000Z'])
  expect(await watermark()).toEqual(B.updatedAt)
  expect((await poll([B])).asked).toEqual(new Date('2026-09-02T07:20:00.000Z'))
})

test('the same change is stored once; a later one of the same transfer again', async () => {
  await poll([A, B])
  expect((await poll([A, B])).found).toBe(0)
  expect((await poll([transfer('a', '2026-09-02T07:40:00.000Z'), B])).found).toBe(1)
})

test('what an event has told is not told again', async () => {
  await sql`
    INSERT INTO partner_event_directory (event_id, category, object_id, changed_at) VALUES
      ('wh_1', 'transfer', 'a', ${A.updatedAt}),
      ('wh_2', 'transfer', 'b', ${A.updatedAt}),
      ('wh_3', 'customer', 'b', ${B.updatedAt})`.execute(database.db)
  expect((await poll([A, B])).found).toBe(1)
  expect((await told()).filter((line) => line.startsWith('b'))).toHaveLength(3)
})

test('a poll that breaks off keeps what it found, and begins again where it began', async () => {
  await poll([A])
  const later = [transfer('c', '2026-09-02T07:50:00.000Z'), transfer('d', '2026-09-02T07:45:00.000Z')]
  await expect(poll(later, 1)).rejects.toThrow('it broke off')
  expect(await watermark()).toEqual(A.updatedAt)
  expect((await poll(later)).found).toBe(1)
  expect((await told()).map((line) => line[0])).toEqual(['a', 'd', 'c'])
})

test('a time that has not come yet does not hide what changes until then', async () => {
  await poll([transfer('a', '2099-01-01T00:00:00.000Z')])
  expect(await watermark()).toEqual(clock.now())
})

test('the mark never goes back, whichever of two nodes ends last', async () => {
  await pollTransfers(database.db, clock, {
    async *listTransfers() {
      await poll([B])
      yield A
    },
  })
  expect(await watermark()).toEqual(B.updatedAt)
})

test('a first poll that finds nothing leaves a mark too', async () => {
  expect((await poll([])).found).toBe(0)
  const mark = await watermark()
  await poll([])
  expect(await watermark()).toEqual(mark)
})
