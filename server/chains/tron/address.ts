import { decodeBase58Check, encodeBase58Check } from './base58.ts'

/** Version byte of every Tron address; the other 20 bytes are those of the same key's EVM address. */
const VERSION = 0x41
export const ADDRESS_BYTES = 21
const HEX_ADDRESS = /^41[0-9a-fA-F]{40}$/
const EVM_ADDRESS = /^0x[0-9a-fA-F]{40}$/

/** Bytes, hex or text that should be an address and are none. */
export class AddressError extends Error {}

/**
 * An address as a caller writes it, given back as it is emitted, or null: blanks, hex, a wrong checksum or version. Base58 has
 * one spelling only.
 */
export function readTronAddress(text: string): string | null {
  const bytes = decodeBase58Check(text, ADDRESS_BYTES)
  return bytes !== null && bytes[0] === VERSION ? text : null
}

/** @throws AddressError when `text` is not an address in base58. */
export function bytesOfAddress(text: string): Buffer {
  const bytes = decodeBase58Check(text, ADDRESS_BYTES)
  if (bytes === null || bytes[0] !== VERSION) throw new AddressError('not a Tron address')
  return bytes
}

/** @throws AddressError unless these are 0x41 and 20 bytes. */
export function addressOfBytes(bytes: Uint8Array): string {
  if (bytes.length !== ADDRESS_BYTES || bytes[0] !== VERSION)
    throw new AddressError('not the bytes of a Tron address')
  return encodeBase58Check(bytes)
}

/** 42 hex digits, as nodes write addresses. */
export function isHexAddress(hex: string): boolean {
  return HEX_ADDRESS.test(hex)
}

/** Of 42 hex digits, as nodes write addresses. @throws AddressError on anything else. */
export function addressOfHex(hex: string): string {
  if (!isHexAddress(hex)) throw new AddressError('not the hex of a Tron address')
  return addressOfBytes(Buffer.from(hex, 'hex'))
}

/** 42 lower-case hex digits, as nodes take addresses. */
export function hexOfAddress(address: string): string {
  return bytesOfAddress(address).toString('hex')
}

/** The address of the key whose EVM address this is. @throws AddressError on anything else. */
export function addressOfEvm(evmAddress: string): string {
  if (!EVM_ADDRESS.test(evmAddress)) throw new AddressError('not an EVM address')
  return addressOfHex(`41${evmAddress.slice(2)}`)
}

/** Lower case with 0x, without a checksum: what the virtual machine and its logs call this address. */
export function evmOfAddress(address: string): `0x${string}` {
  return `0x${hexOfAddress(address).slice(2)}`
}
