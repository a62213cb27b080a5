/**
 * Purchases of cards that ask their company, whose endpoint answers, hangs, drips, resets, answers garbage, redirects or refuses:
 * what each is answered, and how long beyond the company's own time (at most 1,200 ms) it took. Purchases come at random times, so
 * many a second, as they do in life: a healthy company's first alone, then beside all the others'. `npm run bench:card-webhooks`; DATABASE_URL or HOLDFAST_TEST_POSTGRES names the server, else one
 * is started. PURCHASES and RATE
 * (a second, of each company) change the run.
 */
import { sql } from 'kysely'
import { type Database, openDatabase } from '../server/kernel/database.ts'
import type { LoadResult } from './cards/load.ts'
import { startEndpoints, startLoad, startServer } from './cards/processes.ts'
import { createCards, createCompany } from './cards/world.ts'
import { withScratchDatabase } from './scratch.ts'

const PURCHASES = Number(process.env.PURCHASES ?? 10_000)
const CARDS = 200
/** Purchases a second of each company. */
const RATE = Number(process.env.RATE ?? 20)
/** Open from the start. */
const CONNECTIONS = 64
const COMPANY_MS_MAX = 1_200

/** What the kind must come to. */
const KINDS: Readonly<Record<string, string>> = {
  answers: '00',
  hangs: '05 M402',
  drips: '05 M402',
  resets: '05 M402',
  refuses: '05 M402',
  garbage: '05 M403',
  redirects: '05 M403',
}
const each = Math.ceil(PURCHASES / Object.keys(KINDS).length)

await withScratchDatabase(async (url) => {
  const db = openDatabase({ url, poolSizeMax: 5, statementTimeoutMs: 600_000, onError: () => {} })
  const endpoints = await startEndpoints()
  try {
    const companies = new Map<string, { id: string; cardIds: string[] }>()
    for (const kind of Object.keys(KINDS)) {
      const id = await createCompany(db, url, endpoints.urls[kind] ?? '')
      companies.set(kind, { id, cardIds: await createCards(db, id, CARDS, 20, 'WEBHOOK') })
    }
    await sql`VACUUM (ANALYZE)`.execute(db)
    const server = await startServer(url)
    const loads = Object.keys(KINDS).map((kind) => [kind, startLoad()] as const)
    const run = ([kind, load]: (typeof loads)[number], messages: number) =>
      load.run({
        url: server.url,
        cardIds: companies.get(kind)?.cardIds ?? [],
        connections: CONNECTIONS,
        rate: RATE,
        seconds: 1e6,
        messages,
      })
    try {
      const [healthy] = loads
      if (healthy === undefined) throw new Error('there is a healthy company')
      await Promise.all(loads.map((load) => run(load, CARDS))) // what runs for the first time is slow, and not what is asked here
      console.log(`\n${each} purchases of each company, ${RATE} a second\n`)
      console.log('endpoint                       purchases/s   p50 ms   p99 ms  p99.9 ms   answers')
      print('answers, alone', await run(healthy, each))
      const since = new Date()
      const results = await Promise.all(loads.map((load) => run(load, each)))
      for (const [index, [kind]] of loads.entries()) {
        const result = results[index]
        if (result !== undefined) print(`${kind}, all at once`, result)
      }
      await printOverhead(db, since)
      await check(
        db,
        loads.map(([kind], index) => ({ kind, result: results[index], id: companies.get(kind)?.id ?? '' })),
      )
    } finally {
      for (const [, load] of loads) load.stop()
      await server.stop()
    }
  } finally {
    endpoints.stop()
    await db.destroy()
  }
})

/** From the traces: all that is not waiting for the company is ours. */
async function printOverhead(db: Database, since: Date): Promise<void> {
  const { rows } = await sql<{ kind: string; p50: number; p99: number; p999: number; count: bigint }>`
    SELECT own.kind, percentile_cont(0.5) WITHIN GROUP (ORDER BY ms) AS p50, percentile_cont(0.99) WITHIN GROUP (ORDER BY ms) AS p99,
      percentile_cont(0.999) WITHIN GROUP (ORDER BY ms) AS p999, count(*)
    FROM (
      SELECT CASE WHEN marks ? 'company_answered' THEN 'complete answer' ELSE 'no complete answer in time' END AS kind,
        ((marks->>'answered')::numeric - CASE
          WHEN marks ? 'company_answered' THEN (marks->>'company_answered')::numeric - (marks->>'company_asked')::numeric
          WHEN decline_code = 'M402' AND (marks->>'answered')::numeric - (marks->>'company_asked')::numeric >= ${COMPANY_MS_MAX * 1_000}
            THEN ${COMPANY_MS_MAX * 1_000}
          ELSE 0 END) / 1000 AS ms
      FROM card_purchase_traces p JOIN card_transactions t ON t.company_id = p.company_id AND t.id = p.transaction_id
      WHERE marks ? 'company_asked' AND t.created_at >= ${since}
    ) own GROUP BY own.kind`.execute(db)
  console.log('\nour own time per purchase, ms                   p50      p99    p99.9   purchases')
  for (const { kind, p50, p99, p999, count } of rows)
    console.log(
      `  ${kind.padEnd(40)} ${[p50, p99, p999].map((ms) => Number(ms).toFixed(1).padStart(8)).join(' ')} ${String(count).padStart(11)}`,
    )
}

async function check(
  db: Database,
  runs: readonly { readonly kind: string; readonly result: LoadResult | undefined; readonly id: string }[],
): Promise<void> {
  let late = 0
  for (const { kind, result, id } of runs) {
    const expected = KINDS[kind] ?? ''
    late += (result?.latencies ?? []).filter((ms) => ms > 1_600).length
    const others = Object.entries(result?.answers ?? {}).filter(([answer]) => answer !== expected)
    if (others.length > 0)
      console.log(`${kind}: not only ${expected}: ${others.map((one) => one.join(' × ')).join(', ')}`)
    const { rows } = await sql<{ count: bigint }>`
      SELECT count(*) FROM card_purchase_traces p JOIN card_transactions t ON t.company_id = p.company_id AND t.id = p.transaction_id
      WHERE p.company_id = ${id} AND (state = 'OPEN' OR decline_code IS NOT NULL)`.execute(db)
    console.log(`${kind.padEnd(10)} ${rows[0]?.count} purchases recorded with their reason`)
  }
  console.log(`${late} answers came after 1,600 ms`)
}

function print(name: string, { seconds, latencies, answers }: LoadResult): void {
  const at = (p: number) => (latencies[Math.floor(latencies.length * p)] ?? 0).toFixed(1).padStart(8)
  const told = Object.entries(answers).map(([answer, count]) => `${answer}: ${count}`)
  console.log(
    `${name.padEnd(30)} ${(latencies.length / seconds).toFixed(0).padStart(11)} ${at(0.5)} ${at(0.99)} ${at(0.999)}   ${told.join(', ')}`,
  )
}
