import { type Static, type TSchema, Type } from 'typebox'
import { Compile } from 'typebox/compile'
import { numberToHex } from 'viem'
import { NodeAnswerError } from '../node-errors.ts'
import type { BlockRef } from '../types.ts'
import type { EvmChain } from './client.ts'

const Hash = Type.Unsafe<`0x${string}`>(Type.String({ pattern: '^0x[0-9a-f]{64}$' }))
const Address = Type.Unsafe<`0x${string}`>(Type.String({ pattern: '^0x[0-9a-fA-F]{40}$' }))
const Quantity = Type.Unsafe<`0x${string}`>(Type.String({ pattern: '^0x[0-9a-f]{1,64}$' }))
const Bytes = Type.Unsafe<`0x${string}`>(Type.String({ pattern: '^0x([0-9a-fA-F]{2})*$' }))

const Header = {
  number: Quantity,
  hash: Hash,
  parentHash: Hash,
  logsBloom: Type.Unsafe<`0x${string}`>(Type.String({ pattern: '^0x[0-9a-f]{512}$' })),
}
const Transaction = Type.Object({
  hash: Hash,
  from: Address,
  to: Type.Union([Address, Type.Null()]),
  value: Quantity,
})
const Log = Type.Object({
  address: Address,
  topics: Type.Array(Hash),
  data: Bytes,
  blockNumber: Quantity,
  blockHash: Hash,
  transactionHash: Hash,
  logIndex: Quantity,
  removed: Type.Optional(Type.Boolean()),
})
const Receipt = Type.Object({
  transactionHash: Hash,
  blockHash: Hash,
  status: Quantity,
  logs: Type.Array(Log),
})

export type RpcLog = Static<typeof Log>
export type RpcReceipt = Static<typeof Receipt>

export interface EvmBlock extends BlockRef {
  readonly logsBloom: `0x${string}`
  /** Those that carry coin to somebody. */
  readonly payments: readonly {
    readonly hash: string
    readonly from: string
    readonly to: string
    readonly value: bigint
  }[]
}

const readHeadAnswer = shape('eth_blockNumber', Quantity)
const readHeaderAnswer = shape('eth_getBlockByNumber', Type.Union([Type.Null(), Type.Object(Header)]))
const readBlockAnswer = shape(
  'eth_getBlockByNumber',
  Type.Object({ ...Header, transactions: Type.Array(Transaction) }),
)
const readLogsAnswer = shape('eth_getLogs', Type.Array(Log))
const readReceiptAnswer = shape('eth_getTransactionReceipt', Receipt)
const readReceiptsAnswer = shape('eth_getBlockReceipts', Type.Array(Receipt))

export async function askHead(chain: EvmChain): Promise<bigint> {
  return BigInt(readHeadAnswer(await chain.client.request({ method: 'eth_blockNumber' })))
}

/** Null when the node has no such block. */
export async function askBlockRef(chain: EvmChain, number: bigint): Promise<BlockRef | null> {
  const answer = readHeaderAnswer(
    await chain.client.request({ method: 'eth_getBlockByNumber', params: [numberToHex(number), false] }),
  )
  return answer === null ? null : checkNumber(number, answer)
}

/** @throws NodeAnswerError when the node has no such block (any more). */
export async function askBlock(chain: EvmChain, number: bigint): Promise<EvmBlock> {
  const answer = readBlockAnswer(
    await chain.client.request({ method: 'eth_getBlockByNumber', params: [numberToHex(number), true] }),
  )
  const payments = answer.transactions.flatMap(({ hash, from, to, value }) =>
    to === null || BigInt(value) === 0n ? [] : [{ hash, from, to, value: BigInt(value) }],
  )
  return { ...checkNumber(number, answer), logsBloom: answer.logsBloom, payments }
}

function checkNumber(asked: bigint, answer: { number: string; hash: string; parentHash: string }): BlockRef {
  if (BigInt(answer.number) !== asked)
    throw new NodeAnswerError(`asked for block ${asked}, the node gave ${BigInt(answer.number)}`)
  return { number: asked, hash: answer.hash, parentHash: answer.parentHash }
}

/** `addresses` null: of every contract. */
export async function askLogs(
  chain: EvmChain,
  filter: { from: bigint; to: bigint; addresses: readonly `0x${string}`[] | null; topic: `0x${string}` },
): Promise<RpcLog[]> {
  const range = {
    fromBlock: numberToHex(filter.from),
    toBlock: numberToHex(filter.to),
    topics: [filter.topic],
  }
  const params = filter.addresses === null ? range : { ...range, address: [...filter.addresses] }
  const logs = readLogsAnswer(await chain.client.request({ method: 'eth_getLogs', params: [params] }))
  if (logs.some((log) => log.removed === true))
    throw new NodeAnswerError('the node is just removing logs of a reorganisation')
  return logs
}

export async function askReceipt(chain: EvmChain, hash: string): Promise<RpcReceipt> {
  return readReceiptAnswer(
    await chain.client.request({ method: 'eth_getTransactionReceipt', params: [hash as `0x${string}`] }),
  )
}

export async function askBlockReceipts(chain: EvmChain, number: bigint): Promise<RpcReceipt[]> {
  return readReceiptsAnswer(
    await chain.client.request({ method: 'eth_getBlockReceipts', params: [numberToHex(number)] }),
  )
}

function shape<S extends TSchema>(method: string, schema: S): (answer: unknown) => Static<S> {
  const validator = Compile(schema)
  return (answer) => {
    if (validator.Check(answer)) return answer as Static<S>
    throw new NodeAnswerError(
      `${method}: the node's answer is ${answer === null ? 'null' : 'of another shape'}`,
    )
  }
}
