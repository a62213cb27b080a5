import { generateKeyPairSync } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { findSecrets } from '../../../tests/harness/find-secrets.ts'
import { startTestServer, type TestServer } from '../../../tests/harness/http-server.ts'
import { PARTNER_WEBHOOK_PATH } from '../../kernel/config-partner.ts'
import type { Loop } from '../../kernel/loop.ts'
import {
  type BridgeFixture,
  type EventFields,
  eventBody,
  signatureHeader,
  startBridgeFixture,
  TEST_PACE,
} from '../bridge.fixture.ts'
import { createPartner, type PartnerRoom } from '../create-partner.ts'

const WEBHOOK_URL = `https://platform.example.org${PARTNER_WEBHOOK_PATH}`

let bridge: BridgeFixture
let base: TestServer
beforeAll(async () => {
  bridge = await startBridgeFixture()
  base = await startTestServer({ routes: [] })
})
afterAll(async () => {
  await base.close()
  await bridge.close()
})

let node: Node
/** One process of the platform: its room, its server, and its loops once they are started. */
interface Node {
  readonly room: PartnerRoom
  readonly server: TestServer
  start(): void
  stop(): Promise<void>
}

async function startNode(): Promise<Node> {
  const partner = { ...bridge.config, webhookUrl: WEBHOOK_URL }
  const room = createPartner({ ...base.deps, config: { partner }, pace: TEST_PACE })
  const server = await base.another(room.routes)
  const loops: Loop[] = []
  return {
    room,
    server,
    start: () => void loops.push(...room.start()),
    async stop() {
      await server.close()
      await Promise.all(loops.map((loop) => loop.stop()))
    },
  }
}

beforeEach(async () => {
  bridge.reset()
  bridge.answer('GET /transfers', { status: 200, body: { data: [] } })
  await sql`TRUNCATE partner_event_directory, partner_endpoint_directory, partner_polls`.execute(base.deps.db)
  node = await startNode()
})
afterEach(() => node.stop())

const eventually = <T>(check: () => T | Promise<T>) => vi.waitFor(check, { timeout: 20_000, interval: 10 })

/** Started and subscribed, so that events of the fixture are believed. */
async function begin(): Promise<void> {
  node.start()
  await eventually(() => expect(bridge.endpoints).toMatchObject([{ status: 'active' }]))
}

function deliver(body: string, header = signatureHeader(body)) {
  return node.server.call('POST', PARTNER_WEBHOOK_PATH, {
    key: null,
    bytes: body,
    headers: { 'x-webhook-signature': header },
  })
}

const event = (fields: EventFields) => deliver(eventBody(fields))
const rows = () =>
  base.deps.db.selectFrom('partner_event_directory').selectAll().orderBy('event_id').execute()
const allHandled = () =>
  eventually(async () => {
    const open = (await rows()).filter(({ handled_at }) => handled_at === null)
    expect(open).toEqual([])
  })

describe('an event', () => {
  test('that is signed is stored, answered 200 and told', async () => {
    const told: string[] = []
    node.room.on('transfer', async (id) => void told.push(id))
    await begin()
    expect(await event({ id: 'wh_1', objectId: 'tr_9' })).toMatchObject({ status: 200, json: {} })
    await allHandled()
    expect(told).toEqual(['tr_9'])
    expect(await rows()).toMatchObject([
      {
        event_id: 'wh_1',
        category: 'transfer',
        object_id: 'tr_9',
        changed_at: new Date('2026-09-01T10:00:00.000Z'),
        tries: 1,
      },
    ])
  })

  test('that comes a second time is answered 200 and nothing more', async () => {
    const told: string[] = []
    node.room.on('transfer', async (id) => void told.push(id))
    await begin()
    await event({ id: 'wh_1' })
    await allHandled()
    await sql`UPDATE partner_event_directory SET next_try_at = now()`.execute(base.deps.db)
    expect((await event({ id: 'wh_1' })).status).toBe(200)
    await event({ id: 'wh_2', objectId: 'tr_2' })
    await allHandled()
    expect(told).toEqual(['tr_1', 'tr_2'])
  })

  test('is told to those of its category alone, to all of them, and its order does not matter', async () => {
    const told: string[] = []
    node.room.on('customer', async (id) => void told.push(`first ${id}`))
    node.room.on('customer', async (id) => void told.push(`second ${id}`))
    node.room.on('external_account', async (id) => void told.push(`account ${id}`))
    await begin()
    await event({ id: 'wh_9', category: 'customer', objectId: 'c1' })
    await event({ id: 'wh_3', category: 'external_account', objectId: 'ea_1' })
    await allHandled()
    expect(told.toSorted()).toEqual(['account ea_1', 'first c1', 'second c1'])
  })

  test('of a category that nobody wants, or that does not exist yet, is done with', async () => {
    await begin()
    await event({ id: 'wh_1', category: 'kyc_link' })
    await event({ id: 'wh_2', category: 'liquidation_address.drain' })
    await allHandled()
    expect(await rows()).toHaveLength(2)
  })

  test('with its category in its type alone is understood; one that names nothing is answered 200 and left', async () => {
    await begin()
    const { event_category: _category, ...rest } = JSON.parse(eventBody({ id: 'wh_1' }))
    expect((await deliver(JSON.stringify(rest))).status).toBe(200)
    for (const body of ['{}', '[]', 'null', '<html>', JSON.stringify({ event_id: 'wh_2' })])
      expect((await deliver(body)).status).toBe(200)
    expect(await rows()).toMatchObject([{ event_id: 'wh_1', category: 'transfer' }])
  })
})

