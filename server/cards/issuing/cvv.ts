import { createCipheriv } from 'node:crypto'
import type { Sealer } from '../../kernel/sealer.ts'
import { Secret } from '../../kernel/secret.ts'

const DES_BYTES = 8
const PAIR_BYTES = 2 * DES_BYTES
const CVV_DIGITS = 3
/** What tells a CVV2 from the values on a stripe or a chip, which are made of the card's real service code. */
const CVV2_SERVICE_CODE = '000'

/** CVV2 of a number, computed whenever it is needed and stored nowhere. `expiry` is MMYY. */
export function cvv2(sealer: Sealer, pan: Secret<string>, expiry: string): Secret<string> {
  const yearFirst = expiry.slice(2) + expiry.slice(0, 2)
  return new Secret(
    verificationValue(verificationKeys(sealer), pan.reveal() + yearFirst + CVV2_SERVICE_CODE, CVV_DIGITS),
  )
}

/** The pair of DES keys, derived from the vault: the same for the life of the seed, and nowhere outside it. */
function verificationKeys(sealer: Sealer): Secret<Buffer> {
  return new Secret(sealer.keyedHash('card verification keys', 'pair 1').subarray(0, PAIR_BYTES))
}

/**
 * The card networks' verification value: `data` (PAN, expiry as YYMM, service code) filled with zeros to two DES blocks; the first
 * under key A, combined with the second, under A-B-A; of the result the decimal digits, then the other hex digits less ten.
 * `keys` is A followed by B.
 */
export function verificationValue(keys: Secret<Buffer>, data: string, length: number): string {
  const [a, b] = [keys.reveal().subarray(0, DES_BYTES), keys.reveal().subarray(DES_BYTES, PAIR_BYTES)]
  const blocks = Buffer.from(data.padEnd(4 * DES_BYTES, '0'), 'hex')
  // Single DES is not in OpenSSL 3's default provider: triple DES with three equal keys is the same.
  const first = encrypt([a, a, a], blocks.subarray(0, DES_BYTES))
  const mixed = first.map((byte, index) => byte ^ (blocks[DES_BYTES + index] ?? 0))
  return decimalise(encrypt([a, b, a], mixed)).slice(0, length)
}

function encrypt(keys: readonly Buffer[], block: Uint8Array): Buffer {
  const cipher = createCipheriv('des-ede3', Buffer.concat(keys), null).setAutoPadding(false)
  return Buffer.concat([cipher.update(block), cipher.final()])
}

function decimalise(block: Buffer): string {
  const hex = [...block.toString('hex')]
  const digits = hex.filter((one) => one <= '9')
  const letters = hex.filter((one) => one > '9').map((one) => String(Number.parseInt(one, 16) - 10))
  return [...digits, ...letters].join('')
}
