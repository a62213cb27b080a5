import { getAddress } from 'viem'
import { NodeAnswerError } from '../node-errors.ts'
import type { ChainTransfer } from '../types.ts'
import { bloomBits, coversBloom, mayContain, readBloom } from './bloom.ts'
import type { EvmChain } from './client.ts'
import { askBlockReceipts, askLogs, type EvmBlock, type RpcLog } from './node-answers.ts'

/** keccak256('Transfer(address,address,uint256)') */
export const TRANSFER_TOPIC = '0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef'

const TRANSFER_BITS = bloomBits(TRANSFER_TOPIC)
/** Nodes bound the length of a filter. */
const ADDRESSES_PER_FILTER_MAX = 200
const ERC20_TOPICS = 3
const ONE_WORD_HEX = 2 + 64

/**
 * The Transfer logs of the contracts `tokens` in these consecutive blocks, complete: every log belongs to the very block that
 * was read, and where a block's filter says that a token may have moved but no log came, all receipts of the block are read.
 * @throws NodeAnswerError when the node's answers do not fit together: ask again.
 */
export async function readTokenLogs(
  chain: EvmChain,
  blocks: readonly EvmBlock[],
  tokens: readonly string[],
): Promise<RpcLog[]> {
  const first = blocks.at(0)
  const last = blocks.at(-1)
  if (first === undefined || last === undefined || tokens.length === 0) return []
  const addresses = tokens.map((token) => token.toLowerCase() as `0x${string}`)
  const logs: RpcLog[] = []
  for (let start = 0; start < addresses.length; start += ADDRESSES_PER_FILTER_MAX) {
    const group = addresses.slice(start, start + ADDRESSES_PER_FILTER_MAX)
    logs.push(...(await askHalving(chain, first.number, last.number, group)))
  }
  checkBlocks(logs, blocks)
  return fillGaps(chain, blocks, addresses, logs)
}

/** Every contract's Transfer logs: for tokens that nobody listed. Best effort: an empty list when the node declines. */
export async function readUnlistedLogs(chain: EvmChain, blocks: readonly EvmBlock[]): Promise<RpcLog[]> {
  const first = blocks.at(0)
  const last = blocks.at(-1)
  if (first === undefined || last === undefined) return []
  try {
    const filter = { from: first.number, to: last.number, addresses: null, topic: TRANSFER_TOPIC } as const
    const logs = await askLogs(chain, filter)
    checkBlocks(logs, blocks)
    return logs
  } catch {
    return []
  }
}

/** Null unless it has the shape of an ERC-20 transfer (an ERC-721 one has four topics) and moves something to somebody else. */
export function decodeTransfer(log: RpcLog): ChainTransfer | null {
  const [topic, from, to] = log.topics
  if (topic !== TRANSFER_TOPIC || from === undefined || to === undefined) return null
  if (log.topics.length !== ERC20_TOPICS || log.data.length !== ONE_WORD_HEX) return null
  const amount = BigInt(log.data)
  if (amount === 0n || from === to || !isAddressWord(from) || !isAddressWord(to)) return null
  return {
    blockNumber: BigInt(log.blockNumber),
    blockHash: log.blockHash,
    txHash: log.transactionHash,
    logIndex: Number(log.logIndex),
    tokenAddress: getAddress(log.address),
    from: addressOfWord(from),
    to: addressOfWord(to),
    amount,
  }
}

/** Lower case: what the directory is asked with. */
export function receiverOf(log: RpcLog): string | null {
  const to = log.topics[2]
  return to !== undefined && isAddressWord(to) ? `0x${to.slice(26)}` : null
}

const isAddressWord = (word: string) => word.startsWith(`0x${'0'.repeat(24)}`)
const addressOfWord = (word: string) => getAddress(`0x${word.slice(26)}`)

/** Nodes refuse ranges with too many logs, each with another limit and text: halve until it passes or one block fails. */
async function askHalving(
  chain: EvmChain,
  from: bigint,
  to: bigint,
  addresses: readonly `0x${string}`[],
): Promise<RpcLog[]> {
  try {
    return await askLogs(chain, { from, to, addresses, topic: TRANSFER_TOPIC })
  } catch (error) {
    if (from === to) throw error
    const middle = (from + to) / 2n
    const left = await askHalving(chain, from, middle, addresses)
    return [...left, ...(await askHalving(chain, middle + 1n, to, addresses))]
  }
}

/** A balancer may have asked another node, one on another fork. */
function checkBlocks(logs: readonly RpcLog[], blocks: readonly EvmBlock[]): void {
  const hashes = new Map(blocks.map((block) => [block.number, block.hash]))
  for (const log of logs) {
    if (hashes.get(BigInt(log.blockNumber)) !== log.blockHash)
      throw new NodeAnswerError(
        `a log of block ${BigInt(log.blockNumber)} belongs to another block than the one read`,
      )
  }
}

/** Blocks whose answer is short are read again from their receipts, which the header's filter proves to be complete. */
async function fillGaps(
  chain: EvmChain,
  blocks: readonly EvmBlock[],
  addresses: readonly `0x${string}`[],
  logs: readonly RpcLog[],
): Promise<RpcLog[]> {
  const bits = addresses.map((address) => ({ address, bits: bloomBits(address) }))
  const byBlock = Map.groupBy(logs, (log) => log.blockHash)
  const complete: RpcLog[] = []
  for (const block of blocks) {
    const own = byBlock.get(block.hash as `0x${string}`) ?? []
    const seen = new Set(own.map((log) => log.address.toLowerCase()))
    const bloom = readBloom(block.logsBloom)
    const isShort =
      mayContain(bloom, TRANSFER_BITS) &&
      bits.some((token) => !seen.has(token.address) && mayContain(bloom, token.bits))
    complete.push(...(isShort ? await readCompleteLogs(chain, block, new Set(addresses)) : own))
  }
  return complete
}

async function readCompleteLogs(
  chain: EvmChain,
  block: EvmBlock,
  addresses: ReadonlySet<string>,
): Promise<RpcLog[]> {
  const receipts = await askBlockReceipts(chain, block.number)
  if (receipts.some((receipt) => receipt.blockHash !== block.hash))
    throw new NodeAnswerError(`the receipts of block ${block.number} belong to another block`)
  const logs = receipts.flatMap((receipt) => receipt.logs)
  checkBlocks(logs, [block])
  if (!coversBloom(logs, readBloom(block.logsBloom)))
    throw new NodeAnswerError(`the receipts of block ${block.number} lack logs that its header shows`)
  return logs.filter((log) => log.topics[0] === TRANSFER_TOPIC && addresses.has(log.address.toLowerCase()))
}
