import { pino } from 'pino'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { startLoop } from './loop.ts'
import { metrics } from './metrics.ts'

const log = pino({ level: 'silent' })

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

test('a step runs at once, and again everyMs after its end', async () => {
  let runs = 0
  const loop = startLoop({ name: 'test', everyMs: 1000, log, run: async () => ++runs < 0 })
  await vi.advanceTimersByTimeAsync(0)
  expect(runs).toBe(1)
  await vi.advanceTimersByTimeAsync(999)
  expect(runs).toBe(1)
  await vi.advanceTimersByTimeAsync(1)
  expect(runs).toBe(2)
  await loop.stop()
})

test('a step that says there is more runs again at once', async () => {
  let runs = 0
  const loop = startLoop({ name: 'test', everyMs: 1000, log, run: async () => ++runs < 5 })
  await vi.advanceTimersByTimeAsync(10)
  expect(runs).toBe(5)
  await loop.stop()
})

test('a loop woken while it waits runs now; woken while it runs, once more right after', async () => {
  let runs = 0
  let release = () => {}
  const run = async () => {
    runs += 1
    await new Promise<void>((resolve) => {
      release = resolve
    })
    return false
  }
  const loop = startLoop({ name: 'test', everyMs: 1000, log, run })
  await vi.advanceTimersByTimeAsync(0)
  loop.wake()
  loop.wake()
  release()
  await vi.advanceTimersByTimeAsync(1)
  expect(runs).toBe(2)
  release()
  await vi.advanceTimersByTimeAsync(1)
  expect(runs).toBe(2)
  loop.wake()
  await vi.advanceTimersByTimeAsync(1)
  expect(runs).toBe(3)
  release()
  await loop.stop()
})

test('a failing step is counted and tried again, more slowly each time, at most 10 s apart, never faster than everyMs', async () => {
  for (const { everyMs, waits } of [
    { everyMs: 1000, waits: [2000, 4000, 8000, 10_000, 10_000] },
    { everyMs: 60_000, waits: [60_000, 60_000] },
  ]) {
    const name = `failing-${everyMs}`
    let runs = 0
    const run = async () => {
      runs += 1
      throw new Error('not today')
    }
    const loop = startLoop({ name, everyMs, log, run })
    await vi.advanceTimersByTimeAsync(0)
    for (const [i, wait] of waits.entries()) {
      await vi.advanceTimersByTimeAsync(wait - 1)
      expect(runs).toBe(i + 1)
      await vi.advanceTimersByTimeAsync(1)
      expect(runs).toBe(i + 2)
    }
    await loop.stop()
    expect(await metrics.metrics()).toContain(
      `holdfast_loop_failures_total{loop="${name}"} ${waits.length + 1}`,
    )
  }
})

test('stop waits for the step under way, and nothing runs afterwards', async () => {
  let runs = 0
  let ended = false
  let release = () => {}
  const run = async () => {
    runs += 1
    await new Promise<void>((resolve) => {
      release = resolve
    })
    ended = true
    return true
  }
  const loop = startLoop({ name: 'test', everyMs: 1000, log, run })
  await vi.advanceTimersByTimeAsync(0)
  const stopped = loop.stop().then(() => expect(ended).toBe(true))
  loop.wake()
  release()
  await stopped
  loop.wake()
  await vi.advanceTimersByTimeAsync(60_000)
  expect(runs).toBe(1)
})
