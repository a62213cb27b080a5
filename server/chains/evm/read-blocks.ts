import { getAddress } from 'viem'
import type { BlocksRead, BlocksToRead } from '../chain.ts'
import { NodeAnswerError } from '../node-errors.ts'
import type { BlockRef, ChainTransfer } from '../types.ts'
import type { EvmChain } from './client.ts'
import { askBlock, askReceipt, type EvmBlock } from './node-answers.ts'
import { decodeTransfer, readTokenLogs, readUnlistedLogs, receiverOf } from './transfer-logs.ts'

/** Bounds memory: what was read of so many blocks is matched with our addresses and dropped before the next are read. */
const BLOCKS_PER_CHUNK = 10n
const NATIVE_LOG_INDEX = -1

/**
 * Reads blocks and the transfers in them to our addresses: tokens listed and not, and coin that a transaction itself carries.
 * @throws NodeAnswerError when a block is missing or the answers do not fit together; nothing is skipped, ask again.
 */
export async function readBlocks(chain: EvmChain, asked: BlocksToRead): Promise<BlocksRead> {
  const blocks: BlockRef[] = []
  const transfers: ChainTransfer[] = []
  for (let from = asked.from; from <= asked.to; from += BLOCKS_PER_CHUNK) {
    const last = from + BLOCKS_PER_CHUNK - 1n
    const chunk = await readChunk(chain, { ...asked, from, to: last < asked.to ? last : asked.to })
    const parent = blocks.at(-1)
    const child = chunk.blocks.at(0)
    if (parent !== undefined && child !== undefined) checkLink(parent, child)
    blocks.push(...chunk.blocks)
    transfers.push(...chunk.transfers)
  }
  return { blocks, transfers }
}

async function readChunk(chain: EvmChain, asked: BlocksToRead): Promise<BlocksRead> {
  const blocks = await readLinkedBlocks(chain, asked.from, asked.to)
  const [listed, unlisted] = await Promise.all([
    readTokenLogs(chain, blocks, asked.tokens),
    readUnlistedLogs(chain, blocks),
  ])
  const logs = new Map([...unlisted, ...listed].map((log) => [`${log.blockHash}:${log.logIndex}`, log]))
  const receivers = new Set<string>()
  for (const log of logs.values()) {
    const receiver = receiverOf(log)
    if (receiver !== null) receivers.add(receiver)
  }
  for (const block of blocks) for (const payment of block.payments) receivers.add(payment.to.toLowerCase())
  const ours = receivers.size === 0 ? new Set<string>() : await asked.findOurs([...receivers])

  const transfers: ChainTransfer[] = []
  for (const log of logs.values()) {
    const transfer = ours.has(receiverOf(log) ?? '') ? decodeTransfer(log) : null
    if (transfer !== null) transfers.push(transfer)
  }
  for (const block of blocks) transfers.push(...(await readCoin(chain, block, ours)))
  transfers.sort((a, b) => Number(a.blockNumber - b.blockNumber) || a.logIndex - b.logIndex)
  return { blocks: blocks.map(({ number, hash, parentHash }) => ({ number, hash, parentHash })), transfers }
}

async function readLinkedBlocks(chain: EvmChain, from: bigint, to: bigint): Promise<EvmBlock[]> {
  const numbers = Array.from({ length: Number(to - from) + 1 }, (_, index) => from + BigInt(index))
  const blocks = await Promise.all(numbers.map((number) => askBlock(chain, number)))
  for (const [index, block] of blocks.entries()) {
    const parent = blocks[index - 1]
    if (parent !== undefined) checkLink(parent, block)
  }
  return blocks
}

function checkLink(parent: BlockRef, child: BlockRef): void {
  if (child.parentHash !== parent.hash)
    throw new NodeAnswerError(`the chain was reorganised at block ${child.number} while it was read`)
}

/** Coin that came with a transaction which succeeded. A failed one shows its value too, and moves nothing. */
async function readCoin(
  chain: EvmChain,
  block: EvmBlock,
  ours: ReadonlySet<string>,
): Promise<ChainTransfer[]> {
  const transfers: ChainTransfer[] = []
  for (const payment of block.payments) {
    if (!ours.has(payment.to.toLowerCase()) || payment.from.toLowerCase() === payment.to.toLowerCase())
      continue
    const receipt = await askReceipt(chain, payment.hash)
    if (receipt.blockHash !== block.hash)
      throw new NodeAnswerError(`transaction ${payment.hash} moved to another block while it was read`)
    if (BigInt(receipt.status) !== 1n) continue
    transfers.push({
      blockNumber: block.number,
      blockHash: block.hash,
      txHash: payment.hash,
      logIndex: NATIVE_LOG_INDEX,
      tokenAddress: getAddress(chain.config.nativeAddress),
      from: getAddress(payment.from),
      to: getAddress(payment.to),
      amount: payment.value,
    })
  }
  return transfers
}
