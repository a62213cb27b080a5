/** Runs works of the same name one after the other, in this process; of different names side by side. */
export function createTurns() {
  const running = new Map<string, Promise<void>>()
  return async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    for (let before = running.get(name); before !== undefined; before = running.get(name)) await before
    const result = work()
    const end = () => void running.delete(name)
    running.set(name, result.then(end, end))
    return result
  }
}
