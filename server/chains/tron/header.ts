import { createHash } from 'node:crypto'
import { bytesOfAddress } from './address.ts'
import { bytesField, varintField } from './protobuf.ts'

export interface BlockHeader {
  readonly number: bigint
  /** Milliseconds. */
  readonly timestamp: bigint
  /** 64 hex digits each. */
  readonly txTrieRoot: string
  readonly parentHash: string
  /** Base58; empty in block 0. */
  readonly witness: string
  readonly version: bigint
  /** Hex; only on chains that keep one. */
  readonly accountStateRoot?: string
}

/** `block_header.raw_data`: what is hashed to the block's id and signed by its producer. */
export function encodeHeader(header: BlockHeader): Buffer {
  return Buffer.concat([
    varintField(1, header.timestamp),
    bytesField(2, Buffer.from(header.txTrieRoot, 'hex')),
    bytesField(3, Buffer.from(header.parentHash, 'hex')),
    varintField(7, header.number),
    bytesField(9, header.witness === '' ? Buffer.alloc(0) : bytesOfAddress(header.witness)),
    varintField(10, header.version),
    bytesField(11, Buffer.from(header.accountStateRoot ?? '', 'hex')),
  ])
}

/** 64 hex digits: the number, then the last 24 bytes of the header's hash. */
export function blockId(header: BlockHeader): string {
  const hash = createHash('sha256').update(encodeHeader(header)).digest('hex')
  return header.number.toString(16).padStart(16, '0') + hash.slice(16)
}
