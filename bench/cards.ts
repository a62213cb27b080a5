/**
 * Card purchases per second over HTTP with all controls on, beside two references on the same PostgreSQL in the same run: the same
 * purchase as one transaction each with row locks, and pgbench's TPC-B at scale 1. `npm run bench:cards`; DATABASE_URL or
 * HOLDFAST_TEST_POSTGRES names the server, else one is started. `--minutes 10` watches the server's memory for so long. CARDS,
 * PAST and SECONDS change the run.
 */
import { parseArgs } from 'node:util'
import { sql } from 'kysely'
import { purchaseMessage } from '../server/cards/authorization/authorization.fixture.ts'
import { authorizePlainly } from '../server/cards/authorization/plain.fixture.ts'
import { type Database, openDatabase } from '../server/kernel/database.ts'
import { describeReport, verifyBooks } from '../server/ledger/verify.ts'
import type { LoadResult } from './cards/load.ts'
import { preparePgbench } from './cards/pgbench.ts'
import { type BenchServer, type LoadGenerator, startLoad, startServer } from './cards/processes.ts'
import { benchConfig } from './cards/settings.ts'
import { createCards, createCompany } from './cards/world.ts'
import { withScratchDatabase } from './scratch.ts'

const CARDS = Number(process.env.CARDS ?? 20_000)
const PAST = Number(process.env.PAST ?? 40)
const SECONDS = Number(process.env.SECONDS ?? 10)
const CONNECTIONS = [16, 64, 256]
/** PostgreSQL lets in some hundred. */
const PLAIN_CONNECTIONS_MAX = 90
const { values: args } = parseArgs({ options: { minutes: { type: 'string', default: '0.5' } } })

await withScratchDatabase(async (url) => {
  const db = openDatabase({
    url,
    poolSizeMax: PLAIN_CONNECTIONS_MAX,
    statementTimeoutMs: 600_000,
    onError: () => {},
  })
  try {
    const companyId = await createCompany(db, url, 'http://127.0.0.1:1/')
    const cardIds = await createCards(db, companyId, CARDS, PAST)
    await sql`VACUUM (ANALYZE)`.execute(db)
    console.log(`${CARDS} cards with ${PAST} purchases of 90 days each, ${SECONDS} s for each line\n`)
    console.log(
      'shape                                    purchases/s   p50 ms   p99 ms  p99.9 ms   x row locks  x pgbench',
    )
    const plain = await measurePlain(db, url, companyId, cardIds)
    const tpcb = measurePgbench(url)
    const server = await startServer(url)
    const load = startLoad()
    try {
      await load.run({ url: server.url, cardIds, connections: 64, seconds: 1e6, messages: cardIds.length })
      for (const connections of CONNECTIONS) {
        const result = await load.run({ url: server.url, cardIds, connections, seconds: SECONDS })
        print(
          `Holdfast over HTTP, ${connections} connections`,
          result,
          plain.get(connections),
          tpcb.get(connections),
        )
      }
      await comparePasts(db, server, load, companyId)
      await watchMemory(server, load, cardIds)
      console.log(`\n${await describeBatches(server)}`)
    } finally {
      load.stop()
      await server.stop()
    }
    console.log(`\n${describeReport(await verifyBooks({ db })).join('\n')}`)
  } finally {
    await db.destroy()
  }
})

async function measurePlain(db: Database, url: string, companyId: string, cardIds: readonly string[]) {
  const operator = benchConfig(url).cards
  const rates = new Map<number, number>()
  for (const connections of CONNECTIONS) {
    const latencies: number[] = []
    const begin = performance.now()
    const end = begin + SECONDS * 1_000
    const work = async () => {
      while (performance.now() < end) {
        const cardId = cardIds[Math.floor(Math.random() * cardIds.length)] ?? ''
        const startedAt = performance.now()
        await authorizePlainly(db, operator, new Date(), purchaseMessage(companyId, cardId))
        latencies.push(performance.now() - startedAt)
      }
    }
    await Promise.all(Array.from({ length: Math.min(connections, PLAIN_CONNECTIONS_MAX) }, work))
    const seconds = (performance.now() - begin) / 1_000
    const result = { seconds, answers: {}, latencies: latencies.toSorted((a, b) => a - b) }
    rates.set(connections, latencies.length / seconds)
    print(`row locks, no HTTP, ${Math.min(connections, PLAIN_CONNECTIONS_MAX)} connections`, result)
  }
  return rates
}

