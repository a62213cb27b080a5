import type { NodeHealth } from './chain.ts'

/** A final block that we keep: whoever has another one at its height is on another chain. */
export interface KeptBlock {
  readonly number: bigint
  readonly hash: string
}

/** What is known of one node of a chain. Times are the process's own clock. */
export interface Standing<N> {
  readonly node: N
  readonly name: string
  head: bigint | null
  /** When its head last rose. */
  movedAtMs: number
  /** When it was last asked how it is. Null: never, or too long ago. */
  lookedAtMs: number | null
  looking: Promise<void> | null
  failure: { readonly reason: string; readonly untilMs: number } | null
  lie: { readonly reason: string; readonly untilMs: number } | null
  /** The kept block that it has another one for. */
  contradicts: KeptBlock | null
}

/** Nodes of one chain see a block at different moments. */
const BLOCKS_BEHIND_MAX = 3n
/** A late node whose head stands still has no say any more: it would hold up for ever what all must agree to. */
const STUCK_MS = 60_000

export function newStanding<N>(node: N, name: string): Standing<N> {
  return {
    node,
    name,
    head: null,
    movedAtMs: 0,
    lookedAtMs: null,
    looking: null,
    failure: null,
    lie: null,
    contradicts: null,
  }
}

export function judgeStanding<N>(
  standing: Standing<N>,
  all: readonly Standing<N>[],
  nowMs: number,
): NodeHealth {
  const { name, head, failure, lie } = standing
  if (lie !== null && lie.untilMs > nowMs) return { name, state: 'LYING', head, reason: lie.reason }
  if (failure !== null) return { name, state: 'DOWN', head, reason: failure.reason }
  const behind = head === null ? 0n : newestHead(all, nowMs) - head
  if (behind <= BLOCKS_BEHIND_MAX) return { name, state: 'UP', head, reason: null }
  const reason = `${behind} blocks behind`
  return nowMs - standing.movedAtMs > STUCK_MS
    ? { name, state: 'DOWN', head, reason: `${reason}, and stands still` }
    : { name, state: 'LAGGING', head, reason }
}

function newestHead<N>(all: readonly Standing<N>[], nowMs: number): bigint {
  return all.reduce((newest, { head, failure, lie }) => {
    const counts = head !== null && failure === null && (lie === null || lie.untilMs <= nowMs)
    return counts && head > newest ? head : newest
  }, 0n)
}
