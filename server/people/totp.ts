import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

const SECRET_BYTES = 20
const DIGITS = 6
const STEP_SECONDS = 30
/** Clocks of telephones are a little off: the steps before and after count too. */
const SKEW_STEPS = 1
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

export function newTotpSecret(): Buffer {
  return randomBytes(SECRET_BYTES)
}

/** The step that `code` opens, or null. A step opens once: only steps after `lastStep` are tried. */
export function openingStep(
  secret: Buffer,
  code: string,
  lastStep: bigint | null,
  nowMs: number,
): bigint | null {
  const now = stepAt(nowMs)
  let opened: bigint | null = null
  for (let step = now - BigInt(SKEW_STEPS); step <= now + BigInt(SKEW_STEPS); step += 1n) {
    // Every step is computed, whichever fits: how long it takes tells nothing.
    const fits = isSame(totpCode(secret, step), code)
    if (fits && (lastStep === null || step > lastStep)) opened ??= step
  }
  return opened
}

export function stepAt(nowMs: number): bigint {
  return BigInt(Math.floor(nowMs / 1000 / STEP_SECONDS))
}

/** RFC 6238 with SHA-1, 6 digits and steps of 30 s: what every authenticator does. */
export function totpCode(secret: Buffer, step: bigint): string {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(step)
  const mac = createHmac('sha1', secret).update(counter).digest()
  const offset = mac.readUInt8(mac.length - 1) & 0xf
  const number = mac.readUInt32BE(offset) & 0x7fffffff
  return String(number % 10 ** DIGITS).padStart(DIGITS, '0')
}

/** RFC 4648, without padding: how people type a secret into an authenticator. */
export function base32(bytes: Buffer): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('')
  const groups = bits.match(/.{1,5}/g) ?? []
  return groups.map((group) => BASE32.charAt(Number.parseInt(group.padEnd(5, '0'), 2))).join('')
}

export function readBase32(text: string): Buffer {
  const bits = [...text].map((letter) => BASE32.indexOf(letter).toString(2).padStart(5, '0')).join('')
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)))
}

/** What an authenticator reads from a QR code. */
export function otpauthUrl(secret: Buffer, email: string): string {
  const label = `${encodeURIComponent('Holdfast')}:${encodeURIComponent(email)}`
  return `otpauth://totp/${label}?secret=${base32(secret)}&issuer=Holdfast&algorithm=SHA1&digits=${DIGITS}&period=${STEP_SECONDS}`
}

function isSame(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)]
  return left.length === right.length && timingSafeEqual(left, right)
}