function measurePgbench(url: string): Map<number, number> {
  const pgbench = preparePgbench(url)
  if (pgbench === null) {
    console.log('pgbench is not installed: no such reference')
    return new Map()
  }
  return new Map(
    CONNECTIONS.filter((connections) => connections <= PLAIN_CONNECTIONS_MAX).map((connections) => {
      const rate = pgbench(connections, SECONDS)
      console.log(
        `${`pgbench TPC-B, scale 1, ${connections} connections`.padEnd(40)} ${rate.toFixed(0).padStart(11)}`,
      )
      return [connections, rate]
    }),
  )
}

/** What a purchase costs must not depend on what its card did before. */
async function comparePasts(db: Database, server: BenchServer, load: LoadGenerator, companyId: string) {
  console.log()
  for (const past of [10, 10_000]) {
    const cardIds = await createCards(db, companyId, 100, past)
    await sql`ANALYZE card_transactions`.execute(db)
    await load.run({ url: server.url, cardIds, connections: 16, seconds: 1e6, messages: cardIds.length })
    const result = await load.run({ url: server.url, cardIds, connections: 64, seconds: SECONDS })
    print(`100 cards with ${past.toLocaleString('en')} past purchases, 64`, result)
  }
}

async function watchMemory(
  server: BenchServer,
  load: LoadGenerator,
  cardIds: readonly string[],
): Promise<void> {
  const minutes = Number(args.minutes)
  const parts = Math.max(3, Math.round(minutes))
  console.log(`\nserver's memory over ${minutes} minutes of load, MB (resident, heap):`)
  for (let part = 0; part < parts; part += 1) {
    await load.run({ url: server.url, cardIds, connections: 64, seconds: (minutes * 60) / parts })
    const { rss, heapUsed } = await server.figures()
    console.log(`  ${(((part + 1) * minutes) / parts).toFixed(1)} min  ${mb(rss)}  ${mb(heapUsed)}`)
  }
}

async function describeBatches(server: BenchServer): Promise<string> {
  const { metrics, cpu } = await server.figures()
  const figure = (name: string) => Number(new RegExp(`^${name} (\\S+)`, 'm').exec(metrics)?.[1] ?? 0)
  const batches = figure('holdfast_card_batch_purchases_count')
  const purchases = figure('holdfast_card_batch_purchases_sum')
  return `${batches} batches of ${(purchases / batches).toFixed(1)} purchases, ${figure('holdfast_card_batch_collisions_total')} collisions; ${((cpu.user + cpu.system) / purchases).toFixed(0)} µs of the server's processor per purchase`
}

function print(
  name: string,
  { seconds, latencies, answers }: LoadResult,
  plain?: number,
  tpcb?: number,
): void {
  const rate = latencies.length / seconds
  const at = (p: number) => (latencies[Math.floor(latencies.length * p)] ?? 0).toFixed(1).padStart(8)
  const ratio = (reference: number | undefined) =>
    reference === undefined ? '' : (rate / reference).toFixed(1).padStart(11)
  const others = Object.entries(answers).filter(([answer]) => answer !== '00')
  console.log(
    `${name.padEnd(40)} ${rate.toFixed(0).padStart(11)} ${at(0.5)} ${at(0.99)} ${at(0.999)} ${ratio(plain)} ${ratio(tpcb)} ${others.map((one) => one.join(': ')).join(', ')}`.trimEnd(),
  )
}

function mb(bytes: number): string {
  return String(Math.round(bytes / 2 ** 20)).padStart(6)
}
