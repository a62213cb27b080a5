import { createHash } from 'node:crypto'
import { secp256k1 } from '@noble/curves/secp256k1.js'
import { keccak256 } from 'viem'
import { addressOfBytes } from './address.ts'

const SIGNATURE_BYTES = 65
/** Bitcoin's habit of adding 27, which nodes accept too. */
const RECOVERY_OFFSET = 27

/**
 * The address whose key made this signature (r ‖ s ‖ recovery, 65 bytes) over the SHA-256 of `signed`, or null when it is of
 * nobody. Transactions sign `raw_data`, producers the header's.
 */
export function signerOf(signed: Uint8Array, signature: Uint8Array): string | null {
  const last = signature[SIGNATURE_BYTES - 1]
  if (signature.length !== SIGNATURE_BYTES || last === undefined) return null
  const recovery = last >= RECOVERY_OFFSET ? last - RECOVERY_OFFSET : last
  if (recovery > 1) return null
  const digest = createHash('sha256').update(signed).digest()
  const compact = Buffer.concat([Buffer.from([recovery]), signature.subarray(0, SIGNATURE_BYTES - 1)])
  try {
    const key = secp256k1.recoverPublicKey(compact, digest, { prehash: false })
    const point = secp256k1.Point.fromBytes(key).toBytes(false)
    const hash = keccak256(point.subarray(1), 'bytes')
    return addressOfBytes(Buffer.concat([Buffer.from([0x41]), hash.subarray(12)]))
  } catch {
    return null
  }
}
