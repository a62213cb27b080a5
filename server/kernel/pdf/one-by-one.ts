/** Runs works one after the other, in this process. Null: more than `waitingMax` are under way already. */
export function createOneByOne(waitingMax: number) {
  let last: Promise<unknown> = Promise.resolve()
  let count = 0
  return async <T>(work: () => Promise<T>): Promise<T | null> => {
    if (count > waitingMax) return null
    count += 1
    const result = last.then(work)
    const end = () => {
      count -= 1
    }
    last = result.then(end, end)
    return result
  }
}
