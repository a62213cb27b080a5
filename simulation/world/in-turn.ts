/** What is asked for while it is being done waits for its turn. */
export function inTurn<In extends unknown[], Out>(
  work: (...given: In) => Promise<Out>,
): (...given: In) => Promise<Out> {
  let last: Promise<unknown> = Promise.resolve()
  return (...given) => {
    const next = last.then(() => work(...given))
    last = next.catch(() => {})
    return next
  }
}
