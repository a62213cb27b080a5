const TEXT_LENGTH_MAX = 300

/** How a node took a broadcast. All but `rejected` are expected of a healthy chain. */
export type BroadcastOutcome =
  | 'accepted'
  | 'nonce_too_low'
  | 'underpriced'
  | 'insufficient_funds'
  | 'unreachable'
  | 'rejected'

/** Nodes share no error codes here, so it is their texts: geth, bor, erigon, nethermind, reth, anvil. */
const OUTCOMES: readonly [RegExp, BroadcastOutcome][] = [
  [/already known|alreadyknown|already imported|known transaction|already exists/i, 'accepted'],
  [/nonce (is )?too low|nonce.*lower than|old nonce|oldnonce/i, 'nonce_too_low'],
  [
    /underpriced|less than block base fee|feetoolow|fee too low|max fee per gas less|gas price too low/i,
    'underpriced',
  ],
  [
    /insufficient funds|insufficient balance|exceeds transaction sender account balance/i,
    'insufficient_funds',
  ],
]

export function broadcastOutcome(error: unknown): BroadcastOutcome {
  const text = nodeErrorText(error)
  return (
    OUTCOMES.find(([pattern]) => pattern.test(text))?.[1] ??
    (isNodeAnswer(error) ? 'rejected' : 'unreachable')
  )
}

/** The contract refused, not the node: JSON-RPC code 3, or the virtual machine's words. */
export function isRevert(error: unknown): boolean {
  return (
    causesOf(error).some((cause) => 'code' in cause && cause.code === 3) ||
    /revert|invalid opcode|out of gas|gas required exceeds|stack underflow|invalid jump/i.test(
      nodeErrorText(error),
    )
  )
}

/** What the node said, on one line and bounded: for last_error and for reasons that callers see. */
export function nodeErrorText(error: unknown): string {
  const chain = causesOf(error)
  const said = chain.flatMap((cause) =>
    'details' in cause && typeof cause.details === 'string' ? [cause.details] : [],
  )
  const text = said.at(-1) ?? chain.at(-1)?.message ?? String(error)
  return text.replace(/\s+/g, ' ').trim().slice(0, TEXT_LENGTH_MAX)
}

/** An answer in JSON-RPC, as opposed to a broken connection, a time-out or a gateway's page. */
function isNodeAnswer(error: unknown): boolean {
  return causesOf(error).some((cause) => cause.name === 'RpcRequestError')
}

/** An error and what it came from, outermost first. */
export function causesOf(error: unknown): Error[] {
  const found: Error[] = []
  for (let cause = error; cause instanceof Error && found.length < 20; cause = cause.cause) found.push(cause)
  return found
}
