import { createHash } from 'node:crypto'
import { secp256k1 } from '@noble/curves/secp256k1.js'
import { publicKeyToAddress } from 'viem/accounts'
import { addressOfEvm } from '../../server/chains/tron/address.ts'
import { type BlockHeader, blockId, encodeHeader } from '../../server/chains/tron/header.ts'
import { bytesField, varintField } from '../../server/chains/tron/protobuf.ts'
import type { Receipt } from './receipt.ts'
import type { Transaction } from './transaction.ts'
import type { ContractResult } from './vm.ts'

export interface MinedTransaction {
  readonly transaction: Transaction
  readonly receipt: Receipt
}

/** `fork`: how often the chain had been replaced from this block down; each branch has a producer of its own. */
export interface Block {
  readonly id: string
  readonly number: number
  /** Milliseconds. */
  readonly timestamp: number
  readonly fork: number
  readonly transactions: readonly MinedTransaction[]
}

export const NO_HASH = '0'.repeat(64)
const BLOCK_VERSION = 31n
/** Numbers of java-tron for how a contract ended. */
const RESULT_NUMBERS: Readonly<Record<ContractResult, bigint>> = {
  SUCCESS: 1n,
  REVERT: 2n,
  BAD_JUMP_DESTINATION: 3n,
  STACK_TOO_SMALL: 6n,
  STACK_TOO_LARGE: 7n,
  ILLEGAL_OPERATION: 8n,
  OUT_OF_ENERGY: 10n,
  UNKNOWN: 13n,
  TRANSFER_FAILED: 14n,
  INVALID_CODE: 15n,
}

export function makeBlock(block: Omit<Block, 'id'>, parent: Pick<Block, 'id'> | null): Block {
  return { ...block, id: blockId(headerOf(block, parent?.id ?? NO_HASH)) }
}

function headerOf(block: Omit<Block, 'id'>, parentHash: string): BlockHeader {
  return {
    number: BigInt(block.number),
    timestamp: BigInt(block.timestamp),
    txTrieRoot: merkleRoot(block.transactions),
    parentHash,
    witness: producer(block.fork).address,
    version: block.number === 0 ? 0n : BLOCK_VERSION,
  }
}

export interface SignedHeader {
  readonly header: BlockHeader
  /** r ‖ s ‖ recovery over the header's hash, hex. */
  readonly signature: string
}

/** Blocks are shown again and again, and a signature takes a millisecond. */
const signed = new WeakMap<Block, SignedHeader>()

export function signedHeaderOf(block: Block, parentHash: string): SignedHeader {
  const known = signed.get(block)
  if (known !== undefined) return known
  const header = headerOf(block, parentHash)
  const made = { header, signature: signHeader(header, block.fork) }
  signed.set(block, made)
  return made
}

function signHeader(header: BlockHeader, fork: number): string {
  const digest = createHash('sha256').update(encodeHeader(header)).digest()
  const signature = secp256k1.sign(digest, producer(fork).key, { prehash: false, format: 'recovered' })
  return Buffer.concat([signature.subarray(1), signature.subarray(0, 1)]).toString('hex')
}

const producers = new Map<number, { readonly key: Buffer; readonly address: string }>()

function producer(fork: number): { readonly key: Buffer; readonly address: string } {
  const known = producers.get(fork)
  if (known !== undefined) return known
  const key = createHash('sha256').update(`producer of branch ${fork}`).digest()
  const point = Buffer.from(secp256k1.getPublicKey(key, false)).toString('hex')
  const made = { key, address: addressOfEvm(publicKeyToAddress(`0x${point}`)) }
  producers.set(fork, made)
  return made
}

/** As java-tron: a hash without a neighbour goes up as it is. */
function merkleRoot(transactions: readonly MinedTransaction[]): string {
  let level = transactions.map((mined) => createHash('sha256').update(encodeMined(mined)).digest())
  if (level.length === 0) return NO_HASH
  while (level.length > 1) {
    const pairs = level
    level = []
    for (let index = 0; index < pairs.length; index += 2) {
      const pair = pairs.slice(index, index + 2)
      const [first] = pair
      if (first !== undefined)
        level.push(pair.length === 1 ? first : createHash('sha256').update(Buffer.concat(pair)).digest())
    }
  }
  return level[0]?.toString('hex') ?? NO_HASH
}

function encodeMined({ transaction, receipt }: MinedTransaction): Buffer {
  return Buffer.concat([
    bytesField(1, transaction.raw),
    ...transaction.signatures.map((signature) => bytesField(2, signature)),
    bytesField(5, varintField(3, RESULT_NUMBERS[receipt.run?.result ?? 'SUCCESS'])),
  ])
}
