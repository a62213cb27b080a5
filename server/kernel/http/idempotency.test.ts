import { sql } from 'kysely'
import { Type } from 'typebox'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { becomes } from '../../../sandbox/processes.ts'
import { ADMIN, OPERATOR_KEY, startTestServer, type TestServer } from '../../../tests/harness/http-server.ts'
import type { Tx } from '../database.ts'
import { newId } from '../ids.ts'
import { jsonNumber } from '../money.ts'
import { refuse } from '../refusal.ts'
import { amountField } from './fields.ts'
import { eraseOldKeys } from './idempotency-store.ts'
import { type Call, writeRoute } from './route.ts'

/** What the routes of this file do besides writing their row; each test sets what it needs. */
const world = {
  refusing: false,
  preparing: 0,
  finishing: 0,
  /** Called in `finish`, before its answer. */
  inFinish: async (): Promise<void> => {},
  /** Called in `write`, after its row. */
  inWrite: async (_attempt: number): Promise<void> => {},
  writing: 0,
}

const doc = {
  access: { level: 1, operation: 'management' },
  summary: 'test',
  tag: 'test',
  answer: Type.Any(),
  method: 'POST',
} as const
const body = Type.Object({ amount: Type.Optional(amountField()) })

async function writeEffect(tx: Tx, call: Call<unknown, unknown>): Promise<string> {
  const id = newId()
  await sql`INSERT INTO effects (id, trace_id) VALUES (${id}, ${call.traceId})`.execute(tx)
  world.writing += 1
  await world.inWrite(world.writing)
  return id
}

const routes = [
  writeRoute({
    ...doc,
    path: '/once/{thingId}',
    body,
    write: async (tx, call) => {
      const id = await writeEffect(tx, call)
      return world.refusing ? refuse('WALLET_NOT_EMPTY') : { id }
    },
  }),
  writeRoute({
    ...doc,
    path: '/prepared',
    prepare: async () => {
      world.preparing += 1
      return world.refusing ? refuse('TO_TOKEN_CONTRACT') : { prepared: world.preparing }
    },
    write: async (tx, call, prepared) => ({ id: await writeEffect(tx, call), ...prepared }),
  }),
  writeRoute({
    ...doc,
    path: '/two-phases',
    body,
    write: async (tx, call) => ({ paymentId: await writeEffect(tx, call) }),
    finish: async (resume) => {
      world.finishing += 1
      await world.inFinish()
      return { id: resume.paymentId, transaction_hash: '0x1' }
    },
  }),
  writeRoute({
    ...doc,
    path: '/refused-after-the-commit',
    write: async (tx, call) => ({ id: await writeEffect(tx, call) }),
    finish: async () => {
      world.finishing += 1
      return refuse('WALLET_DISABLED')
    },
  }),
  writeRoute({
    ...doc,
    path: '/secret',
    write: async (tx, call) => ({ id: await writeEffect(tx, call), secret: 'shown once' }),
    repeatedAs: (answer: { readonly id: string }) => ({ ...answer, secret: '****' }),
  }),
  writeRoute({
    ...doc,
    path: '/secret-in-two-phases',
    write: async (tx, call) => ({ id: await writeEffect(tx, call) }),
    finish: async ({ id }) => ({ id, secret: 'shown once' }),
    repeatedAs: (answer: { readonly id: string }) => ({ ...answer, secret: '****' }),
  }),
  writeRoute({
    ...doc,
    method: 'GET',
    path: '/written',
    write: async (tx, call) => ({ id: await writeEffect(tx, call) }),
  }),
  writeRoute({
    ...doc,
    path: '/floating',
    write: async (tx, call) => ({
      id: await writeEffect(tx, call),
      amount: jsonNumber('0.10000000000000000001'),
    }),
    finish: async (resume) => resume,
  }),
  writeRoute({
    ...doc,
    path: '/unauthorised',
    write: async (tx, call) => {
      await writeEffect(tx, call)
      return refuse('SOLANA_UNSUPPORTED')
    },
  }),
  writeRoute({
    ...doc,
    path: '/operator',
    access: { operator: true },
    write: async (tx, call) => ({ id: await writeEffect(tx, call) }),
  }),
]

let server: TestServer
beforeAll(async () => {
  server = await startTestServer({
    routes,
    keys: { other: { ...ADMIN, companyId: newId(), keyId: newId() } },
  })
  await sql`CREATE TABLE effects (id uuid PRIMARY KEY, trace_id text)`.execute(server.database.db)
})
afterAll(() => server.close())
beforeEach(async () => {
  await sql`TRUNCATE effects`.execute(server.database.db)
  Object.assign(world, {
    refusing: false,
    preparing: 0,
    finishing: 0,
    writing: 0,
    inFinish: async () => {},
    inWrite: async () => {},
  })
})

