import { createHash } from 'node:crypto'

const ALPHABET = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz'
const RADIX = ALPHABET.length
const LIMB_DIGITS = 5
const LIMB = RADIX ** LIMB_DIGITS
const CHECKSUM_BYTES = 4

/** Base58 with the first four bytes of a double SHA-256 as checksum, as Bitcoin and Tron write addresses. */
export function encodeBase58Check(payload: Uint8Array): string {
  const bytes = Buffer.concat([payload, checksum(payload)])
  const limbs = toLimbs(bytes)
  const text = limbs.map(digitsOfLimb).join('').replace(/^1+/, '')
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
    number = number * BigInt(RADIX) + BigInt(value)
  }
  const hex = number.toString(16).padStart(2 * (size + CHECKSUM_BYTES), '0')
  if (hex.length > 2 * (size + CHECKSUM_BYTES)) return null
  const payload = Buffer.from(hex, 'hex').subarray(0, size)
  return encodeBase58Check(payload) === text ? payload : null
}

/** A number in base 58^5, the highest first. Not by bigint: a block shows a thousand addresses, and its divisions cost more. */
function toLimbs(bytes: Uint8Array): number[] {
  const limbs: number[] = []
  for (const byte of bytes) {
    let carry = byte
    for (let index = 0; index < limbs.length; index += 1) {
      carry += (limbs[index] ?? 0) * 256
      limbs[index] = carry % LIMB
      carry = Math.floor(carry / LIMB)
    }
    if (carry > 0) limbs.push(carry)
  }
  return limbs.reverse()
}

function digitsOfLimb(limb: number): string {
  let text = ''
  for (let rest = limb; text.length < LIMB_DIGITS; rest = Math.floor(rest / RADIX))
    text = ALPHABET.charAt(rest % RADIX) + text
  return text
}

function checksum(payload: Uint8Array): Buffer {
  const once = createHash('sha256').update(payload).digest()
  return createHash('sha256').update(once).digest().subarray(0, CHECKSUM_BYTES)
}
