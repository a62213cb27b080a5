import fc from 'fast-check'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { ManualClock } from '../../../tests/harness/manual-clock.ts'
import { propertySeed } from '../../../tests/harness/seed.ts'
import {
  anEvent,
  commitEvents,
  deliveriesOf,
  startWebhookBed,
  type WebhookBed,
} from '../../../tests/harness/webhook-delivery.ts'
import { acknowledge, type Respond, startWebhookSink } from '../../../tests/harness/webhook-sink.ts'
import { newId } from '../../kernel/ids.ts'

let bed: WebhookBed
beforeAll(async () => {
  bed = await startWebhookBed()
})
afterAll(() => bed.drop())

type Mood = 'ok' | 'refuse' | 'redirect' | 'reset' | 'cut'

const behave: Record<Mood, Respond> = {
  ok: acknowledge,
  refuse: (_request, response) => void response.writeHead(500).end(),
  redirect: (_request, response) => void response.writeHead(302, { location: '/elsewhere' }).end(),
  reset: (_request, response) => void response.socket?.resetAndDestroy(),
  cut: (_request, response) => {
    response.writeHead(200, { 'content-length': '100' }).write('half')
    response.socket?.end()
  },
}

/** Per event: what meets its first attempts; then it is acknowledged. Fewer than ten, so order is owed to the end. */
const scenario = fc.record({
  events: fc.array(
    fc.record({
      wallet: fc.integer({ min: 0, max: 3 }),
      moods: fc.array(fc.constantFrom<Mood>('ok', 'refuse', 'redirect', 'reset', 'cut'), { maxLength: 4 }),
    }),
    { minLength: 1, maxLength: 25 },
  ),
  batch: fc.integer({ min: 1, max: 10 }),
  nodes: fc.integer({ min: 1, max: 2 }),
})

test('under random failures every event arrives at least once, and in order per wallet', async () => {
  await fc.assert(
    fc.asyncProperty(scenario, async ({ events, batch, nodes }) => {
      const left = new Map(events.map(({ moods }, n) => [`${n}`, [...moods]]))
      const acknowledged: string[] = []
      const sink = await startWebhookSink((request, response) => {
        const name: string = request.json.operation_id
        const mood = left.get(name)?.shift() ?? 'ok'
        if (mood === 'ok') acknowledged.push(name)
        return behave[mood](request, response)
      })
      const company = await bed.company({ url: sink.url })
      const clock = new ManualClock()
      const wallets = Array.from({ length: 4 }, newId)
      const running = await Promise.all(Array.from({ length: nodes }, () => bed.start({ clock })))
      const written = events.map(({ wallet }, n) =>
        anEvent(company.id, { operationId: `${n}`, orderKey: wallets[wallet] ?? null, at: clock.now() }),
      )
      for (let start = 0; start < written.length; start += batch)
        await commitEvents(bed.db, ...written.slice(start, start + batch))
      await vi.waitFor(
        async () => {
          clock.advance(1_000) // as fast as the ladder asks
          for (const delivery of running) delivery.wake()
          const rows = await deliveriesOf(bed.db, company.id)
          expect(rows.filter((row) => row.status !== 'DELIVERED')).toEqual([])
        },
        { timeout: 30_000, interval: 10 },
      )
      await Promise.all(running.map((delivery) => delivery.stop()))
      await sink.close()

      expect(new Set(acknowledged).size).toBe(events.length)
      for (let wallet = 0; wallet < wallets.length; wallet += 1) {
        const order = acknowledged.map(Number).filter((n) => events[n]?.wallet === wallet)
        expect(order).toEqual(order.toSorted((a, b) => a - b))
      }
      expect(sink.requests.length).toBe(acknowledged.length + failures(events))
    }),
    { seed: propertySeed('webhook delivery'), numRuns: 12, endOnFailure: true },
  )
})

/** Moods before the first `ok` of each event. */
function failures(events: readonly { readonly moods: readonly Mood[] }[]): number {
  return events.reduce(
    (sum, { moods }) => sum + (moods.includes('ok') ? moods.indexOf('ok') : moods.length),
    0,
  )
}
