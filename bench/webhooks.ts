/**
 * Webhooks per second to a local endpoint, order kept per wallet and every attempt recorded, beside the same signed requests sent by the
 * same client with no database behind them. `npm run bench:webhooks`; DATABASE_URL or HOLDFAST_TEST_POSTGRES names the server,
 * else one is started. EVENTS changes the run.
 */
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { isMainThread, parentPort, Worker } from 'node:worker_threads'
import { createSealer } from '../server/custody/sealer.ts'
import { wallClock } from '../server/kernel/clock.ts'
import { type Database, inTransaction, openDatabase } from '../server/kernel/database.ts'
import { newId } from '../server/kernel/ids.ts'
import { createLogger } from '../server/kernel/log.ts'
import { joinNodes } from '../server/kernel/node.ts'
import { Secret } from '../server/kernel/secret.ts'
import { createDelivery } from '../server/webhooks/delivery/delivery.ts'
import { createWebhookClient } from '../server/webhooks/http/webhook-client.ts'
import { writeEvents } from '../server/webhooks/write-events.ts'
import { insertWebhookCompany } from '../tests/harness/webhook-company.ts'
import { withScratchDatabase } from './scratch.ts'

const EVENTS = Number(process.env.EVENTS ?? 20_000)
const WRITE_BATCH = 500
/** As many requests at once as one company may have. */
const CONCURRENCY = 64

interface Tally {
  readonly port: number
  readonly received: number
  readonly outOfOrder: number
}

if (isMainThread) await main()
else await serveSink()

