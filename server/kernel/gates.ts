/** Lets so many pieces of work of one key run at a time; the others wait for their turn, in the order they came. */
export interface Gates {
  run<T>(key: string, work: () => Promise<T>): Promise<T>
}

interface Gate {
  free: number
  readonly waiting: (() => void)[]
}

/**
 * What waits here holds nothing. Work that waits for a lock of the database holds a connection meanwhile: a few hundred calls that
 * all need one row would take the pool from everybody else.
 */
export function createGates(places: number): Gates {
  const gates = new Map<string, Gate>()

  async function enter(key: string): Promise<Gate> {
    const gate = gates.get(key) ?? { free: places, waiting: [] }
    gates.set(key, gate)
    if (gate.free > 0) gate.free -= 1
    else await new Promise<void>((resolve) => gate.waiting.push(resolve))
    return gate
  }

  function leave(key: string, gate: Gate): void {
    const next = gate.waiting.shift()
    if (next === undefined) gate.free += 1
    else next()
    if (gate.free === places) gates.delete(key)
  }

  return {
    async run(key, work) {
      const gate = await enter(key)
      try {
        return await work()
      } finally {
        leave(key, gate)
      }
    },
  }
}
