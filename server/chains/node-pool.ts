import { setTimeout as delay } from 'node:timers/promises'
import { inSpan } from '../kernel/trace.ts'
import type { NodeHealth } from './chain.ts'
import { nodeUp } from './metrics.ts'
import { NodeUnavailable } from './node-errors.ts'
import { judgeStanding, type KeptBlock, newStanding, type Standing } from './node-standing.ts'
import type { ChainName } from './types.ts'

/** It answers, and it is not a node of the chain. */
export class OtherChainError extends NodeUnavailable {}

/** The nodes of one chain, in the order of the settings. One that is away, late or lying is passed over. */
export interface NodePool<N> {
  readonly nodes: readonly N[]
  /**
   * One node answers the whole question, so that its parts are of one view; the next is asked when it cannot.
   * @throws what the first said, when none can; NodeUnavailable when none is to be believed.
   */
  ask<T>(question: (node: N) => Promise<T>): Promise<T>
  /**
   * Every node with a say: all that are there, also late ones. For what is never taken back.
   * @throws when one of them cannot answer: it is away then, and has no say at the next attempt.
   */
  askAll<T>(question: (node: N) => Promise<T>): Promise<T[]>
  /** Something for all nodes. @returns what the first says that takes it. @throws what the first said, when none takes it. */
  tell<T>(message: (node: N) => Promise<T>): Promise<T>
  /** The newest final block: who has another one lies, unless all nodes have another one. */
  keep(block: KeptBlock): void
  /** Empty while none was asked. */
  health(): readonly NodeHealth[]
}

export interface PoolOptions<N> {
  readonly chain: ChainName
  readonly nodes: readonly N[]
  /** Its newest block. @throws OtherChainError */
  readonly askHead: (node: N) => Promise<bigint>
  /** Null when it has no block there. */
  readonly askHash: (node: N, number: bigint) => Promise<string | null>
  /** `ANSWER`: any node would say so. `NEXT`: another may know better. `DOWN`: it is away. */
  readonly judge: (error: unknown) => 'ANSWER' | 'NEXT' | 'DOWN'
  readonly lookEveryMs: number
  readonly nowMs?: () => number
}

/** A node that failed is asked again after so long, or when no other is left. */
const REST_MS = 10_000
const LYING_MS = 600_000
/** How long the very first question waits to know the nodes. */
const FIRST_LOOK_MS_MAX = 2_000
/** What was seen of the nodes is forgotten after so many times `lookEveryMs` without a question. */
const LOOKS_FORGOTTEN = 5
const REASON_LENGTH_MAX = 200

