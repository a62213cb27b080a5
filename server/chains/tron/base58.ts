import { createHash } from 'node:crypto'

const ALPHABET = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz'
const BASE = BigInt(ALPHABET.length)
const CHECKSUM_BYTES = 4

/** Base58 with the first four bytes of a double SHA-256 as checksum, as Bitcoin and Tron write addresses. */
export function encodeBase58Check(payload: Uint8Array): string {
  const bytes = Buffer.concat([payload, checksum(payload)])
  let rest = BigInt(`0x0${bytes.toString('hex')}`)
  let text = ''
  while (rest > 0n) {
    text = `${ALPHABET[Number(rest % BASE)]}${text}`
    rest /= BASE
  }
  // A zero byte in front has no place in the number: each is written as the digit zero.
  const zeros = bytes.findIndex((byte) => byte !== 0)
  return ALPHABET.charAt(0).repeat(zeros === -1 ? bytes.length : zeros) + text
}

/** The payload of exactly `size` bytes, or null: another alphabet, length or checksum, or a second spelling of the same bytes. */
export function decodeBase58Check(text: string, size: number): Buffer | null {
  // A base58 digit holds more than five bits: what is longer cannot be of this size, and must not cost more to find out.
  if (text.length > (8 * (size + CHECKSUM_BYTES)) / 5) return null
  let number = 0n
  for (const digit of text) {
    const value = ALPHABET.indexOf(digit)
    if (value === -1) return null
    number = number * BASE + BigInt(value)
  }
  const hex = number.toString(16).padStart(2 * (size + CHECKSUM_BYTES), '0')
  if (hex.length > 2 * (size + CHECKSUM_BYTES)) return null
  const payload = Buffer.from(hex, 'hex').subarray(0, size)
  return encodeBase58Check(payload) === text ? payload : null
}

function checksum(payload: Uint8Array): Buffer {
  const once = createHash('sha256').update(payload).digest()
  return createHash('sha256').update(once).digest().subarray(0, CHECKSUM_BYTES)
}
