/** Lets `runningMax` in at one time, the others in the order in which they came. */
export interface Gate {
  /** @returns what lets the next one in; null for who would be more than `waitingMax` th to wait. */
  enter(): Promise<(() => void) | null>
}

export function createGate(runningMax: number, waitingMax: number): Gate {
  let running = 0
  const waiting: (() => void)[] = []
  const leave = () => {
    const next = waiting.shift()
    if (next === undefined) running -= 1
    else next()
  }
  return {
    async enter() {
      if (running < runningMax) {
        running += 1
        return leave
      }
      if (waiting.length >= waitingMax) return null
      const { promise, resolve } = Promise.withResolvers<void>()
      waiting.push(resolve)
      await promise
      return leave
    },
  }
}
