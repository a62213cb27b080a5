import { createHash, randomBytes } from 'node:crypto'

let lastMs = 0
let counter = 0

/** Drawn for many ids at once: asking for 16 bytes each time costs more than all the rest of an id. */
const POOL_BYTES = 4_096
let pool = Buffer.alloc(0)

function random16(): Buffer {
  if (pool.length < 16) pool = randomBytes(POOL_BYTES)
  const bytes = pool.subarray(0, 16)
  pool = pool.subarray(16)
  return bytes
}

/**
 * UUID version 7: time-ordered, so lists can be ordered and paged by id. Within one process ids rise strictly,
 * also within one millisecond (12-bit counter in rand_a, RFC 9562 method 1).
 */
export function newId(): string {
  let ms = Date.now()
  if (ms > lastMs) {
    counter = randomBytes(2).readUInt16BE() & 0x7ff
  } else {
    ms = lastMs
    counter += 1
    if (counter > 0xfff) {
      ms += 1
      counter = 0
    }
  }
  lastMs = ms
  const bytes = random16()
  bytes.writeUIntBE(ms, 0, 6)
  bytes.writeUInt16BE(0x7000 | counter, 6)
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  return format(bytes)
}

/** The same parts always give the same id (RFC 9562 version 8): for things that must exist once. */
export function derivedId(...parts: string[]): string {
  const bytes = createHash('sha256').update(JSON.stringify(parts)).digest().subarray(0, 16)
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  return format(bytes)
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/** Ids in paths are opaque to callers: text that is no id of ours names nothing, which is a 404 and not an error. */
export function isId(text: string): boolean {
  return UUID.test(text)
}

/** 32 hex digits for X-Trace-Id. */
export function newTraceId(): string {
  return randomBytes(16).toString('hex')
}

function format(bytes: Uint8Array): string {
  const hex = Buffer.from(bytes).toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}