/** The endpoint, in a thread of its own: it acknowledges, and checks that the numbers of each wallet rise. */
async function serveSink(): Promise<void> {
  const newest = new Map<string, number>()
  let received = 0
  let outOfOrder = 0
  const server = createServer(async (request, response) => {
    if (request.url === '/hang') return
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const { data } = JSON.parse(Buffer.concat(chunks).toString())
    received += 1
    if (data.number <= (newest.get(data.wallet_id) ?? -1)) outOfOrder += 1
    newest.set(data.wallet_id, data.number)
    response.end('{"response_code":"OK"}')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const tally = (): Tally => ({ port: (server.address() as AddressInfo).port, received, outOfOrder })
  parentPort?.on('message', () => {
    parentPort?.postMessage(tally())
    received = 0
    outOfOrder = 0
    newest.clear()
  })
  parentPort?.postMessage(tally())
}

async function main(): Promise<void> {
  const sink = new Worker(new URL(import.meta.url))
  const [{ port }] = (await once(sink, 'message')) as [Tally]
  const url = `http://127.0.0.1:${port}/`
  try {
    console.log(`${EVENTS} events a line; the endpoint answers at once\n`)
    console.log('shape                                                  webhooks/s   ratio   out of order')
    const bare = await measure(sink, () => sendBare(url))
    print('requests alone, 64 at a time, no database', bare.perSecond, bare, 0)
    const shapes = [
      { name: '1 company, 1,000 wallets', companies: 1, wallets: 1_000, hanging: 0 },
      { name: '50 companies, 20 wallets each', companies: 50, wallets: 20, hanging: 0 },
      { name: 'the same beside 20 endpoints that hang', companies: 50, wallets: 20, hanging: 20 },
    ]
    for (const shape of shapes)
      await withScratchDatabase(async (databaseUrl) => {
        const result = await measure(sink, () => deliverAll(databaseUrl, url, shape))
        print(shape.name, bare.perSecond, result, result.tally.outOfOrder)
      })
  } finally {
    await sink.terminate()
  }
}

interface Measured {
  readonly perSecond: number
  readonly tally: Tally
}

/** `run` gives the milliseconds that count. */
async function measure(sink: Worker, run: () => Promise<number>): Promise<Measured> {
  const elapsedMs = await run()
  const answer = once(sink, 'message')
  sink.postMessage('tally')
  const [tally] = (await answer) as [Tally]
  if (tally.received < EVENTS) throw new Error(`only ${tally.received} of ${EVENTS} arrived`)
  return { perSecond: (EVENTS * 1_000) / elapsedMs, tally }
}

function print(name: string, bare: number, { perSecond }: Measured, outOfOrder: number): void {
  const columns = [perSecond.toFixed(0).padStart(10), (perSecond / bare).toFixed(2).padStart(7)]
  console.log(`${name.padEnd(54)} ${columns.join(' ')} ${String(outOfOrder).padStart(14)}`)
}

async function sendBare(url: string): Promise<number> {
  const client = createWebhookClient({ profile: 'sandbox' })
  const begin = performance.now()
  let number = 0
  const work = async () => {
    while (number < EVENTS) {
      number += 1
      const body = Buffer.from(JSON.stringify({ data: { wallet_id: newId(), number } }))
      await client.post({ url, headers: {}, body, timeoutMs: 30_000 })
    }
  }
  await Promise.all(Array.from({ length: CONCURRENCY }, work))
  client.close()
  return performance.now() - begin
}

interface Shape {
  readonly companies: number
  readonly wallets: number
  readonly hanging: number
}

async function deliverAll(databaseUrl: string, url: string, shape: Shape): Promise<number> {
  const log = createLogger('error')
  const db = openDatabase({
    url: databaseUrl,
    poolSizeMax: 10,
    statementTimeoutMs: 60_000,
    onError: () => {},
  })
  const node = await joinNodes(databaseUrl, log)
  const sealer = createSealer(new Secret(randomBytes(32)))
  try {
    const company = (target: string) => insertWebhookCompany(db, sealer, { url: target })
    for (let n = 0; n < shape.hanging; n += 1) {
      const { id } = await company(`${url}hang`)
      await write(db, [id], 1_000, 1_000)
    }
    const companies = await Promise.all(Array.from({ length: shape.companies }, () => company(url)))
    const ids = companies.map(({ id }) => id)
    await write(db, ids, shape.wallets, EVENTS)
    const loops = createDelivery({
      db,
      clock: wallClock,
      config: { profile: 'sandbox' },
      node,
      sealer,
      log,
    }).start()
    const begin = performance.now()
    while ((await open(db, ids)) > 0) await pause(50)
    const elapsedMs = performance.now() - begin
    for (const loop of loops) await loop.stop()
    return elapsedMs
  } finally {
    await node.stop()
    await db.destroy()
  }
}

/** `count` events, dealt out to the companies and their wallets in turn. */
async function write(
  db: Database,
  companyIds: readonly string[],
  wallets: number,
  count: number,
): Promise<void> {
  const places = companyIds.flatMap((companyId) =>
    Array.from({ length: wallets }, () => ({ companyId, walletId: newId() })),
  )
  for (let start = 0; start < count; start += WRITE_BATCH) {
    const events = Array.from({ length: Math.min(WRITE_BATCH, count - start) }, (_, n) => {
      const number = start + n
      const { companyId = '', walletId = '' } = places[number % places.length] ?? {}
      return {
        companyId,
        product: 'virtual_wallets' as const,
        eventType: 'deposit',
        operationId: `${number}`,
        status: 'success' as const,
        orderKey: walletId,
        data: { wallet_id: walletId, number, amount: '40', blockchain: 'polygon', created_at: new Date() },
        at: new Date(),
      }
    })
    await inTransaction(db, (tx) => writeEvents(tx, events))
  }
}

async function open(db: Database, companyIds: readonly string[]): Promise<number> {
  const row = await db
    .selectFrom('webhook_deliveries')
    .select((eb) => eb.fn.countAll<bigint>().as('open'))
    .where('company_id', 'in', companyIds)
    .where('status', '=', 'PENDING')
    .executeTakeFirstOrThrow()
  return Number(row.open)
}
