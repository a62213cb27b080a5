const TICK_MS = 20

/** How late this process is with its own work: that is nobody else's slowness. */
export function measureLag(): {
  readonly stopwatch: () => () => number
  readonly stop: () => void
} {
  let lateMs = 0
  let due = performance.now() + TICK_MS
  const timer = setInterval(() => {
    const now = performance.now()
    lateMs += Math.max(0, now - due)
    due = now + TICK_MS
  }, TICK_MS)
  return {
    stopwatch() {
      const [began, lateBefore] = [performance.now(), lateMs]
      return () => performance.now() - began - (lateMs - lateBefore)
    },
    stop: () => clearInterval(timer),
  }
}
