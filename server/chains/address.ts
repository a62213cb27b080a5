import { getAddress, isAddress } from 'viem'
import type { ChainName } from './types.ts'

/**
 * An address as a caller writes it, given back as it is emitted (with its checksum), or null when it is none of the chain's:
 * blanks, a wrong checksum (all upper case is one), another chain's form. Lower case carries no checksum and is accepted.
 */
export function readAddress(_chain: ChainName, text: string): string | null {
  return isAddress(text, { strict: true }) ? getAddress(text) : null
}

/** An address as address_directory keeps it: lower case (EVM); base58 is its own key. Two spellings of one address have one key. */
export function addressKey(address: string): string {
  return address.startsWith('0x') ? address.toLowerCase() : address
}
