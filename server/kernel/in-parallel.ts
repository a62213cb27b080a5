/** Works on all items in their order, so many at a time. @throws what the first failing one throws; those under way go on. */
export async function inParallel<T>(
  items: readonly T[],
  limit: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const rest = items[Symbol.iterator]()
  await Promise.all(
    Array.from({ length: limit }, async () => {
      for (const item of rest) await work(item)
    }),
  )
}
