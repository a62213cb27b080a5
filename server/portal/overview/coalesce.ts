interface Reading<T> {
  readonly running: Promise<T>
  next: Promise<T> | null
}

/**
 * One read at a time for each key, and everybody who asks meanwhile shares the one after it: many pages that ask again because of
 * one change cost two reads, and none of them gets what was read before the change.
 */
export function coalesce<T>(read: (key: string) => Promise<T>): (key: string) => Promise<T> {
  const readings = new Map<string, Reading<T>>()

  function begin(key: string): Promise<T> {
    const reading: Reading<T> = { running: read(key), next: null }
    readings.set(key, reading)
    const end = () => {
      if (reading.next === null) readings.delete(key)
    }
    reading.running.then(end, end)
    return reading.running
  }

  return (key) => {
    const reading = readings.get(key)
    if (reading === undefined) return begin(key)
    const again = () => begin(key)
    reading.next ??= reading.running.then(again, again)
    return reading.next
  }
}
