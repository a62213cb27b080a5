import { keccak_256 } from '@noble/hashes/sha3.js'
import { hexToBytes } from 'viem'

/** A header's 2048-bit filter over the addresses and topics of the block's logs (yellow paper, 4.3.1): never misses, may overstate. */
export type Bloom = Uint8Array

const BYTES = 256

export function readBloom(hex: `0x${string}`): Bloom {
  return hexToBytes(hex)
}

/** The three bits that an address or topic sets; compute once for what is asked for every block. */
export function bloomBits(item: `0x${string}`): readonly number[] {
  const hash = keccak_256(hexToBytes(item))
  return [0, 2, 4].map((at) => (((hash[at] ?? 0) << 8) | (hash[at + 1] ?? 0)) & 2047)
}

export function mayContain(bloom: Bloom, bits: readonly number[]): boolean {
  return bits.every((bit) => ((bloom[BYTES - 1 - (bit >> 3)] ?? 0) & (1 << (bit & 7))) !== 0)
}

export interface BloomItems {
  readonly address: `0x${string}`
  readonly topics: readonly `0x${string}`[]
}

/**
 * True when these logs set every bit of the header's filter: then none is missing. More bits than the header's are accepted,
 * because a node may show logs that its chain keeps out of the filter (the state syncs of Polygon).
 */
export function coversBloom(logs: readonly BloomItems[], header: Bloom): boolean {
  const built = new Uint8Array(BYTES)
  for (const log of logs) {
    for (const item of [log.address, ...log.topics]) {
      for (const bit of bloomBits(item))
        built[BYTES - 1 - (bit >> 3)] = (built[BYTES - 1 - (bit >> 3)] ?? 0) | (1 << (bit & 7))
    }
  }
  return header.every((byte, index) => (byte & ~(built[index] ?? 0)) === 0)
}
