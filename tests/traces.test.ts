import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { becomes } from '../sandbox/processes.ts'
import { startTestChain, type TestChain } from './harness/anvil.ts'
import { freshDatabase, type TestDatabase } from './harness/database.ts'
import {
  OPERATOR_KEY,
  type ServerProcess,
  serverSettings,
  startServerProcess,
} from './harness/server-process.ts'
import { startWebhookSink, type WebhookSink } from './harness/webhook-sink.ts'
import { call } from './harness/wire.ts'

const OUTSIDE = '0x000000000000000000000000000000000000bEEF'
const WAIT_MS_MAX = 30_000

interface Span {
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId?: string
  readonly name: string
  readonly attributes: readonly { readonly key: string }[]
}

let database: TestDatabase
let chain: TestChain
let sink: WebhookSink
let collector: Server
let server: ServerProcess
const spans: Span[] = []

beforeAll(async () => {
  collector = createServer(async (request, response) => {
    const sent = JSON.parse(await text(request))
    for (const { scopeSpans } of sent.resourceSpans)
      for (const scope of scopeSpans) spans.push(...scope.spans)
    response.setHeader('content-type', 'application/json').end('{}')
  }).listen(0, '127.0.0.1')
  ;[database, chain, sink] = await Promise.all([freshDatabase(), startTestChain(), startWebhookSink()])
  if (!collector.listening) await once(collector, 'listening')
  server = await startServer(`http://127.0.0.1:${(collector.address() as AddressInfo).port}`)
})
afterAll(async () => {
  await server.kill()
  collector.closeAllConnections()
  collector.close()
  await sink.close()
  await chain.stop()
  await database.drop()
})

const startServer = (collectorUrl: string) =>
  startServerProcess({ ...serverSettings(database.url, chain), HOLDFAST_OTLP_URL: collectorUrl })

async function minedUntil(check: () => Promise<boolean>): Promise<void> {
  const held = await becomes(async () => {
    if (await check()) return true
    await chain.mine()
    return false
  }, WAIT_MS_MAX)
  expect(held).toBe(true)
}

async function fundGas(): Promise<void> {
  let address: string | undefined
  await becomes(async () => {
    const { body } = await call(server.url, OPERATOR_KEY, 'GET', '/health/ready')
    address = /0x\w{40}/.exec(String(body.checks['gas POLYGON']))?.[0]
    return address !== undefined
  }, WAIT_MS_MAX)
  await chain.sendCoin(address ?? '', 10n ** 22n)
}

test('one trace leads from a call to its booking, its transaction on chain and the webhook that tells its end, under the id that the call answered', async () => {
  await fundGas()
  const { body: company } = await call(server.url, OPERATOR_KEY, 'POST', '/management/companies', {
    name: 'Traced',
    webhook_url: sink.url,
  })
  const ask = (method: string, path: string, body?: object) =>
    call(server.url, company.api_key, method, path, body)
  await ask('POST', '/virtual-wallets/create', { alias: 'a', blockchain: 'POLYGON' })
  const { body: holding } = await ask('GET', '/virtual-wallets/holding?blockchain=POLYGON')
  await chain.sendToken('USDC', holding.wallet_address, 1_000_000n)
  const body = { to_wallet_address: OUTSIDE, token_address: chain.token('USDC').address, amount: 1 }
  let traceId = ''
  await minedUntil(async () => {
    const { status, headers } = await ask('POST', '/virtual-wallets/holding/withdraw/POLYGON', body)
    if (status === 200) traceId = headers.get('x-trace-id') ?? ''
    return status === 200
  })
  await minedUntil(async () => sink.requests.some(({ json }) => json.status === 'success'))
  expect(await server.end()).toBe(0) // sends what is left of the spans

  const own = spans.filter((span) => span.traceId === traceId)
  const named = (name: string) => own.filter((span) => span.name === name)
  const [root] = named('POST /virtual-wallets/holding/withdraw/:blockchain')
  expect(root?.parentSpanId ?? '').toBe('')
  for (const name of ['ledger.book', 'sender.send', 'chain.ask', 'sender.settle', 'webhook.attempt'])
    expect([name, named(name).length > 0]).toEqual([name, true])
  const ids = new Set(own.map(({ spanId }) => spanId))
  expect(own.filter((span) => span !== root && !ids.has(span.parentSpanId ?? ''))).toEqual([])
})

test('a collector that is away costs the spans alone: calls are answered, and the stop is in order', async () => {
  const other = await startServer('http://127.0.0.1:1')
  const { status } = await call(other.url, OPERATOR_KEY, 'POST', '/management/companies', {
    name: 'Untraced',
  })
  expect([status, await other.end()]).toEqual([200, 0])
})