async function effects(): Promise<number> {
  const { rows } = await sql<{ n: number }>`SELECT count(*)::int AS n FROM effects`.execute(
    server.database.db,
  )
  return rows[0]?.n ?? -1
}

const keyed = (text = newId()) => ({ headers: { 'Idempotency-Key': text } })

/** A promise that the test opens. */
function gate(): { opened: Promise<void>; open(): void } {
  let open = () => {}
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return { opened, open }
}

describe('a repeated call', () => {
  test('has one effect and gets the first answer again, with the trace id of the call that did it', async () => {
    const key = keyed()
    const first = await server.call('POST', '/once/1', { ...key, body: { amount: 1 } })
    const second = await server.call('POST', '/once/1', { ...key, body: { amount: 1 } })
    expect([second.status, second.text]).toEqual([200, first.text])
    expect(second.headers.get('x-trace-id')).toBe(first.headers.get('x-trace-id'))
    expect(await effects()).toBe(1)
  })

  test('is the same under either header, and a trailing slash makes no other path', async () => {
    const key = newId()
    const first = await server.call('POST', '/once/1', { headers: { 'x-idempotency-key': key } })
    const second = await server.call('POST', '/once/1/', { headers: { 'IDEMPOTENCY-KEY': key } })
    expect(second.text).toBe(first.text)
    expect(await effects()).toBe(1)
  })

  test('may write its JSON differently: order, blanks, 1.0 for 1', async () => {
    const key = keyed()
    const first = await server.call('POST', '/once/1', { ...key, bytes: '{"amount":1,"b":[1,2]}' })
    const second = await server.call('POST', '/once/1', {
      ...key,
      bytes: ' {"b": [1e0, 2.00], "amount":1.0}',
    })
    expect(second.text).toBe(first.text)
  })

  test('with another body is refused, even when only an unknown field differs', async () => {
    const key = keyed()
    await server.call('POST', '/once/1', { ...key, body: { amount: 1 } })
    for (const body of [{ amount: 2 }, { amount: '1' }, { amount: 1, x: null }, {}]) {
      const { status, json } = await server.call('POST', '/once/1', { ...key, body })
      expect(status).toBe(412)
      expect(json).toMatchObject({
        code: 'VAL',
        message: 'Idempotency key was already used with a different request',
      })
    }
    expect(await effects()).toBe(1)
  })

  test('a refusal takes its effect back and is given again, whatever has changed since', async () => {
    const key = keyed()
    world.refusing = true
    const first = await server.call('POST', '/once/1', key)
    world.refusing = false
    const second = await server.call('POST', '/once/1', key)
    expect([first.status, second.status, second.text]).toEqual([412, 412, first.text])
    expect(await effects()).toBe(0)
  })

  test('a refusal of the preparation is given again, and no preparation judges a second time', async () => {
    const key = keyed()
    world.refusing = true
    const first = await server.call('POST', '/prepared', key)
    world.refusing = false
    const second = await server.call('POST', '/prepared', key)
    expect([first.status, second.text, world.preparing]).toEqual([412, first.text, 1])
  })

  test('401 is not kept', async () => {
    const key = keyed()
    const first = await server.call('POST', '/unauthorised', key)
    const second = await server.call('POST', '/unauthorised', key)
    expect([first.status, second.status]).toEqual([401, 401])
    expect(second.headers.get('x-trace-id')).not.toBe(first.headers.get('x-trace-id'))
    expect([world.writing, await effects()]).toEqual([2, 0])
  })

  test('500 is not kept, and nothing of the failed call remains', async () => {
    const key = keyed()
    world.inWrite = async (attempt) => {
      if (attempt === 1) throw new Error('the disk is full')
    }
    expect((await server.call('POST', '/once/1', key)).status).toBe(500)
    expect(await effects()).toBe(0)
    expect((await server.call('POST', '/once/1', key)).status).toBe(200)
    expect(await effects()).toBe(1)
  })
})

