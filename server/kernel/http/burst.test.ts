import { sql } from 'kysely'
import { Type } from 'typebox'
import { expect, test } from 'vitest'
import { becomes } from '../../../sandbox/processes.ts'
import { ADMIN, startTestServer } from '../../../tests/harness/http-server.ts'
import { newId } from '../ids.ts'
import { writeRoute } from './route.ts'

const LOCK = 77
/** More than the pool has connections. */
const CALLS = 40
const WAIT_MS_MAX = 10_000

/** Writes of one company need the row that somebody has: here a lock with the number that the body names. */
const route = writeRoute({
  method: 'POST',
  path: '/virtual-wallets/spend',
  access: { level: 1 },
  summary: 'test',
  tag: 'test',
  body: Type.Object({ lock: Type.Integer() }),
  answer: Type.Any(),
  async write(tx, { body }) {
    await sql`SELECT pg_advisory_xact_lock(${body.lock}::bigint)`.execute(tx)
    return {}
  },
})

test('a burst of one company, whose writes all wait for one lock, leaves the database to the others', async () => {
  const other = { ...ADMIN, companyId: newId(), keyId: newId() }
  const server = await startTestServer({ routes: [route], keys: { other } })
  const { db } = server.database
  const spend = (lock: number, key = 'admin') =>
    server.call('POST', '/virtual-wallets/spend', { body: { lock }, key })
  const waiting = async () => {
    const { rows } = await sql<{ count: bigint }>`
      SELECT count(*) FROM pg_locks l JOIN pg_database d ON d.oid = l.database
      WHERE d.datname = current_database() AND l.locktype = 'advisory' AND l.objid = ${LOCK} AND NOT l.granted`.execute(
      db,
    )
    return Number(rows[0]?.count)
  }
  const { promise: released, resolve: release } = Promise.withResolvers<void>()
  const held = Promise.withResolvers<void>()
  const holder = db.transaction().execute(async (tx) => {
    await sql`SELECT pg_advisory_xact_lock(${LOCK}::bigint)`.execute(tx)
    held.resolve()
    await released
  })
  await held.promise
  const burst = Array.from({ length: CALLS }, () => spend(LOCK))
  expect(await becomes(async () => (await waiting()) > 0, WAIT_MS_MAX)).toBe(true)
  const others = await Promise.all(Array.from({ length: CALLS }, () => spend(LOCK + 1, 'other')))
  expect(others.map(({ status }) => status)).toEqual(others.map(() => 200))
  expect(await waiting()).toBe(server.deps.config.databasePoolSize / 4)
  release()
  await holder
  expect((await Promise.all(burst)).map(({ status }) => status)).toEqual(burst.map(() => 200))
  await server.close()
})
