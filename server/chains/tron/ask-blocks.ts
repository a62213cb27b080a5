import { type Static, Type } from 'typebox'
import { NodeAnswerError, NodeUnavailable } from '../node-errors.ts'
import type { BlockRef } from '../types.ts'
import { addressOfHex, isHexAddress } from './address.ts'
import { blockId } from './header.ts'
import { Amount, Bytes, Hash, isNone, shape, type TronNode } from './node.ts'
import { readSeen, type SeenTransaction, TransactionError, transactionId } from './transaction.ts'

/** A block's header, its id computed from it by ourselves. */
export interface TronHeader extends BlockRef {
  /** Milliseconds. */
  readonly timestamp: bigint
}

export interface TronBlock extends TronHeader {
  readonly transactions: readonly BlockTransaction[]
}

export interface BlockTransaction {
  readonly id: string
  /** Decoded from the bytes whose hash is the id, not from what the node says of them. */
  readonly seen: SeenTransaction
  /** `contractRet`: SUCCESS, REVERT, OUT_OF_ENERGY, …; the node's word. */
  readonly result: string
}

const Header = Type.Object({
  blockID: Hash,
  block_header: Type.Object({
    raw_data: Type.Object({
      number: Amount,
      timestamp: Amount,
      txTrieRoot: Hash,
      parentHash: Hash,
      witness_address: Type.Optional(Bytes),
      version: Amount,
      accountStateRoot: Type.Optional(Bytes),
    }),
  }),
})
const Block = Type.Object({
  ...Header.properties,
  transactions: Type.Optional(
    Type.Array(
      Type.Object({
        txID: Hash,
        raw_data_hex: Bytes,
        ret: Type.Optional(Type.Array(Type.Object({ contractRet: Type.Optional(Type.String()) }))),
      }),
    ),
  ),
})
const GenesisId = Type.Object({ blockID: Hash })

const readHeader = shape('wallet/getblock', Header)
const readGenesis = shape('wallet/getblockbynum', GenesisId)
const readBlocks = shape('wallet/getblockbylimitnext', Type.Object({ block: Type.Array(Block) }))

/** The newest block that the node has; `SOLID`: the newest that two thirds of the producers have built upon. */
export async function askHead(node: TronNode, which: 'NEWEST' | 'SOLID' = 'NEWEST'): Promise<TronHeader> {
  const call = which === 'SOLID' ? 'walletsolidity/getblock' : 'wallet/getblock'
  return checkHeader(readHeader(await node.ask(call, { detail: false })))
}

/** Null when the node has no such block (yet, or any more). */
export async function askHeader(node: TronNode, number: bigint): Promise<TronHeader | null> {
  let answer: unknown
  try {
    answer = await node.ask('wallet/getblock', { id_or_num: String(number), detail: false })
  } catch (error) {
    // Some releases answer a number beyond their head with an error, each with its own text.
    if (error instanceof NodeUnavailable && (await askHead(node)).number < number) return null
    throw error
  }
  if (isNone(answer)) return null
  const header = checkHeader(readHeader(answer))
  if (header.number !== number)
    throw new NodeAnswerError(`asked for block ${number}, the node gave ${header.number}`)
  return header
}

/** The id of block 0, as the node says it: its header holds a text where others have an address, and its id is configured. */
export async function askGenesis(node: TronNode): Promise<string> {
  return readGenesis(await node.ask('wallet/getblockbynum', { num: 0 })).blockID
}

/** All of them, each the parent of the next. @throws NodeAnswerError when one is missing or their headers contradict them. */
export async function askBlocks(node: TronNode, from: bigint, to: bigint): Promise<TronBlock[]> {
  const range = { startNum: Number(from), endNum: Number(to) + 1 }
  const { block } = readBlocks(await node.ask('wallet/getblockbylimitnext', range))
  const blocks = block.map(checkBlock)
  if (blocks.length !== Number(to - from) + 1)
    throw new NodeAnswerError(`asked for blocks ${from} to ${to}, the node gave ${blocks.length}`)
  for (const [index, one] of blocks.entries()) {
    if (one.number !== from + BigInt(index))
      throw new NodeAnswerError(`asked for block ${from + BigInt(index)}, the node gave ${one.number}`)
    const parent = blocks[index - 1]
    if (parent !== undefined) demandLink(parent, one)
  }
  return blocks
}

export function demandLink(parent: BlockRef, child: BlockRef): void {
  if (child.parentHash !== parent.hash)
    throw new NodeAnswerError(`the chain was reorganised at block ${child.number} while it was read`)
}

function checkBlock(answer: Static<typeof Block>): TronBlock {
  return { ...checkHeader(answer), transactions: (answer.transactions ?? []).map(checkTransaction) }
}

/** A node cannot name a parent, a time or a root that the block's id does not prove. */
function checkHeader({ blockID, block_header: { raw_data } }: Static<typeof Header>): TronHeader {
  const { number = 0n, timestamp = 0n, version = 0n, txTrieRoot, parentHash, witness_address } = raw_data
  const { accountStateRoot } = raw_data
  // Block 0 has no producer: its id is compared with the configured one.
  if (number > 0n) {
    if (witness_address === undefined || !isHexAddress(witness_address))
      throw new NodeAnswerError(`block ${number} has no producer`)
    const header = {
      number,
      timestamp,
      version,
      txTrieRoot,
      parentHash,
      witness: addressOfHex(witness_address),
    }
    const id = blockId(accountStateRoot === undefined ? header : { ...header, accountStateRoot })
    if (id !== blockID) throw new NodeAnswerError(`the header of block ${number} is not that of ${blockID}`)
  }
  return { number, hash: blockID, parentHash, timestamp }
}

function checkTransaction({
  txID,
  raw_data_hex,
  ret,
}: NonNullable<Static<typeof Block>['transactions']>[number]): BlockTransaction {
  const raw = Buffer.from(raw_data_hex, 'hex')
  if (transactionId(raw) !== txID) throw new NodeAnswerError(`the bytes of ${txID} are another transaction's`)
  try {
    return { id: txID, seen: readSeen(raw), result: ret?.[0]?.contractRet ?? '' }
  } catch (error) {
    if (error instanceof TransactionError) throw new NodeAnswerError(`${txID}: ${error.message}`)
    throw error
  }
}