describe('a key', () => {
  test('is its own per company, path and caller without a company', async () => {
    const key = keyed()
    await server.call('POST', '/once/1', key)
    await server.call('POST', '/once/2', key)
    await server.call('POST', '/once/1', { ...key, key: 'other' })
    await server.call('POST', '/operator', { ...key, key: OPERATOR_KEY })
    await server.call('POST', '/operator', { ...key, key: OPERATOR_KEY })
    expect(await effects()).toBe(4)
  })

  test('that is blank is no key', async () => {
    await server.call('POST', '/once/1', keyed(' '))
    await server.call('POST', '/once/1', keyed(' '))
    expect(await effects()).toBe(2)
  })

  test.each(['ü', 'x'.repeat(256)])('that is not 1 to 255 printable ASCII is 400: %s', async (text) => {
    expect((await server.call('POST', '/once/1', keyed(text))).status).toBe(400)
    expect(await effects()).toBe(0)
  })

  test('is kept with nothing readable about the call', async () => {
    const text = 'readable-key-text'
    const { json } = await server.call('POST', '/once/1', keyed(text))
    const rows = await server.database.db.selectFrom('idempotency_keys').selectAll().execute()
    const stored = rows.flatMap((row) => [row.key_hash, row.request_hash, row.sealed_answer]).join()
    expect(stored).not.toContain((json as { id: string }).id)
    expect(stored).not.toContain(text)
  })

  test.each(['/secret', '/secret-in-two-phases'])(
    'that showed a secret shows it once, and it is not kept: %s',
    async (path) => {
      const key = keyed()
      const first = await server.call('POST', path, key)
      expect(first.json).toEqual({ id: expect.any(String), secret: 'shown once' })
      const again = await server.call('POST', path, key)
      expect([again.status, again.json]).toEqual([200, { ...(first.json as object), secret: '****' }])
      expect(await effects()).toBe(1)
    },
  )

  test('is for writes: a GET ignores its key, also one that leaves a trace', async () => {
    const key = keyed()
    await server.call('GET', '/written', key)
    await server.call('GET', '/written', key)
    expect(await effects()).toBe(2)
  })

  test('is forgotten after 24 hours, and its row is erased', async () => {
    const key = keyed()
    const { db } = server.database
    await server.call('POST', '/once/1', key)
    await sql`UPDATE idempotency_keys SET created_at = now() - interval '24 hours 1 second'`.execute(db)
    await server.call('POST', '/once/1', { ...key, body: { amount: 5 } })
    expect(await effects()).toBe(2)
    await server.call('POST', '/once/2', key)
    await sql`UPDATE idempotency_keys SET created_at = now() - interval '25 hours'`.execute(db)
    await server.call('POST', '/once/3', key)
    expect(await eraseOldKeys(db)).toBe(false)
    const { rows } = await sql<{ n: number }>`SELECT count(*)::int AS n FROM idempotency_keys`.execute(db)
    expect(rows[0]?.n).toBe(1)
  })
})

describe('without a key', () => {
  test('every call has its effect, and a refusal takes it back', async () => {
    await server.call('POST', '/once/1')
    await server.call('POST', '/once/1')
    world.refusing = true
    expect((await server.call('POST', '/once/1')).status).toBe(412)
    expect((await server.call('POST', '/prepared')).status).toBe(412)
    expect(await effects()).toBe(2)
  })

  test('a call in two phases finishes', async () => {
    const { status, json } = await server.call('POST', '/two-phases')
    expect([status, json]).toEqual([200, { id: expect.any(String), transaction_hash: '0x1' }])
  })
})

describe('a call that refuses after its commit', () => {
  test('keeps what was committed, and repeats the refusal under its key', async () => {
    const key = keyed()
    const first = await server.call('POST', '/refused-after-the-commit', key)
    expect(first).toMatchObject({ status: 412, json: { message: 'Wallet is disabled' } })
    expect(await server.call('POST', '/refused-after-the-commit', key)).toMatchObject({
      status: 412,
      text: first.text,
    })
    expect([world.finishing, await effects()]).toEqual([1, 1])
  })
})

