import { AsyncLocalStorage } from 'node:async_hooks'
import { custom, http, numberToHex, type Transport } from 'viem'
import type { EvmChainConfig } from '../../kernel/config.ts'
import { NodeAnswerError, NodeUnavailable } from '../node-errors.ts'
import { createNodePool, type NodePool, OtherChainError } from '../node-pool.ts'
import { broadcastOutcome, causesOf, isRevert } from '../sender/node-error.ts'

type Request = (call: { readonly method: string; readonly params?: unknown }) => Promise<unknown>

/** One JSON-RPC node. */
export interface EvmNode {
  /** The host alone: paths and queries of URLs hold keys. */
  readonly name: string
  readonly request: Request
}

export interface EvmNodes {
  readonly pool: NodePool<EvmNode>
  /** Asks whom the pool chooses; within `on` that node alone. Signed bytes go to all. */
  readonly transport: Transport
  /** Every call of `work` goes to this node. */
  on<T>(node: EvmNode, work: () => Promise<T>): Promise<T>
}

const LOOK_MS_MIN = 100
const LOOK_MS_MAX = 5_000

/** The loops that ask try again on their own, so a call is repeated once and no more. */
export function connectEvmNodes(config: EvmChainConfig, timeoutMs: number): EvmNodes {
  const pinned = new AsyncLocalStorage<EvmNode>()
  const pool = createNodePool<EvmNode>({
    chain: config.name,
    nodes: config.rpcUrls.map((url) => {
      const { request } = http(url, { timeout: timeoutMs, retryCount: 1 })({})
      return { name: new URL(url).host, request: request as Request }
    }),
    askHead: (node) => askHead(node, config.chainId),
    askHash,
    judge: judgeError,
    lookEveryMs: Math.min(Math.max(config.pollMs * 2, LOOK_MS_MIN), LOOK_MS_MAX),
  })
  const request: Request = (call) => {
    if (call.method === 'eth_sendRawTransaction') return pool.tell((node) => node.request(call))
    const node = pinned.getStore()
    return node === undefined ? pool.ask((chosen) => chosen.request(call)) : node.request(call)
  }
  return {
    pool,
    transport: withoutSharing(custom({ request }, { retryCount: 0 })),
    on: (node, work) => pinned.run(node, work),
  }
}

/** The client gives one answer to equal calls under way at once. Asked of two nodes, that would make one node's word the other's. */
function withoutSharing(transport: Transport): Transport {
  return (options) => {
    const made = transport(options)
    const request: typeof made.request = (call, how) => made.request(call, { ...how, dedupe: false })
    return { ...made, request }
  }
}

async function askHead(node: EvmNode, chainId: number): Promise<bigint> {
  const [id, head] = await Promise.all([
    node.request({ method: 'eth_chainId' }),
    node.request({ method: 'eth_blockNumber' }),
  ])
  if (readQuantity(id) !== BigInt(chainId))
    throw new OtherChainError(`it serves chain ${readQuantity(id)}, not ${chainId}`)
  return readQuantity(head)
}

async function askHash(node: EvmNode, number: bigint): Promise<string | null> {
  const params = [numberToHex(number), false]
  const block = await node.request({ method: 'eth_getBlockByNumber', params })
  if (block === null) return null
  if (typeof block === 'object' && 'hash' in block && typeof block.hash === 'string') return block.hash
  throw new NodeAnswerError('eth_getBlockByNumber: the answer is of another shape')
}

function readQuantity(answer: unknown): bigint {
  if (typeof answer === 'string' && /^0x[0-9a-f]{1,64}$/.test(answer)) return BigInt(answer)
  throw new NodeAnswerError('the answer is no number')
}

const BROKEN_CONNECTION = new Set(['HttpRequestError', 'TimeoutError', 'SocketClosedError'])

/** What a contract or the pool of transactions says, every node would say; so would it of a mistake of ours. */
function judgeError(error: unknown): 'ANSWER' | 'NEXT' | 'DOWN' {
  const causes = causesOf(error)
  if (causes.some((cause) => BROKEN_CONNECTION.has(cause.name))) return 'DOWN'
  if (error instanceof NodeUnavailable) return 'NEXT'
  if (!causes.some((cause) => cause.name === 'RpcRequestError')) return 'ANSWER'
  return isRevert(error) || broadcastOutcome(error) !== 'rejected' ? 'ANSWER' : 'NEXT'
}