/** With one node there is nobody to compare it with: it is asked, and only whether it answers is noted. */
export function createNodePool<N extends { readonly name: string }>(options: PoolOptions<N>): NodePool<N> {
  const { chain, nodes, judge, lookEveryMs, nowMs = Date.now } = options
  const standings = nodes.map((node, index) => newStanding(node, uniqueName(nodes, index)))
  const isSeveral = standings.length > 1
  let kept: KeptBlock | null = null
  let wasAsked = false

  const healthOf = (standing: Standing<N>) => judgeStanding(standing, standings, nowMs())
  const inState = (...states: NodeHealth['state'][]) =>
    standings.filter((standing) => states.includes(healthOf(standing).state))
  const withSay = () => inState('UP', 'LAGGING')

  function fail(standing: Standing<N>, error: unknown): void {
    const reason = (error instanceof Error ? error.message : String(error)).split('\n', 1)[0] ?? ''
    standing.failure = { reason: reason.slice(0, REASON_LENGTH_MAX), untilMs: nowMs() + REST_MS }
    if (error instanceof OtherChainError)
      standing.lie = { reason: standing.failure.reason, untilMs: nowMs() + LYING_MS }
    report()
  }

  function report(): void {
    for (const standing of standings)
      nodeUp.set({ chain, node: standing.name }, healthOf(standing).state === 'UP' ? 1 : 0)
  }

  async function lookAt(standing: Standing<N>): Promise<void> {
    const { node } = standing
    try {
      const head = await options.askHead(node)
      if (standing.head === null || head > standing.head) standing.movedAtMs = nowMs()
      standing.head = head
      const block = kept
      if (block !== null && head >= block.number) {
        const hash = await options.askHash(node, block.number)
        standing.contradicts = hash === null || hash === block.hash ? null : block
      }
      if (standing.failure !== null && standing.failure.untilMs <= nowMs()) standing.failure = null
      judgeContradictions()
    } catch (error) {
      fail(standing, error)
    }
    report()
  }

  function judgeContradictions(): void {
    const block = kept
    const contradicting = standings.filter(({ contradicts }) => contradicts !== null && contradicts === block)
    if (block === null || contradicting.length === 0) return
    if (contradicting.length === standings.length) {
      // All of them: the chain itself was rewritten or restored. A node alone is not believed so much, also while the others are away.
      kept = null
      for (const standing of contradicting) standing.lie = standing.contradicts = null
      return
    }
    const reason = `it has another block ${block.number} than the final one`
    for (const standing of contradicting) standing.lie = { reason, untilMs: nowMs() + LYING_MS }
  }

  /** Waits only while nothing is known of a node: after that, looking goes on beside the questions. */
  async function lookAround(): Promise<void> {
    const now = nowMs()
    const unknown: Promise<void>[] = []
    for (const standing of standings) {
      const { lookedAtMs } = standing
      const isForgotten = lookedAtMs === null || now - lookedAtMs >= lookEveryMs * LOOKS_FORGOTTEN
      if (standing.looking === null && (lookedAtMs === null || now - lookedAtMs >= lookEveryMs)) {
        standing.lookedAtMs = now
        standing.looking = lookAt(standing).finally(() => {
          standing.looking = null
        })
        if (isForgotten) standing.head = null
      }
      if (standing.looking !== null && standing.head === null && standing.failure === null)
        unknown.push(standing.looking)
    }
    if (unknown.length === 0) return
    const isKnown = Promise.all(unknown).then(() => true)
    if (await Promise.race([isKnown, delay(FIRST_LOOK_MS_MAX, false, { ref: false })])) return
    for (const standing of standings)
      if (standing.head === null && standing.failure === null) fail(standing, new Error('it keeps silent'))
  }

  async function tryOne<T>(standing: Standing<N>, question: (node: N) => Promise<T>): Promise<T> {
    try {
      const attributes = { 'holdfast.chain': chain, 'holdfast.node': standing.node.name }
      const answer = await inSpan('chain.ask', attributes, () => question(standing.node))
      if (!isSeveral) standing.failure = null
      return answer
    } catch (error) {
      if (judge(error) === 'DOWN') fail(standing, error)
      throw error
    }
  }

  return {
    nodes,
    async ask(question) {
      wasAsked = true
      if (isSeveral) await lookAround()
      const inOrder = isSeveral ? [...inState('UP'), ...inState('LAGGING'), ...inState('DOWN')] : standings
      let first: unknown = null
      for (const standing of inOrder)
        try {
          return await tryOne(standing, question)
        } catch (error) {
          if (judge(error) === 'ANSWER') throw error
          first ??= error
        }
      throw first ?? new NodeUnavailable(`no node of ${chain} can be believed`)
    },
    async askAll(question) {
      if (isSeveral) await lookAround()
      const asked = isSeveral ? withSay() : standings
      if (asked.length === 0) throw new NodeUnavailable(`no node of ${chain} can be believed`)
      return Promise.all(asked.map((standing) => tryOne(standing, question)))
    },
    async tell(message) {
      if (isSeveral) await lookAround()
      const there = isSeveral ? withSay() : standings
      const told = there.length > 0 ? there : inState('DOWN')
      if (told.length === 0) throw new NodeUnavailable(`no node of ${chain} can be believed`)
      const answers = told.map((standing) => tryOne(standing, message))
      return Promise.any(answers).catch(() => answers[0] as (typeof answers)[0])
    },
    keep(block) {
      if (kept === null || block.number > kept.number) kept = block
    },
    health: () => (wasAsked ? standings.map(healthOf) : []),
  }
}

/** Two URLs of one host are told apart by their place: the rest of a URL may hold a key. */
function uniqueName(nodes: readonly { readonly name: string }[], index: number): string {
  const name = nodes[index]?.name ?? ''
  const earlier = nodes.slice(0, index).filter((node) => node.name === name).length
  return earlier === 0 ? name : `${name} (${earlier + 1})`
}