describe('racing calls', () => {
  test('twenty at once have one effect: one answer, and 302 Pending transaction without Location for the others', async () => {
    const key = keyed()
    const answers = await Promise.all(Array.from({ length: 20 }, () => server.call('POST', '/once/1', key)))
    const bodies = new Set(answers.filter(({ status }) => status === 200).map(({ text }) => text))
    expect(bodies.size).toBe(1)
    for (const answer of answers.filter(({ status }) => status !== 200)) {
      expect(answer.status).toBe(302)
      expect(answer.json).toMatchObject({ code: 'WARNING', message: 'Pending transaction' })
      expect(answer.headers.has('location')).toBe(false)
    }
    expect(await effects()).toBe(1)
  })

  test('the second gets 302 at once, also from another node, while the first is being written or finished', async () => {
    const other = await server.another(routes)
    for (const place of ['inWrite', 'inFinish'] as const) {
      const key = keyed()
      const entered = gate()
      const leave = gate()
      world[place] = async () => {
        entered.open()
        await leave.opened
      }
      const first = server.call('POST', '/two-phases', key)
      await entered.opened
      expect((await server.call('POST', '/two-phases', key)).status).toBe(302)
      expect((await other.call('POST', '/two-phases', key)).status).toBe(302)
      leave.open()
      const answer = await first
      expect(answer.status).toBe(200)
      expect((await other.call('POST', '/two-phases', key)).text).toBe(answer.text)
    }
    await other.close()
    expect(await effects()).toBe(2)
  })

  test('a transaction that PostgreSQL broke off as a deadlock or collision runs again, with one effect', async () => {
    for (const code of ['40001', '40P01']) {
      const before = world.writing
      world.inWrite = async (attempt) => {
        if (attempt <= before + 3) await raise(code)
      }
      expect((await server.call('POST', '/once/1', keyed())).status).toBe(200)
      expect(world.writing - before).toBe(4)
    }
    expect(await effects()).toBe(2)
  })

  test('one that is broken off for ever ends as a 500 after four attempts', async () => {
    world.inWrite = () => raise('40001')
    expect((await server.call('POST', '/once/1')).status).toBe(500)
    expect([world.writing, await effects()]).toEqual([4, 0])
  })

  /** PostgreSQL itself raises it. */
  async function raise(code: string): Promise<void> {
    await sql`DO ${sql.raw(`$$ BEGIN RAISE EXCEPTION 'collision' USING ERRCODE = '${code}'; END $$`)}`.execute(
      server.database.db,
    )
  }
})

test('a durable state that JSON would change is refused before anything is committed', async () => {
  expect((await server.call('POST', '/floating', keyed())).status).toBe(500)
  expect((await server.call('POST', '/floating')).status).toBe(500)
  expect([world.writing, await effects()]).toEqual([2, 0])
})

describe('after a crash between commit and answer', () => {
  test('a retry on the same node finishes the call without a second effect', async () => {
    const key = keyed()
    world.inFinish = async () => {
      if (world.finishing === 1) throw new Error('the network is gone')
    }
    expect((await server.call('POST', '/two-phases', key)).status).toBe(500)
    const second = await server.call('POST', '/two-phases', key)
    const third = await server.call('POST', '/two-phases', key)
    expect([second.status, third.text]).toEqual([200, second.text])
    expect([world.writing, world.finishing, await effects()]).toEqual([1, 2, 1])
  })

  test('a retry on another node finishes what a failed finish left', async () => {
    const key = keyed()
    world.inFinish = async () => {
      if (world.finishing === 1) throw new Error('the network is gone')
    }
    await server.call('POST', '/two-phases', key)
    const other = await server.another(routes)
    expect((await other.call('POST', '/two-phases', key)).status).toBe(200)
    await other.close()
    expect(await effects()).toBe(1)
  })

  test.each([
    ['fails', 500],
    ['succeeds', 200],
  ])(
    'a retry on another node finishes a call whose finish %s while the database is away',
    async (how, status) => {
      const key = keyed()
      const rename = (from: string, to: string) =>
        server.database.db.schema.alterTable(from).renameTo(to).execute()
      world.inFinish = async () => {
        if (world.finishing > 1) return
        await rename('idempotency_keys', 'idempotency_keys_gone')
        if (how === 'fails') throw new Error('the network is gone')
      }
      expect((await server.call('POST', '/two-phases', key)).status).toBe(status)
      await rename('idempotency_keys_gone', 'idempotency_keys')
      const other = await server.another(routes)
      const retry = () => other.call('POST', '/two-phases', key)
      expect(await becomes(async () => (await retry()).status === 200, 10_000)).toBe(true)
      await other.close()
      expect([world.writing, world.finishing, await effects()]).toEqual([1, 2, 1])
    },
  )

  test('a retry finishes what a node left that lives no more, and not what a living node runs', async () => {
    const other = await server.another(routes)
    for (const { nodeId, status } of [
      { nodeId: 2_000_000_001, status: 200 },
      { nodeId: other.deps.node.id, status: 302 },
      { nodeId: server.deps.node.id, status: 200 },
    ]) {
      const key = keyed()
      // The row as a killed process leaves it: committed as running, its finish never heard of again.
      world.inFinish = async () => {
        throw new Error('killed')
      }
      await server.call('POST', '/two-phases', key)
      await sql`UPDATE idempotency_keys SET node_id = ${nodeId} WHERE state = 'RUNNING'`.execute(
        server.database.db,
      )
      world.inFinish = async () => {}
      expect((await server.call('POST', '/two-phases', key)).status).toBe(status)
    }
    await other.close()
    expect(await effects()).toBe(3)
  })
})
