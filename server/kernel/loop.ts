import type { Logger } from './log.ts'
import { loopFailures } from './metrics.ts'
import { outsideTraces } from './trace.ts'

export interface Loop {
  /** Runs now, or once more right after the run under way. */
  wake(): void
  /** Resolves when the run under way has ended; no run starts afterwards. Not to be awaited inside a run. */
  stop(): Promise<void>
}

export interface LoopOptions {
  readonly name: string
  /** Longest wait between the end of a run and the start of the next. */
  readonly everyMs: number
  /** One idempotent step. Give back true to run again at once (there was more than one batch of work). */
  readonly run: () => Promise<boolean>
  readonly log: Logger
}

const BACKOFF_MS_MAX = 10_000

/**
 * Repeats one idempotent step for ever: the motor of every state machine. Work waits in rows, not in the loop, so
 * killing it at any line loses nothing. A failing run is logged and tried again, more slowly each time.
 */
export function startLoop({ name, everyMs, run, log }: LoopOptions): Loop {
  let stopped = false
  let again = false
  let failures = 0
  let timer: NodeJS.Timeout | undefined
  let current: Promise<void> | undefined

  const delayMs = () => {
    if (failures > 0) return Math.min(everyMs * 2 ** failures, Math.max(everyMs, BACKOFF_MS_MAX))
    return again ? 0 : everyMs
  }
  const schedule = (ms: number) => {
    if (!stopped) timer = setTimeout(start, ms)
  }
  const start = () => {
    timer = undefined
    current = once().finally(() => {
      current = undefined
      schedule(delayMs())
    })
  }
  const once = async () => {
    again = false
    try {
      if (await outsideTraces(run)) again = true
      failures = 0
    } catch (error) {
      failures = Math.min(failures + 1, 16)
      loopFailures.inc({ loop: name })
      log.error({ err: error, loop: name, failures }, 'loop step failed; it will be tried again')
    }
  }

  schedule(0)
  return {
    wake() {
      again = true
      if (timer === undefined) return
      clearTimeout(timer)
      schedule(0)
    },
    async stop() {
      stopped = true
      clearTimeout(timer)
      await current
    },
  }
}