describe('what is refused with 400 and leaves no trace', () => {
  const body = eventBody()
  const at = (ms: number) => String(Date.now() + ms)
  test.each([
    ['no signature', () => ''],
    [
      'one of somebody else',
      () => signatureHeader(body, { key: generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey }),
    ],
    ['one of another body', () => signatureHeader(`${body} `)],
    ['one of eleven minutes ago', () => signatureHeader(body, { t: at(-660_000) })],
    ['one from the future', () => signatureHeader(body, { t: at(120_000) })],
  ])('%s', async (_what, header) => {
    await begin()
    const { status, json } = await deliver(body, header())
    expect(status).toBe(400)
    expect(json).toMatchObject({
      code: 'BAD_REQUEST',
      message: expect.stringMatching(/^X-Webhook-Signature /),
    })
    expect(await rows()).toEqual([])
  })

  test('a good one before any key of the partner is known', async () => {
    expect((await deliver(body)).status).toBe(400)
  })

  test('a body beyond a megabyte', async () => {
    await begin()
    const large = JSON.stringify({ ...JSON.parse(body), padding: 'x'.repeat(1_100_000) })
    expect((await deliver(large)).status).toBe(400)
    expect(await rows()).toEqual([])
  })
})

describe('a handler', () => {
  test('that throws is told again, until it does not', async () => {
    let calls = 0
    node.room.on('transfer', async () => {
      calls += 1
      if (calls < 3) throw new Error('the partner does not answer')
    })
    await begin()
    await event({ id: 'wh_1' })
    await allHandled()
    expect(calls).toBe(3)
    expect(await rows()).toMatchObject([{ tries: 3 }])
  })

  test('that throws does not hold up events of other objects', async () => {
    const told: string[] = []
    node.room.on('transfer', async (id) => {
      if (id === 'tr_bad') throw new Error('never')
      told.push(id)
    })
    await begin()
    await event({ id: 'wh_1', objectId: 'tr_bad' })
    await event({ id: 'wh_2', objectId: 'tr_good' })
    await eventually(() => expect(told).toEqual(['tr_good']))
  })

  test('is told once of many events of one object that wait together', async () => {
    const told: string[] = []
    await begin()
    await node.stop()
    node = await startNode()
    for (const id of ['wh_1', 'wh_2', 'wh_3']) await event({ id, objectId: 'tr_1' })
    node.room.on('transfer', async (id) => void told.push(id))
    node.start()
    await allHandled()
    expect(told).toEqual(['tr_1'])
  })
})

describe('a process that is killed', () => {
  test('between storing and telling: another one tells', async () => {
    await begin()
    await node.stop()
    // Stores and answers; it never gets to its loops.
    node = await startNode()
    expect((await event({ id: 'wh_1', objectId: 'tr_7' })).status).toBe(200)
    await node.stop()
    const told: string[] = []
    node = await startNode()
    node.room.on('transfer', async (id) => void told.push(id))
    node.start()
    await eventually(() => expect(told).toEqual(['tr_7']))
    await allHandled()
  })

  test('while telling: another one tells again when the time that the first had for it is over', async () => {
    const started = Promise.withResolvers<void>()
    const never = Promise.withResolvers<void>()
    node.room.on('transfer', () => {
      started.resolve()
      return never.promise
    })
    await begin()
    await event({ id: 'wh_1' })
    await started.promise
    const told: string[] = []
    const second = await startNode()
    second.room.on('transfer', async (id) => void told.push(id))
    second.start()
    try {
      await sql`UPDATE partner_event_directory SET next_try_at = now()`.execute(base.deps.db)
      await eventually(() => expect(told).toEqual(['tr_1']))
      await allHandled()
    } finally {
      never.resolve()
      await second.stop()
    }
  })
})

test('events of 90 days ago are forgotten, others are not', async () => {
  await sql`
    INSERT INTO partner_event_directory (event_id, category, object_id, received_at, handled_at)
    VALUES ('old', 'transfer', 't', now() - interval '91 days', now()),
           ('young', 'transfer', 't', now() - interval '89 days', now())`.execute(base.deps.db)
  node.start()
  await eventually(async () => expect((await rows()).map(({ event_id }) => event_id)).toEqual(['young']))
})

test('neither the database nor the log keeps what an event says of a person', async () => {
  node.room.on('customer', async () => {
    throw new Error('not yet')
  })
  await begin()
  await event({ id: 'wh_1', category: 'customer', objectId: 'c1' })
  await deliver(eventBody({ id: 'wh_2' }), '')
  await deliver(JSON.stringify({ first_name: 'Wilhelmina' }))
  await eventually(async () => expect((await rows())[0]?.tries).toBeGreaterThan(0))
  const kept = JSON.stringify(await rows())
  const lines = [...base.logLines, ...node.server.logLines, kept]
  expect(lines.join('')).toContain('was not handled')
  expect(findSecrets(lines, { name: 'Wilhelmina' })).toEqual([])
})

test('where there is no partner nothing runs, and nothing that comes is believed', async () => {
  const room = createPartner({ ...base.deps, config: { partner: null } })
  expect([room.partner, room.status(), room.start()]).toEqual([null, null, []])
  const server = await base.another(room.routes)
  const body = eventBody()
  const headers = { 'x-webhook-signature': signatureHeader(body) }
  expect(await server.call('POST', PARTNER_WEBHOOK_PATH, { bytes: body, headers })).toMatchObject({
    status: 400,
  })
  await server.close()
})
