import { type RawBuilder, sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import {
  anEvent,
  commitEvents,
  deliveriesOf,
  startWebhookBed,
  type WebhookBed,
} from '../../../tests/harness/webhook-delivery.ts'
import { inTransaction, type Tx } from '../../kernel/database.ts'
import { newId } from '../../kernel/ids.ts'
import type { Outcome } from './attempt.ts'
import { type Claim, claimDue, lockReady } from './claim.ts'
import { type DueQuery, findDueCompanies, readDueCompanies } from './due-companies.ts'
import { preferIndexes } from './prefer-indexes.ts'
import { releaseClaims } from './recover.ts'
import { settle } from './settle.ts'

const NODE = 1
const OTHER_NODE = 2
const URL = 'http://127.0.0.1:1/'

let bed: WebhookBed
beforeAll(async () => {
  bed = await startWebhookBed()
})
// Not a DELETE: its dead rows would count in the next test's pages.
beforeEach(() => sql`TRUNCATE webhook_deliveries, webhook_events`.execute(bed.db))
afterAll(() => bed.drop())

const claim = (companyId: string, places = 64, nodeId = NODE) =>
  inTransaction(bed.db, (tx) =>
    claimDue(tx, [{ companyId, places }], { nodeId, now: new Date(), lookAhead: 16 }),
  )
const names = (claims: readonly Claim[]) => claims.map(({ event }) => event.operationId).sort()

const due = (query: DueQuery) => inTransaction(bed.db, (tx) => readDueCompanies(tx, query))

function outcomeOf(claimed: Claim, change: Partial<Outcome> = {}): Outcome {
  return {
    companyId: claimed.event.companyId,
    deliveryId: claimed.deliveryId,
    orderKey: claimed.orderKey,
    number: claimed.attempts + 1,
    status: 'DELIVERED',
    nextAttemptAt: null,
    at: new Date(),
    url: URL,
    requestBody: '{}',
    answer: { statusCode: 200, body: '', error: null, latencyMs: 1 },
    ...change,
  }
}

const settled = (outcome: Outcome, nodeId = NODE) => settle(bed.db, nodeId, [outcome], new Date())

async function onlyClaim(companyId: string): Promise<Claim> {
  const { claims } = await claim(companyId)
  const [first] = claims
  if (first === undefined || claims.length > 1) throw new Error(`claimed ${claims.length}, not one`)
  return first
}

test('nodes that claim at the same time never take one delivery twice, and together take all', async () => {
  const { id } = await bed.company({ url: URL })
  await commitEvents(bed.db, ...Array.from({ length: 400 }, () => anEvent(id)))
  const taken: string[] = []
  for (let round = 0; taken.length < 400 && round < 100; round += 1) {
    const both = await Promise.all([1, 2, 3, 4].map((nodeId) => claim(id, 20, nodeId)))
    taken.push(...both.flatMap(({ claims }) => claims.map(({ deliveryId }) => deliveryId)))
  }
  expect(new Set(taken).size).toBe(taken.length)
  expect(taken.length).toBe(400)
})

test('of one wallet only the oldest is taken; the rest is set aside and follows one by one', async () => {
  const { id } = await bed.company({ url: URL })
  const orderKey = newId()
  await commitEvents(bed.db, ...['1', '2', '3'].map((operationId) => anEvent(id, { operationId, orderKey })))
  const first = await claim(id)
  expect(names(first.claims)).toEqual(['1'])
  expect(first.setAside).toBe(2)
  expect(await claim(id)).toEqual({ claims: [], setAside: 0 })
  for (const [index, expected] of ['2', '3'].entries()) {
    const [current] = index === 0 ? first.claims : []
    if (current !== undefined) await settled(outcomeOf(current))
    const next = await onlyClaim(id)
    expect(next.event.operationId).toBe(expected)
    await settled(outcomeOf(next))
  }
})

test('the next of a wallet is woken by a tenth failure and by death, not by an earlier failure', async () => {
  const { id } = await bed.company({ url: URL })
  const orderKey = newId()
  await commitEvents(bed.db, ...['1', '2'].map((operationId) => anEvent(id, { operationId, orderKey })))
  const again = new Date()
  let current = await onlyClaim(id)
  for (let number = 1; number <= 9; number += 1) {
    await settled(outcomeOf(current, { status: 'PENDING', nextAttemptAt: again }))
    const claims = (await claim(id)).claims
    expect(names(claims)).toEqual(['1'])
    current = claims[0] ?? current
  }
  await settled(outcomeOf(current, { status: 'PENDING', nextAttemptAt: again }))
  expect(names((await claim(id)).claims)).toEqual(['1', '2'])
})

test('however claims and ends interleave, no event of a wallet stays behind for ever', async () => {
  const { id } = await bed.company({ url: URL })
  const keys = Array.from({ length: 5 }, newId)
  const total = 200
  await commitEvents(
    bed.db,
    ...Array.from({ length: total }, (_, n) => anEvent(id, { orderKey: keys[n % keys.length] ?? null })),
  )
  const done: bigint[][] = keys.map(() => [])
  const sequences = new Map((await deliveriesOf(bed.db, id)).map((row) => [row.id, row.sequence]))
  const work = async (nodeId: number) => {
    while (done.flat().length < total) {
      const { claims } = await claim(id, 3, nodeId)
      for (const one of claims) {
        done[keys.indexOf(one.orderKey ?? '')]?.push(sequences.get(one.deliveryId) ?? 0n)
        await settled(outcomeOf(one), nodeId)
      }
    }
  }
  await Promise.all([1, 2, 3, 4].map(work))
  for (const ofKey of done) expect(ofKey).toEqual(ofKey.toSorted((a, b) => (a < b ? -1 : 1)))
  expect(new Set(done.flat()).size).toBe(total)
})

test('an outcome of a claim that was lost changes nothing', async () => {
  const { id } = await bed.company({ url: URL })
  await commitEvents(bed.db, anEvent(id))
  const lost = await onlyClaim(id)
  await releaseClaims(bed.db, [NODE])
  const { claims } = await claim(id, 1, OTHER_NODE)
  await settled(outcomeOf(lost, { status: 'DEAD' }))
  expect((await deliveriesOf(bed.db, id))[0]).toMatchObject({
    status: 'PENDING',
    attempts: 0,
    node_id: OTHER_NODE,
  })
  for (const mine of claims) await settled(outcomeOf(mine), OTHER_NODE)
  expect((await deliveriesOf(bed.db, id))[0]).toMatchObject({
    status: 'DELIVERED',
    attempts: 1,
    node_id: null,
  })
  const attempts = await bed.db
    .selectFrom('webhook_attempts')
    .selectAll()
    .where('company_id', '=', id)
    .execute()
  expect(attempts).toHaveLength(1)
})

test('companies are walked in turns, each once, whoever has most', async () => {
  const companies = await Promise.all(Array.from({ length: 150 }, () => bed.company({ url: URL })))
  await commitEvents(bed.db, ...companies.flatMap(({ id }) => [anEvent(id), anEvent(id)]))
  const found: string[] = []
  let after: string | null = null
  for (;;) {
    const page: string[] = await due({ now: new Date(), after, except: [] })
    found.push(...page)
    after = page.at(-1) ?? null
    if (after === null) break
  }
  expect(found).toEqual(companies.map(({ id }) => id).sort())
})

interface Plan {
  readonly 'Node Type': string
  readonly 'Relation Name'?: string
  readonly 'Shared Hit Blocks': number
  readonly 'Shared Read Blocks': number
  readonly Plans?: readonly Plan[]
}

/** Runs it, in a transaction that is rolled back. */
async function planOf(query: RawBuilder<unknown>): Promise<Plan> {
  const tx = await bed.db.startTransaction().execute()
  try {
    await preferIndexes(tx)
    const explain = sql<{ 'QUERY PLAN': { Plan: Plan }[] }>`EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) ${query}`
    const { rows } = await explain.execute(tx)
    const plan = rows[0]?.['QUERY PLAN'][0]?.Plan
    if (plan === undefined) throw new Error('no plan')
    return plan
  } finally {
    await tx.rollback().execute()
  }
}

function scans(plan: Plan): string[] {
  const own = plan['Relation Name'] === 'webhook_deliveries' ? [plan['Node Type']] : []
  return [...own, ...(plan.Plans ?? []).flatMap(scans)]
}

/** Pages touched: what the query costs, on any machine. */
const pages = (plan: Plan) => plan['Shared Hit Blocks'] + plan['Shared Read Blocks']

async function pileUp(
  tx: Tx,
  companyId: string,
  count: number,
  orderKey: 'one' | 'each its own',
): Promise<void> {
  await sql`
    WITH event AS (
      INSERT INTO webhook_events (company_id, id, product, event_type, operation_id, status, data, trace_id, created_at)
      SELECT ${companyId}::uuid, gen_random_uuid(), 'virtual_wallets', 'deposit', n::text, 'success', '{}', '', now()
      FROM generate_series(1, ${count}::int) n RETURNING id, sequence
    )
    INSERT INTO webhook_deliveries (company_id, id, event_id, sequence, order_key, status, next_attempt_at, created_at, updated_at)
    SELECT ${companyId}::uuid, gen_random_uuid(), id, sequence,
      CASE WHEN ${orderKey} = 'one' THEN ${companyId}::uuid ELSE gen_random_uuid() END, 'PENDING', now(), now(), now()
    FROM event`.execute(tx)
}

test.each(['one', 'each its own'] as const)(
  'behind a company with 100,000 pending events (wallets: %s) the events of another cost a few pages',
  async (wallets) => {
    const slow = await bed.company({ url: URL, id: `00000000-0000-7000-8000-${newId().slice(-12)}` })
    const fast = await bed.company({ url: URL })
    await inTransaction(bed.db, async (tx) => {
      await pileUp(tx, slow.id, 100_000, wallets)
      await sql`ANALYZE webhook_deliveries`.execute(bed.db)
    })
    await commitEvents(bed.db, anEvent(fast.id))
    const now = new Date()
    const rooms = [slow.id, fast.id].map((companyId) => ({ companyId, places: 8 }))

    // Autovacuum may look while the burst is not committed, and then tells the planner that the table is empty.
    for (const statistics of ['of an empty table', 'true']) {
      if (statistics === 'true') await sql`ANALYZE webhook_deliveries`.execute(bed.db)
      const walk = await planOf(findDueCompanies({ now, after: null, except: [slow.id] }))
      expect(scans(walk)).not.toContain('Seq Scan')
      expect(pages(walk)).toBeLessThan(300)
      const lock = await planOf(lockReady(rooms, now, 512))
      expect(scans(lock)).not.toContain('Seq Scan')
      expect(pages(lock)).toBeLessThan(8_000)
    }
    expect(await due({ now, after: null, except: [slow.id] })).toEqual([fast.id])
    const { claims } = await inTransaction(bed.db, (tx) =>
      claimDue(tx, rooms, { nodeId: NODE, now, lookAhead: 512 }),
    )
    expect(claims.filter(({ event }) => event.companyId === fast.id)).toHaveLength(1)
    expect(claims.filter(({ event }) => event.companyId === slow.id)).toHaveLength(wallets === 'one' ? 1 : 8)
  },
)
