import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import {
  anEvent,
  commitEvents,
  deliveriesOf,
  startWebhookBed,
  type WebhookBed,
} from '../../../tests/harness/webhook-delivery.ts'
import { acknowledge, startWebhookSink } from '../../../tests/harness/webhook-sink.ts'
import { newId } from '../../kernel/ids.ts'

const NODE_SCRIPT = fileURLToPath(new URL('../../../tests/harness/delivery-node.ts', import.meta.url))

let bed: WebhookBed
beforeAll(async () => {
  bed = await startWebhookBed()
})
afterAll(() => bed.drop())

async function startProcess() {
  const child = spawn(process.execPath, [NODE_SCRIPT, bed.url, bed.masterHex], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await once(child.stdout, 'data')
  return child
}

test('a node that is killed while it sends loses nothing: another sends the rest, in order per wallet', async () => {
  let answers = 0
  const sink = await startWebhookSink(async (request, response) => {
    answers += 1
    // A slow endpoint: so the kill comes in the middle of many requests.
    await pause(20)
    acknowledge(request, response)
  })
  const company = await bed.company({ url: sink.url })
  const wallets = Array.from({ length: 8 }, newId)
  const events = Array.from({ length: 400 }, (_, n) =>
    anEvent(company.id, { operationId: `${n}`, orderKey: wallets[n % wallets.length] ?? null }),
  )
  const killed = await startProcess()
  await commitEvents(bed.db, ...events)
  await vi.waitFor(() => expect(answers).toBeGreaterThan(40), { timeout: 20_000, interval: 5 })
  killed.kill('SIGKILL')
  await once(killed, 'exit')
  const sentBefore = sink.requests.length

  const survivor = await bed.start()
  await vi.waitFor(
    async () => {
      const states = new Set((await deliveriesOf(bed.db, company.id)).map((row) => row.status))
      expect(states).toEqual(new Set(['DELIVERED']))
    },
    { timeout: 40_000, interval: 100 },
  )
  await survivor.stop()
  await sink.close()

  expect(sentBefore).toBeLessThan(events.length)
  const arrived = sink.requests.map((request) => Number(request.json.operation_id))
  expect(new Set(arrived).size).toBe(events.length)
  for (let wallet = 0; wallet < wallets.length; wallet += 1) {
    const ofWallet = arrived.filter((n) => n % wallets.length === wallet)
    // What was under way at the kill comes twice, and nothing comes before what was written earlier.
    expect(ofWallet).toEqual(ofWallet.toSorted((a, b) => a - b))
  }
  expect(arrived.length - events.length).toBeLessThanOrEqual(wallets.length)
})

test('a node that stops gives up what hangs, records nothing of it, and another takes it at once', async () => {
  let hangs = true
  const sink = await startWebhookSink((request, response) => {
    if (!hangs) acknowledge(request, response)
  })
  const company = await bed.company({ url: sink.url })
  const first = await bed.start()
  await commitEvents(bed.db, anEvent(company.id))
  await vi.waitFor(() => expect(sink.requests).toHaveLength(1), { timeout: 10_000, interval: 10 })
  await first.stop()
  expect((await deliveriesOf(bed.db, company.id))[0]).toMatchObject({
    status: 'PENDING',
    attempts: 0,
    node_id: null,
  })
  hangs = false
  const second = await bed.start()
  await vi.waitFor(
    async () =>
      expect((await deliveriesOf(bed.db, company.id))[0]).toMatchObject({ status: 'DELIVERED', attempts: 1 }),
    { timeout: 10_000, interval: 10 },
  )
  await second.stop()
  await sink.close()
})
