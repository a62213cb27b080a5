export interface KnownOperation {
  readonly operationId: string
  /** Its block left the chain. */
  readonly orphaned: boolean
}

const FIRST = 1

/**
 * The operation ids of new deposits in one transaction (webhooks contract, 6.2): `{hash}` for its first deposit log,
 * `{hash}:{log_index}` for further ones, `{hash}:{log_index}:{n}` when the transaction is mined for the n-th time.
 * @param logIndexes of the new deposits, in the order of the chain
 * @param known what the company has recorded of this transaction before
 */
export function assignOperationIds(
  hash: string,
  logIndexes: readonly number[],
  known: readonly KnownOperation[],
): string[] {
  const used = new Set(known.map((operation) => operation.operationId))
  const earlier = known.filter((operation) => operation.orphaned && operation.operationId.startsWith(hash))
  const timesMined = Math.max(0, ...earlier.map((operation) => timesMinedOf(operation.operationId))) + FIRST
  return logIndexes.map((logIndex) => {
    let times = timesMined
    let id = times === FIRST && !used.has(hash) ? hash : idOf(hash, logIndex, times)
    // Taken only if the same signed transaction was mined on another chain too.
    while (used.has(id)) {
      times += 1
      id = idOf(hash, logIndex, times)
    }
    used.add(id)
    return id
  })
}

function idOf(hash: string, logIndex: number, times: number): string {
  return times === FIRST ? `${hash}:${logIndex}` : `${hash}:${logIndex}:${times}`
}

function timesMinedOf(operationId: string): number {
  return Number(operationId.split(':')[2] ?? FIRST)
}
