import type { TronChainConfig } from '../../kernel/config.ts'
import type { BlocksRead, BlocksToRead } from '../chain.ts'
import { NodeAnswerError } from '../node-errors.ts'
import type { BlockRef, ChainTransfer } from '../types.ts'
import { evmOfAddress } from './address.ts'
import { askBlocks, type BlockTransaction, demandLink, type TronBlock } from './ask-blocks.ts'
import { askInfos, type TransactionInfo } from './ask-infos.ts'
import { readTransferCall } from './call-data.ts'
import type { TronNode } from './node.ts'
import { decodeTransferLog, readTokenTransfers } from './transfer-logs.ts'

type Known = Pick<TronChainConfig, 'nativeAddress' | 'defaultTokens'>

/** Bounds memory, and how many questions are out at once. */
const BLOCKS_PER_CHUNK = 10n
const VALUE_LOG_INDEX = -1
const FIRST_INTERNAL_LOG_INDEX = -2

/**
 * Reads blocks and the transfers in them to our addresses: tokens listed and not, coin of transactions, coin that contracts sent.
 * @throws NodeAnswerError when a block is missing or the answers do not fit together; nothing is skipped, ask again.
 */
export async function readBlocks(node: TronNode, known: Known, asked: BlocksToRead): Promise<BlocksRead> {
  const blocks: BlockRef[] = []
  const transfers: ChainTransfer[] = []
  for (let from = asked.from; from <= asked.to; from += BLOCKS_PER_CHUNK) {
    const last = from + BLOCKS_PER_CHUNK - 1n
    const chunk = await readChunk(node, known, { ...asked, from, to: last < asked.to ? last : asked.to })
    const [parent, child] = [blocks.at(-1), chunk.blocks.at(0)]
    if (parent !== undefined && child !== undefined) demandLink(parent, child)
    blocks.push(...chunk.blocks)
    transfers.push(...chunk.transfers)
  }
  return { blocks, transfers }
}

async function readChunk(node: TronNode, known: Known, asked: BlocksToRead): Promise<BlocksRead> {
  const blocks = await askBlocks(node, asked.from, asked.to)
  const found = (
    await Promise.all(
      blocks.map(async (block) => transfersOf(known, block, await askInfos(node, block.number))),
    )
  ).flat()
  const receivers = new Set(found.map(({ to }) => to))
  const ours = receivers.size === 0 ? new Set<string>() : await asked.findOurs([...receivers])
  return {
    blocks: blocks.map(({ number, hash, parentHash }) => ({ number, hash, parentHash })),
    transfers: found.filter(({ to }) => ours.has(to)),
  }
}

function transfersOf(known: Known, block: TronBlock, infos: readonly TransactionInfo[]): ChainTransfer[] {
  // What stands in block 0 was not sent by anybody.
  if (block.number === 0n) return []
  const byId = new Map(infos.map((info) => [info.id, info]))
  // The infos are asked by number: those of another block, or a part of them, would lose deposits.
  if (byId.size !== block.transactions.length || infos.length !== byId.size)
    throw new NodeAnswerError(
      `block ${block.number} has ${block.transactions.length} transactions, the node told of ${infos.length}`,
    )
  return block.transactions.flatMap((transaction) => {
    const info = byId.get(transaction.id)
    if (info === undefined)
      throw new NodeAnswerError(`the node did not tell what ${transaction.id} of block ${block.number} did`)
    if (transaction.result !== '' && info.failed === (transaction.result === 'SUCCESS'))
      throw new NodeAnswerError(`the node contradicts itself about the end of ${transaction.id}`)
    demandLog(known, transaction, info)
    return [...readCoin(known, block, transaction, info), ...readTokenTransfers(block, info)]
  })
}

function readCoin(
  { nativeAddress }: Known,
  block: BlockRef,
  { id, seen: { contract } }: BlockTransaction,
  info: TransactionInfo,
): ChainTransfer[] {
  if (info.failed) return []
  const place = { blockNumber: block.number, blockHash: block.hash, txHash: id, tokenAddress: nativeAddress }
  const transfers: ChainTransfer[] = []
  if (contract.type === 'TransferContract' && contract.amount > 0n && contract.owner !== contract.to) {
    const { owner: from, to, amount } = contract
    transfers.push({ ...place, logIndex: VALUE_LOG_INDEX, from, to, amount })
  }
  for (const { index, from, to, amount } of info.internals)
    if (from !== to)
      transfers.push({ ...place, logIndex: FIRST_INTERNAL_LOG_INDEX - index, from, to, amount })
  return transfers
}

/**
 * A plain transfer of a default token that succeeded has left its log, of not more than was asked for (a token may keep a fee): without
 * it the node withholds logs, or invents them. Not asked of other tokens: a strange one could leave none, and would hold up the chain.
 */
function demandLog(known: Known, { id, seen }: BlockTransaction, info: TransactionInfo): void {
  const { contract } = seen
  if (contract.type !== 'TriggerSmartContract' || info.failed) return
  if (!known.defaultTokens.some(({ address }) => address === contract.contract)) return
  const call = readTransferCall(contract.data)
  if (call === null || call.amount === 0n) return
  const logs = info.logs.map(decodeTransferLog).filter((log) => log?.tokenAddress === contract.contract)
  const fits = (log: (typeof logs)[number]) =>
    log !== null && log.from === contract.owner && log.amount <= call.amount
  if (!logs.every(fits) || !logs.some((log) => log !== null && evmOfAddress(log.to) === `0x${call.to}`))
    throw new NodeAnswerError(`transaction ${id} moved a token and the node shows no log of it`)
}
